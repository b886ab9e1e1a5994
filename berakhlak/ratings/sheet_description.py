"""What a sheet asks, described once; forms, pages and side by side are all drawn from this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from berakhlak.instrument.catalogue import CoreValue, ExtraQuestion, Instrument
from berakhlak.instrument.forms import scale_choices
from berakhlak.rating_scale import CANNOT_RATE

ANSWER_PREFIX = "jawaban-"
COMMENT_PREFIX = "komentar-"


@dataclass(frozen=True)
class SheetQuestion:
    """One behaviour as it is asked; `number` counts from 1 through the whole sheet, 0 beside them.

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


@lru_cache(maxsize=256)
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
    """Code -> its question: behaviours in the order of the instrument, then what is asked beside
    them."""
    asked = [each for part in describe_sheet(instrument, language) for each in part.questions]
    asked += [each for part in describe_extras(instrument, language) for each in part.questions]
    return {each.code: each for each in asked}


@dataclass(frozen=True)
class ExtraPart:
    """Questions beside the behaviours that belong together; `is_choice`: three strengths and one
    thing to develop."""

    is_choice: bool
    questions: Sequence[SheetQuestion]


@lru_cache(maxsize=256)
def describe_extras(instrument: Instrument, language: str) -> Sequence[ExtraPart]:
    """How well the rater knows the person, then the choice; empty where neither is asked."""
    drawn = [(bool(each.of_value), _extra(each, language)) for each in instrument.extras]
    parts = [
        ExtraPart(kind, tuple(asked for is_choice, asked in drawn if is_choice is kind))
        for kind in (False, True)
    ]
    return tuple(part for part in parts if part.questions)


def _extra(asked: ExtraQuestion, language: str) -> SheetQuestion:
    steps = enumerate(asked.steps, start=1)
    words = [(score, step.in_language(language)) for score, step in steps]
    choices = (*words, (CANNOT_RATE, asked.none.in_language(language)))
    return SheetQuestion(0, asked.code, asked.text.in_language(language), choices)


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
