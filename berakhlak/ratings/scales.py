"""The sheet as it is shown: scales, comment boxes and sections, without the cost of a form.

A form is built only to read what was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from berakhlak.instrument.catalogue import Behaviour, CoreValue, Instrument
from berakhlak.instrument.forms import in_reader_language
from berakhlak.rating_scale import CANNOT_RATE
from berakhlak.ratings.box_content import MAX_COMMENT_LENGTH, SheetContent

ANSWER_PREFIX = "jawaban-"
COMMENT_PREFIX = "komentar-"


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
    component: str = "textarea"
    rows: int = 2
    max_length: int = MAX_COMMENT_LENGTH
    required: bool = False
    errors: Sequence[object] = ()
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

    `drawn` is its markup where it is known already.
    """

    number: int
    code: str
    field: Any
    drawn: str = ""

    @property
    def answer(self) -> object:
        """The chosen answer in words; empty when there is none."""
        return next((each.label for each in self.field.iter_choices() if each.selected), "")


@dataclass(frozen=True)
class SheetSection:
    """One value with its behaviours, and the field for a comment when comments are asked for."""

    number: int
    code: str
    name: str
    definition: str
    items: Sequence[SheetItem]
    comment: Any


@dataclass(frozen=True)
class SheetView:
    """A sheet to be shown; `SheetForm` offers the same when it shows what was refused."""

    instrument: Instrument
    content: SheetContent
    asks_comments: bool

    @property
    def revision(self) -> Markup:
        """The hidden field that tells which saving the answers go on from."""
        return hidden_field("revision", self.content.revision)

    def sections(self) -> list[SheetSection]:
        """The sheet in the order of the instrument."""
        return sheet_sections(self.instrument, self._item, self._comment)

    def _item(self, number: int, behaviour: Behaviour) -> SheetItem:
        chosen = self.content.answers.get(behaviour.code)
        return SheetItem(number, behaviour.code, rating_scale(self.instrument, behaviour, chosen))

    def _comment(self, value: CoreValue) -> CommentBox | None:
        if not self.asks_comments:
            return None
        return comment_box(value, self.content.comments.get(value.code, ""))


def sheet_sections(
    instrument: Instrument,
    item_of: Callable[[int, Behaviour], SheetItem],
    comment_of: Callable[[CoreValue], Any],
) -> list[SheetSection]:
    """The values of an instrument in their order and in the reader's language.

    `item_of` gives the item of a behaviour and its number, `comment_of` the field for a comment.
    """
    numbers = instrument.positions
    return [
        SheetSection(
            place,
            value.code,
            in_reader_language(value.name),
            in_reader_language(value.definition),
            [item_of(numbers[each.code] + 1, each) for each in value.behaviours],
            comment_of(value),
        )
        for place, value in enumerate(instrument.values, start=1)
    ]


def scale_choices(instrument: Instrument) -> Sequence[tuple[int, str]]:
    """Every step with its words in the reader's language, and "cannot rate" last."""
    return _choices(instrument, str(get_locale()))


@lru_cache(maxsize=64)
def _choices(instrument: Instrument, language: str) -> Sequence[tuple[int, str]]:
    # Asked for each scale of a page, twenty or a hundred times.
    steps = [(step.score, step.label.in_language(language)) for step in instrument.steps]
    return (*steps, (CANNOT_RATE, instrument.cannot_rate.in_language(language)))


def step_meanings(instrument: Instrument) -> list[tuple[int, str, str]]:
    """Score, words and meaning of every step of the scale."""
    return [
        (step.score, in_reader_language(step.label), in_reader_language(step.meaning))
        for step in instrument.steps
    ]


def hidden_field(name: str, value: object) -> Markup:
    """A hidden field."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def comment_box(value: CoreValue, text: str) -> CommentBox:
    """The field for a comment on a value, holding what was written."""
    # It stands under its value; only who hears the page needs to be told which.
    about = _("tentang %(value)s", value=in_reader_language(value.name))
    label = Markup('{} <span class="visually-hidden">{}</span>').format(_("Komentar"), about)
    return CommentBox(COMMENT_PREFIX + value.code, FieldLabel(label), text)


def rating_scale(instrument: Instrument, behaviour: Behaviour, chosen: int | None) -> RatingScale:
    """The scale of one behaviour, with a step chosen or none."""
    words = FieldLabel(in_reader_language(behaviour.text))
    return RatingScale(ANSWER_PREFIX + behaviour.code, words, scale_choices(instrument), chosen)


@lru_cache(maxsize=16)
def rendered_scales(
    instrument: Instrument, language: str
) -> Mapping[str, Mapping[int | None, bytes]]:
    """Behaviour code -> chosen step, or None -> markup in UTF-8, in the reader's language.

    What is shown of a behaviour depends on nothing else, so each is drawn once.
    """
    draw: Any = current_app.jinja_env.get_template("components/scale.html").module
    answers = (None, *range(instrument.max_score + 1))
    return {
        each.code: {
            chosen: draw.scale(rating_scale(instrument, each, chosen), number=number).encode()
            for chosen in answers
        }
        for number, each in enumerate(instrument.behaviours, start=1)
    }
