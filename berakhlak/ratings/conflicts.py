"""Two devices, one sheet: where what was typed here differs from what was saved there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.forms import in_reader_language
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.forms import SheetForm


@dataclass(frozen=True)
class AnswerConflict:
    """One behaviour or comment; `target` is the id of its field, both sides are in words."""

    target: str
    label: object
    here: object
    saved: object


def find_conflicts(form: SheetForm, saved: SheetContent) -> list[AnswerConflict]:
    """Answers and comments that both devices gave, and that are not the same."""
    return [*_answers(form, saved), *_comments(form, saved)]


def _answers(form: SheetForm, saved: SheetContent) -> Iterator[AnswerConflict]:
    answers = form.answers()
    for section in form.sections():
        for item in section.items:
            here, there = answers.get(item.code), saved.answers.get(item.code)
            if here is not None and there is not None and here != there:
                instrument = form.instrument
                yield AnswerConflict(
                    f"{item.field.id}-0",
                    item.field.label.text,
                    _step(instrument, here),
                    _step(instrument, there),
                )


def _comments(form: SheetForm, saved: SheetContent) -> Iterator[AnswerConflict]:
    for section in form.sections():
        field: Any = section.comment
        there = saved.comments.get(section.code, "")
        if field is not None and field.data and there and field.data != there:
            yield AnswerConflict(field.id, field.label.text, field.data, there)


def _step(instrument: Instrument, score: int) -> str:
    if score == 0:
        return in_reader_language(instrument.cannot_rate)
    return in_reader_language(instrument.steps[score - 1].label)
