"""Questions that a cycle may ask beside the behaviours: how well the rater knows the person, and
three strengths with one thing to develop, as a forced choice among the values.

Their answers lie in the box of the sheet with all others; see docs/decisions/0228.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from berakhlak.instrument.catalogue import CoreValue, ExtraQuestion, Instrument
from berakhlak.instrument.dimension import BilingualText

FAMILIARITY = "_akrab"
CHOICE_PREFIX = "_pilih-"
DEVELOP, STRENGTH = 1, 2
STRENGTHS = 3
AT_LEAST_WEEKLY = 3
"""From this step of familiarity on, rater and officer work together every week."""
LEAST_VALUES = 7
"""With fewer values to choose from, what is told of a small group would settle single choices."""


def choice_code(value: str) -> str:
    """The code of the choice about a value."""
    return CHOICE_PREFIX + value


def can_ask_choices(instrument: Instrument) -> bool:
    """Whether the first instrument has values enough to choose among."""
    return len(instrument.parts[0].values) >= LEAST_VALUES


@lru_cache(maxsize=1024)
def with_extra_questions(
    instrument: Instrument, *, familiarity: bool = False, choices: bool = False
) -> Instrument:
    """The questionnaire with these beside it; the same object for the same questions."""
    extras: tuple[ExtraQuestion, ...] = (_familiarity(),) if familiarity else ()
    if choices and can_ask_choices(instrument):
        extras += tuple(map(_choice, instrument.parts[0].values))
    return replace(instrument, extras=extras) if extras else instrument


def chosen_values(answers: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Codes of the values chosen as strengths, and of those to develop, as far as was chosen."""
    picks = {
        code.removeprefix(CHOICE_PREFIX): score
        for code, score in answers.items()
        if code.startswith(CHOICE_PREFIX)
    }
    return tuple(  # type: ignore[return-value]  # Two lists.
        [value for value, score in picks.items() if score == wanted]
        for wanted in (STRENGTH, DEVELOP)
    )


def is_whole_choice(answers: Mapping[str, int]) -> bool:
    """Whether it is three strengths and one thing to develop; anything else counts nowhere."""
    strengths, develop = chosen_values(answers)
    return len(strengths) == STRENGTHS and len(develop) == 1


def _familiarity() -> ExtraQuestion:
    return ExtraQuestion(
        FAMILIARITY,
        BilingualText(
            "Seberapa sering Anda bekerja bersama orang ini?",
            "How often do you work together with this person?",
        ),
        (
            BilingualText("Hampir tidak pernah", "Hardly ever"),
            BilingualText("Beberapa kali sebulan", "A few times a month"),
            BilingualText("Tiap minggu", "Every week"),
            BilingualText("Tiap hari", "Every day"),
        ),
        BilingualText("Tidak menjawab", "No answer"),
    )


def _choice(value: CoreValue) -> ExtraQuestion:
    return ExtraQuestion(
        choice_code(value.code),
        value.name,
        (
            BilingualText("Untuk dikembangkan", "To develop"),
            BilingualText("Kekuatan", "Strength"),
        ),
        BilingualText("Bukan keduanya", "Neither"),
        value.code,
    )
