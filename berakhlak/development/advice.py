"""What a profile advises, as the plan shows it: chosen and worded by the profile alone."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from berakhlak.cycles.models import Participant
from berakhlak.documents.responses import agency_timezone, reader_language
from berakhlak.extensions import db
from berakhlak.profiles.full.narrative import conversation_opening
from berakhlak.profiles.full.parts import BehaviourAdvice
from berakhlak.profiles.guidance import priority_advice, strength_advice
from berakhlak.profiles.opening import build_opening
from berakhlak.profiles.profile import ProfileOpening, ProfileSource
from berakhlak.profiles.queries import load_profile_source
from berakhlak.profiles.selection import advised_behaviours


@dataclass(frozen=True)
class PlanAdvice:
    """The first lines of the profile, and all behaviours as (code, words), the advised first.

    `beginning`: questions to begin the talk with; `kept` and `tried`: what it is about. `advised`:
    codes of behaviours that the profile advises.
    """

    opening: ProfileOpening | None
    behaviours: tuple[tuple[str, str], ...]
    beginning: tuple[str, ...]
    kept: tuple[BehaviourAdvice, ...]
    tried: tuple[BehaviourAdvice, ...]
    advised: tuple[str, ...] = ()

    def words_of(self, code: str) -> str:
        return dict(self.behaviours).get(code, code)

    @property
    def sentence(self) -> str:
        """What the talk is about, in one plain sentence without a figure."""
        first = self.opening
        if first and first.attempt and first.keep:
            words = {"keep": first.keep, "attempt": first.attempt}
            return str(_("Pertahankan: %(keep)s; coba: %(attempt)s.", **words))
        if first and first.attempt:
            return str(_("Coba: %(attempt)s.", attempt=first.attempt))
        if first and first.keep:
            return str(_("Pertahankan: %(keep)s.", keep=first.keep))
        return str(_("Pilih bersama satu perilaku untuk dikembangkan."))


def advice_for(participant: Participant) -> PlanAdvice:
    """In the reader's language. It holds no figure of a group."""
    language = reader_language()
    source = load_profile_source(db.session(), participant, agency_timezone())
    return PlanAdvice(
        build_opening(source, language),
        _behaviours(source, language),
        conversation_opening(source),
        strength_advice(source, language)[:1],
        priority_advice(source, language)[:1],
        _advised(source),
    )


def _advised(source: ProfileSource) -> tuple[str, ...]:
    return tuple(row.code for row in advised_behaviours(source)) if source.guarded else ()


def _behaviours(source: ProfileSource, language: str) -> tuple[tuple[str, str], ...]:
    words = {each.code: each.text.in_language(language) for each in source.instrument.behaviours}
    first = dict.fromkeys([*_advised(source), *words])
    return tuple((code, words[code]) for code in first)
