"""What a sheet asks, described once; forms, pages and side by side are all drawn from this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from berakhlak.instrument.catalogue import Behaviour, ExtraQuestion, Instrument
from berakhlak.instrument.dimension import BilingualText
from berakhlak.instrument.forms import scale_choices
from berakhlak.rating_scale import CANNOT_RATE

ANSWER_PREFIX = "jawaban-"
COMMENT_PREFIX = "komentar-"
_BLOCK = BilingualText("Bagian", "Part")


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
    """One value with its questions, in the reader's language; `number` counts from 1.

    Where a cycle mixes behaviours over values, a part with questions is a block of them, and one
    that is a value holds its comment alone.
    """

    number: int
    code: str
    name: str
    definition: str
    questions: Sequence[SheetQuestion]
    instrument: Instrument
    is_value: bool = True

    @property
    def comment_name(self) -> str:
        return COMMENT_PREFIX + self.code


def answers_prefix(sheet_id: int) -> str:
    """With what the answers of one sheet begin where one form holds several."""
    return f"{ANSWER_PREFIX}{sheet_id}-"


@lru_cache(maxsize=1024)
def describe_sheet(instrument: Instrument, language: str) -> Sequence[SheetPart]:
    """The values of an instrument in their order, each with its questions; where a cycle mixes
    these, blocks of them and then the values without."""
    if instrument.blocks:
        return (*_blocks(instrument, language), *_values(instrument, language, asks=False))
    return tuple(_values(instrument, language, asks=True))


def asking_parts(instrument: Instrument, language: str) -> Sequence[SheetPart]:
    """The parts that have questions: the pages on which people are rated side by side."""
    return tuple(part for part in describe_sheet(instrument, language) if part.questions)


def _values(instrument: Instrument, language: str, *, asks: bool) -> Iterator[SheetPart]:
    return (
        SheetPart(
            place,
            value.code,
            value.name.in_language(language),
            value.definition.in_language(language),
            _questions(instrument, value.code, value.behaviours, language) if asks else (),
            instrument.part_with(value.code),
        )
        for place, value in enumerate(instrument.values, start=1)
    )


def _blocks(instrument: Instrument, language: str) -> Iterator[SheetPart]:
    known = {each.code: each for each in instrument.behaviours}
    before = 0
    for place, codes in enumerate(instrument.blocks, start=1):
        asked = _questions(
            instrument, codes[0], [known[code] for code in codes], language, begin=before + 1
        )
        before += len(codes)
        code, name = f"bagian-{place}", f"{_BLOCK.in_language(language)} {place}"
        yield SheetPart(place, code, name, "", asked, instrument, is_value=False)


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


@lru_cache(maxsize=1024)
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


def _questions(
    instrument: Instrument,
    code: str,
    behaviours: Sequence[Behaviour],
    language: str,
    begin: int = 0,
) -> Sequence[SheetQuestion]:
    """`code`: one of the part whose scale it is. Numbered as they stand, from `begin`; by their
    place in the instrument where that is 0."""
    choices = scale_choices(instrument.part_with(code), language)
    return tuple(
        SheetQuestion(
            begin + n if begin else instrument.positions[each.code] + 1,
            each.code,
            each.text.in_language(language),
            choices,
        )
        for n, each in enumerate(behaviours)
    )


def step_meanings(instrument: Instrument, language: str) -> list[tuple[int, str, str]]:
    """Score, words and meaning of every step of the scale."""
    return [
        (step.score, step.label.in_language(language), step.meaning.in_language(language))
        for step in instrument.steps
    ]
