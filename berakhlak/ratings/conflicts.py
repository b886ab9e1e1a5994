"""Two devices, one sheet: where what was typed here differs from what was saved there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import get_locale

from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.forms import SheetForm
from berakhlak.ratings.sheet_description import COMMENT_PREFIX, describe_questions


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
    for code, asked in describe_questions(form.instrument, str(get_locale())).items():
        here, there = answers.get(code), saved.answers.get(code)
        if here is not None and there is not None and here != there:
            yield AnswerConflict(
                f"{asked.field_name}-0", asked.text, asked.words_of(here), asked.words_of(there)
            )


def _comments(form: SheetForm, saved: SheetContent) -> Iterator[AnswerConflict]:
    for code, here in form.typed_comments().items():
        there = saved.comments.get(code, "")
        if here and there and here != there:
            field = form[COMMENT_PREFIX + code]
            yield AnswerConflict(field.id, field.label.text, here, there)
