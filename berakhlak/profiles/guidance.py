"""What to try and what to talk about: chosen by rules from the figures, worded as data.

Wordings stand beside the questionnaire (`CODE.guidance.toml`). A questionnaire without them still
gets the behaviours to talk about, with the same two plain questions for each.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _

from berakhlak.instrument.catalogue import DATA_FOLDER
from berakhlak.instrument.dimension import BilingualText
from berakhlak.instrument.wording import by_scale
from berakhlak.languages import LANGUAGES
from berakhlak.profiles import selection
from berakhlak.profiles.full.parts import BehaviourAdvice
from berakhlak.profiles.profile import ProfileSource
from berakhlak.profiles.tables import self_and_others_words
from berakhlak.statistics.frozen_result import BehaviourFigures

PRIORITIES = 3
STRENGTHS = 2


@dataclass(frozen=True)
class BehaviourGuidance:
    """One step to try and one question to talk about, for one behaviour."""

    suggestion: BilingualText
    question: BilingualText


@lru_cache(maxsize=8)
def guidance_for(instrument: str) -> dict[str, BehaviourGuidance]:
    """Guidance by behaviour code; empty for a questionnaire that has none beside it."""
    path = DATA_FOLDER / f"{instrument}.guidance.toml"
    if not path.is_file():
        return {}
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        code: BehaviourGuidance(_text(row["suggestion"]), _text(row["question"]))
        for code, row in data.items()
    }


def _text(data: dict[str, str]) -> BilingualText:
    return BilingualText(*(data[language] for language in LANGUAGES))


def priority_advice(source: ProfileSource, language: str) -> tuple[BehaviourAdvice, ...]:
    """At most three behaviours to work on: those frozen with the result.

    Under rules version 1 blind spots first, the widest gap leading; then what others see below the
    agency's threshold of a strength, the least seen leading.
    """
    if source.guarded:
        return tuple(_advice(source, row, language) for row in selection.advised_behaviours(source))
    rows = _with_figure(source)
    blind = sorted((row for row in rows if row.johari == "blind_spot"), key=lambda row: -_gap(row))
    low = sorted(
        (row for row in rows if (row.others or 0) < source.policy.strength_threshold),
        key=lambda row: row.others or 0,
    )
    found = list({row.code: row for row in (*blind, *low)}.values())[:PRIORITIES]
    return tuple(_advice(source, row, language) for row in found)


def strength_advice(source: ProfileSource, language: str) -> tuple[BehaviourAdvice, ...]:
    """At most two behaviours to build on, above the officer's own average, the clearest first.

    Under rules version 1 hidden strengths, then what others see most.
    """
    if source.guarded:
        return tuple(
            _advice(source, row, language) for row in selection.strongest_behaviours(source)
        )
    rows = [
        row for row in _with_figure(source) if (row.others or 0) >= source.policy.strength_threshold
    ]
    rows.sort(key=lambda row: (row.johari != "hidden_strength", -(row.others or 0)))
    return tuple(_advice(source, row, language) for row in rows[:STRENGTHS])


def _with_figure(source: ProfileSource) -> list[BehaviourFigures]:
    rows = (row for value in source.figures.values for row in value.behaviours)
    return [row for row in rows if row.others is not None]


def _gap(row: BehaviourFigures) -> float:
    return (row.self_score or 0) - (row.others or 0)


def _advice(source: ProfileSource, row: BehaviourFigures, language: str) -> BehaviourAdvice:
    behaviour = next(each for each in source.instrument.behaviours if each.code == row.code)
    place = next(
        place
        for place, value in enumerate(source.instrument.values, start=1)
        if behaviour in value.behaviours
    )
    known = guidance_for(source.instrument.code).get(row.code)
    return BehaviourAdvice(
        behaviour=behaviour.text.in_language(language),
        mark=place,
        standing=self_and_others_words(row.self_score, row.others),
        suggestion=known.suggestion.in_language(language)
        if known
        else str(_("Sepakati satu kesempatan dalam bulan ini untuk memperlihatkan perilaku ini.")),
        question=known.question.in_language(language)
        if known
        else str(_("Kapan perilaku ini terlihat, dan apa yang menghalanginya?")),
    )


def how_chosen(source: ProfileSource) -> str:
    """By which rule advice is chosen; profiles of rules version 1 keep theirs."""
    if not source.guarded:
        return by_scale(
            source.instrument,
            often=_(
                "Saran dipilih dengan aturan tetap dari angka pada profil ini: yang lebih sering "
                "terlihat oleh diri lebih dahulu, lalu perilaku di bawah batas kekuatan. Pakailah "
                "yang sesuai dengan tugas Anda."
            ),
            well=_(
                "Saran dipilih dengan aturan tetap dari angka pada profil ini: yang dinilai lebih "
                "tinggi oleh diri lebih dahulu, lalu perilaku di bawah batas kekuatan. Pakailah "
                "yang sesuai dengan tugas Anda."
            ),
        )
    return by_scale(
        source.instrument,
        often=_(
            "Saran dipilih dengan aturan tetap dari angka pada profil ini: perilaku yang menurut "
            "orang lain paling jarang terlihat dibandingkan rata-rata Anda sendiri. Pakailah yang "
            "sesuai dengan tugas Anda."
        ),
        well=_(
            "Saran dipilih dengan aturan tetap dari angka pada profil ini: perilaku yang menurut "
            "orang lain paling rendah dibandingkan rata-rata Anda sendiri. Pakailah yang sesuai "
            "dengan tugas Anda."
        ),
    )
