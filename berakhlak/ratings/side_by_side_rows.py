"""One behaviour beside everybody whom a rater rates in one group, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import get_locale

from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.scales import FieldLabel, RatingScale
from berakhlak.ratings.sheet_description import SheetPart, SheetQuestion, describe_questions
from berakhlak.ratings.sheet_session import OwnSheet
from berakhlak.ratings.side_by_side import SideBySideSheets


@dataclass(frozen=True)
class PersonScale:
    """One person and one behaviour."""

    sheet: OwnSheet
    field: RatingScale


@dataclass(frozen=True)
class BehaviourRow:
    """One behaviour with everybody's scale; `number` counts through the whole instrument."""

    number: int
    code: str
    text: str
    cells: Sequence[PersonScale]


def behaviour_rows(
    sheets: SideBySideSheets, part: SheetPart, typed: Mapping[str, int]
) -> list[BehaviourRow]:
    """The behaviours of a page; `typed` are answers of this request, by field name."""
    return [_row(sheets, asked, typed) for asked in part.questions]


def answers_in_words(content: SheetContent, instrument: Instrument) -> list[tuple[str, str]]:
    """Behaviours and the answers given, both in words."""
    return [
        (asked.text, asked.words_of(content.answers[code]))
        for code, asked in describe_questions(instrument, str(get_locale())).items()
        if code in content.answers
    ]


def _row(sheets: SideBySideSheets, asked: SheetQuestion, typed: Mapping[str, int]) -> BehaviourRow:
    cells = [PersonScale(sheet, _scale(sheet, asked, typed)) for sheet in sheets.sheets]
    return BehaviourRow(asked.number, asked.code, asked.text, cells)


def _scale(sheet: OwnSheet, asked: SheetQuestion, typed: Mapping[str, int]) -> RatingScale:
    name = asked.field_name_in(sheet.assignment.id)
    chosen = typed.get(name, sheet.content.answers.get(asked.code))
    return RatingScale(name, FieldLabel(sheet.assignment.ratee_name), asked.choices, chosen)
