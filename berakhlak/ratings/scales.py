"""The sheet as it is drawn: scales and comment boxes, filled with what was saved or sent.

A form is built only to read what was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.box_content import MAX_COMMENT_LENGTH, SheetContent
from berakhlak.ratings.sheet_description import (
    ExtraPart,
    SheetPart,
    SheetQuestion,
    describe_extras,
    describe_questions,
    describe_sheet,
)


@dataclass(frozen=True)
class FieldLabel:
    """A label, where templates look for its `text`."""

    text: str


@dataclass(frozen=True)
class ScaleChoice:
    """One step of a scale, or "cannot rate"."""

    value: int
    label: str
    selected: bool


@dataclass(frozen=True)
class RatingScale:
    """One behaviour to be rated, with what `components/scale.html` asks of a field."""

    name: str
    label: FieldLabel
    choices: Sequence[tuple[int, str]]
    chosen: int | None
    errors: Sequence[object] = ()
    hint: str = ""
    placeholder: str = " "  # By it the style sheet knows an empty field.

    @property
    def id(self) -> str:
        return self.name

    def iter_choices(self) -> Iterable[ScaleChoice]:
        return [ScaleChoice(value, words, value == self.chosen) for value, words in self.choices]


@dataclass(frozen=True)
class CommentBox:
    """A comment, with what `components/field.html` asks of a field."""

    name: str
    label: FieldLabel
    data: str
    errors: Sequence[object] = ()
    component: str = "textarea"
    rows: int = 2
    max_length: int = MAX_COMMENT_LENGTH
    required: bool = False
    hint: str = ""
    placeholder: str = " "  # By it the style sheet knows an empty field.

    @property
    def id(self) -> str:
        return self.name

    def _value(self) -> str:
        return self.data


@dataclass(frozen=True)
class SheetItem:
    """One behaviour as it stands in the sheet; `number` counts from 1.

    `answer` is the chosen step in words, `drawn` its markup where it is known already.
    """

    number: int
    code: str
    field: RatingScale | None
    answer: str = ""
    drawn: str = ""


@dataclass(frozen=True)
class SheetSection:
    """One value with its behaviours, and the box for a comment when comments are asked for; or a
    block of behaviours of several values, which has neither name of a value nor comment."""

    number: int
    code: str
    name: str
    definition: str
    items: Sequence[SheetItem]
    comment: CommentBox | None
    instrument: Instrument
    is_value: bool = True

    def begins(self, part: Instrument) -> bool:
        """Whether this is the first value of that instrument."""
        return self.code == part.values[0].code


@dataclass(frozen=True)
class SheetView:
    """A sheet to be drawn. `errors` are by the name of the field they belong to."""

    instrument: Instrument
    content: SheetContent
    asks_comments: bool
    errors: Mapping[str, Sequence[object]] = field(default_factory=dict)

    def sections(self) -> list[SheetSection]:
        """The sheet in the order of the instrument."""
        return sheet_sections(
            describe_sheet(self.instrument, str(get_locale())), self._item, self._comment
        )

    def extras(self) -> list[ExtraSection]:
        """What is asked beside the behaviours."""
        return extra_sections(describe_extras(self.instrument, str(get_locale())), self._item)

    def _item(self, asked: SheetQuestion) -> SheetItem:
        chosen = self.content.answers.get(asked.code)
        scale = rating_scale(asked, chosen, self.errors.get(asked.field_name, ()))
        return SheetItem(asked.number, asked.code, scale, asked.words_of(chosen))

    def _comment(self, part: SheetPart) -> CommentBox | None:
        if not self.asks_comments:
            return None
        text = self.content.comments.get(part.code, "")
        return comment_box(part, text, self.errors.get(part.comment_name, ()))


@dataclass(frozen=True)
class ExtraSection:
    """Questions beside the behaviours that belong together, as they stand in the sheet."""

    is_choice: bool
    items: Sequence[SheetItem]


def extra_sections(
    parts: Iterable[ExtraPart], item_of: Callable[[SheetQuestion], SheetItem]
) -> list[ExtraSection]:
    """Each question drawn by the caller."""
    return [ExtraSection(part.is_choice, list(map(item_of, part.questions))) for part in parts]


def sheet_sections(
    description: Iterable[SheetPart],
    item_of: Callable[[SheetQuestion], SheetItem],
    comment_of: Callable[[SheetPart], CommentBox | None],
) -> list[SheetSection]:
    """The parts of a sheet, each question and each comment drawn by the caller; without those
    that then hold nothing."""
    drawn = [
        SheetSection(
            part.number,
            part.code,
            part.name,
            part.definition,
            [item_of(each) for each in part.questions],
            comment_of(part) if part.is_value else None,
            part.instrument,
            part.is_value,
        )
        for part in description
    ]
    return [each for each in drawn if each.items or each.comment]


def comment_box(part: SheetPart, text: str, errors: Sequence[object] = ()) -> CommentBox:
    """The box for a comment on a value, holding what was written."""
    # It stands under its value; only who hears the page needs to be told which.
    about = _("tentang %(value)s", value=part.name)
    label = Markup('{} <span class="visually-hidden">{}</span>').format(_("Komentar"), about)
    # By it the style sheet knows an empty field, too.
    prompt = _("Teruskan … / Lain kali …: satu tindakan")
    return CommentBox(part.comment_name, FieldLabel(label), text, errors, placeholder=prompt)


def rating_scale(
    asked: SheetQuestion, chosen: int | None, errors: Sequence[object] = ()
) -> RatingScale:
    """The scale of one behaviour, with a step chosen or none."""
    return RatingScale(asked.field_name, FieldLabel(asked.text), asked.choices, chosen, errors)


# Half forms and orders that rotate make some twenty forms each.
@lru_cache(maxsize=512)
def rendered_scales(
    instrument: Instrument, language: str
) -> Mapping[str, Mapping[int | None, bytes]]:
    """Behaviour code -> chosen step, or None -> markup in UTF-8; `language` is the reader's.

    What is shown of a behaviour depends on nothing else, so each is drawn once.
    """
    draw: Any = current_app.jinja_env.get_template("components/scale.html").module
    return {
        code: {
            chosen: draw.scale(
                rating_scale(asked, chosen), number=asked.number or "", numbers=asked.number > 0
            ).encode()
            for chosen in (None, *(score for score, _words in asked.choices))
        }
        for code, asked in describe_questions(instrument, language).items()
    }
