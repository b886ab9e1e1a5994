"""What a sheet asks, described once; forms, pages and side by side are all drawn from this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from berakhlak.instrument.catalogue import CoreValue, Instrument
from berakhlak.instrument.forms import scale_choices

ANSWER_PREFIX = "jawaban-"
COMMENT_PREFIX = "komentar-"


@dataclass(frozen=True)
class SheetQuestion:
    """One behaviour as it is asked; `number` counts from 1 through the whole sheet.

    `choices` are the steps with their words, from the lowest, and "cannot rate" last.
    """

    number: int
    code: str
    text: str
    choices: Sequence[tuple[int, str]]

    @property
    def field_name(self) -> str:
        return ANSWER_PREFIX + self.code

    def field_name_in(self, sheet_id: int) -> str:
        """The name of the same field where one form holds several sheets."""
        return f"{answers_prefix(sheet_id)}{self.code}"

    def words_of(self, score: int | None) -> str:
        """An answer in words; empty when there is none."""
        return dict(self.choices).get(score, "") if score is not None else ""


@dataclass(frozen=True)
class SheetPart:
    """One value with its questions, in the reader's language; `number` counts from 1."""

    number: int
    code: str
    name: str
    definition: str
    questions: Sequence[SheetQuestion]
    instrument: Instrument

    @property
    def comment_name(self) -> str:
        return COMMENT_PREFIX + self.code


def answers_prefix(sheet_id: int) -> str:
    """With what the answers of one sheet begin where one form holds several."""
    return f"{ANSWER_PREFIX}{sheet_id}-"


@lru_cache(maxsize=64)
def describe_sheet(instrument: Instrument, language: str) -> Sequence[SheetPart]:
    """The values of an instrument in their order, each with its questions."""
    return tuple(
        SheetPart(
            place,
            value.code,
            value.name.in_language(language),
            value.definition.in_language(language),
            _questions(instrument, value, language),
            instrument.part_with(value.code),
        )
        for place, value in enumerate(instrument.values, start=1)
    )


def describe_questions(instrument: Instrument, language: str) -> dict[str, SheetQuestion]:
    """Behaviour code -> its question, in the order of the instrument."""
    parts = describe_sheet(instrument, language)
    return {each.code: each for part in parts for each in part.questions}


def _questions(instrument: Instrument, value: CoreValue, language: str) -> Sequence[SheetQuestion]:
    choices = scale_choices(instrument.part_with(value.code), language)
    return tuple(
        SheetQuestion(
            instrument.positions[each.code] + 1,
            each.code,
            each.text.in_language(language),
            choices,
        )
        for each in value.behaviours
    )


def step_meanings(instrument: Instrument, language: str) -> list[tuple[int, str, str]]:
    """Score, words and meaning of every step of the scale."""
    return [
        (step.score, step.label.in_language(language), step.meaning.in_language(language))
        for step in instrument.steps
    ]
