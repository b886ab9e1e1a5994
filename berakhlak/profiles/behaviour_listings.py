"""Which behaviours a profile names as seen often, seldom, and otherwise than by oneself. Pure."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.documents.parts import LabelledText, TitledList
from berakhlak.documents.wording import format_score
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.wording import by_scale
from berakhlak.profiles import selection, tables
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import BehaviourFigures

HIGHLIGHTS = 3
CONTRASTS = 4

Ranked = list[tuple[BehaviourFigures, str]]


def _behaviour_words(instrument: Instrument, language: str) -> dict[str, str]:
    return {each.code: each.text.in_language(language) for each in instrument.behaviours}


def rank_behaviours(source: ProfileSource, language: str) -> Ranked:
    """Behaviours with a figure of others, from high to low; ties stay in form order."""
    words = _behaviour_words(source.instrument, language)
    known = [
        (row, words[row.code])
        for value in source.figures.values
        for row in value.behaviours
        if row.others is not None
    ]
    return sorted(known, key=lambda pair: -(pair[0].others or 0))


def highlight_listings(source: ProfileSource, language: str) -> tuple[TitledList, ...]:
    """What is seen more and less often; under rules version 1 the highest and lowest figures."""
    if source.guarded:
        return selection.highlight_listings(source, language)
    ranked = rank_behaviours(source, language)
    count = min(HIGHLIGHTS, len(ranked) // 2)
    empty = str(_("Belum cukup angka yang dapat ditampilkan."))
    return (
        TitledList(
            title=by_scale(
                source.instrument, often=_("Paling sering terlihat"), well=_("Paling tinggi")
            ),
            explanation=str(_("Angka tertinggi menurut orang lain")),
            items=tuple(_placed(pair) for pair in ranked[:count]),
            empty=empty,
        ),
        TitledList(
            title=by_scale(
                source.instrument, often=_("Paling jarang terlihat"), well=_("Paling rendah")
            ),
            explanation=str(_("Angka terendah menurut orang lain")),
            items=tuple(_placed(pair) for pair in ranked[: -count - 1 : -1]) if count else (),
            empty=empty,
        ),
    )


def _placed(pair: tuple[BehaviourFigures, str]) -> LabelledText:
    row, words = pair
    return LabelledText(label=words, text=format_score(row.others))


def contrast_listings(
    source: ProfileSource, language: str, most: int = CONTRASTS
) -> tuple[TitledList, ...]:
    """Values on which self and others are likely apart; under rules version 1 blind spots and
    hidden strengths, at most `most` of each by name."""
    if source.guarded:
        return selection.gap_listings(source, language)
    threshold = format_score(source.policy.gap_threshold)
    return (
        johari_listing(
            source,
            language,
            "blind_spot",
            selection.self_sees_more(source.instrument),
            str(_("Penilaian diri lebih tinggi %(gap)s atau lebih", gap=threshold)),
            most,
        ),
        johari_listing(
            source,
            language,
            "hidden_strength",
            str(_("Kekuatan tersembunyi")),
            str(_("Penilaian diri lebih rendah %(gap)s atau lebih", gap=threshold)),
            most,
        ),
    )


def johari_listing(
    source: ProfileSource,
    language: str,
    johari: str,
    title: str,
    explanation: str,
    most: int = CONTRASTS,
) -> TitledList:
    """The behaviours of one Johari area, those farthest apart first."""
    words = _behaviour_words(source.instrument, language)
    rows = [row for value in source.figures.values for row in value.behaviours]
    found = sorted(
        (row for row in rows if row.johari == johari),
        key=lambda row: -abs((row.self_score or 0) - (row.others or 0)),
    )
    rest = len(found) - most
    comparable = any(row.johari for row in rows)
    return TitledList(
        title=title,
        explanation=explanation,
        items=tuple(
            LabelledText(
                label=words[row.code], text=tables.self_and_others_words(row.self_score, row.others)
            )
            for row in found[:most]
        ),
        more=str(ngettext("dan %(num)s perilaku lain", "dan %(num)s perilaku lain", rest))
        if rest > 0
        else "",
        empty=str(_("Tidak ada.") if comparable else _("Belum dapat dibandingkan.")),
    )
