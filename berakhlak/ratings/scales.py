"""The sheet as it is shown: scales, comment boxes and sections, without the cost of a form.

A form is built only to read what was sent. What is shown of a behaviour depends on nothing but
the instrument, the language and the chosen step, so each of those pieces is drawn once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from berakhlak.instrument.answers import CANNOT_RATE
from berakhlak.instrument.catalogue import Instrument, Value
from berakhlak.instrument.forms import in_reader_language
from berakhlak.ratings.content import SheetContent

ANSWER = "jawaban-"
COMMENT = "komentar-"


@dataclass(frozen=True)
class Words:
    """A label, where templates look for its `text`."""

    text: str


@dataclass(frozen=True)
class Choice:
    """One step of a scale, or "cannot rate"."""

    value: int
    label: str
    selected: bool


@dataclass(frozen=True)
class Scale:
    """One behaviour to be rated, with what `components/scale.html` asks of a field."""

    name: str
    label: Words
    choices: Sequence[tuple[int, str]]
    chosen: int | None
    errors: Sequence[object] = ()
    hint: str = ""

    @property
    def id(self) -> str:
        return self.name

    def iter_choices(self) -> Iterable[Choice]:
        return [Choice(value, words, value == self.chosen) for value, words in self.choices]


@dataclass(frozen=True)
class CommentBox:
    """A comment, with what `components/field.html` asks of a field."""

    name: str
    label: Words
    data: str
    component: str = "textarea"
    rows: int = 2
    required: bool = False
    errors: Sequence[object] = ()
    hint: str = ""

    @property
    def id(self) -> str:
        return self.name

    def _value(self) -> str:
        return self.data


@dataclass(frozen=True)
class Item:
    """One behaviour as it stands in the sheet; `number` counts from 1, `drawn` is its markup."""

    number: int
    code: str
    field: Any
    drawn: str = ""

    @property
    def answer(self) -> object:
        """The chosen answer in words; empty when there is none."""
        return next((each.label for each in self.field.iter_choices() if each.selected), "")


@dataclass(frozen=True)
class Section:
    """One value with its behaviours, and the field for a comment when comments are asked for."""

    number: int
    code: str
    name: str
    definition: str
    items: Sequence[Item]
    comment: Any


@dataclass(frozen=True)
class SheetView:
    """A sheet to be shown; `SheetForm` offers the same when it shows what was refused."""

    instrument: Instrument
    content: SheetContent
    asks_comments: bool
    errors: dict[str, object] = field(default_factory=dict)

    @property
    def revision(self) -> Markup:
        """The hidden field that tells which saving the answers go on from."""
        return hidden("revision", self.content.revision)

    def total(self) -> int:
        """How many behaviours are asked."""
        return len(self.instrument.behaviours)

    def steps(self) -> list[tuple[int, str, str]]:
        """Score, words and meaning of every step of the scale."""
        return meanings(self.instrument)

    def sections(self) -> list[Section]:
        """The sheet in the order of the instrument."""
        language = str(get_locale())
        return [
            section(self.instrument, value, self._items(value, language), self._comment(value))
            for value in self.instrument.values
        ]

    def _items(self, value: Value, language: str) -> list[Item]:
        answers = self.content.answers
        return [
            _item(self.instrument, behaviour.code, answers.get(behaviour.code), language)
            for behaviour in value.behaviours
        ]

    def _comment(self, value: Value) -> CommentBox | None:
        if not self.asks_comments:
            return None
        label = _("Komentar tentang %(value)s", value=in_reader_language(value.name))
        text = self.content.comments.get(value.code, "")
        return CommentBox(COMMENT + value.code, Words(label), text)


def section(instrument: Instrument, value: Value, items: Sequence[Item], comment: Any) -> Section:
    """A value of the instrument with the items given, in the reader's language."""
    return Section(
        instrument.values.index(value) + 1,
        value.code,
        in_reader_language(value.name),
        in_reader_language(value.definition),
        items,
        comment,
    )


def choices(instrument: Instrument) -> list[tuple[int, str]]:
    """Every step with its words, and "cannot rate" last."""
    steps = [(step.score, in_reader_language(step.label)) for step in instrument.steps]
    return [*steps, (CANNOT_RATE, in_reader_language(instrument.cannot_rate))]


def meanings(instrument: Instrument) -> list[tuple[int, str, str]]:
    """Score, words and meaning of every step of the scale."""
    return [
        (step.score, in_reader_language(step.label), in_reader_language(step.meaning))
        for step in instrument.steps
    ]


def hidden(name: str, value: object) -> Markup:
    """A hidden field."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


# Instruments are large to compare and live as long as the process: known by identity.
@lru_cache(maxsize=4096)
def _drawn(identity: int, code: str, chosen: int | None, language: str) -> Item:
    instrument = _known[identity]
    number = instrument.positions[code] + 1
    wording = in_reader_language(instrument.behaviours[number - 1].text)
    scale = Scale(ANSWER + code, Words(wording), choices(instrument), chosen)
    template = current_app.jinja_env.get_template("components/scale.html")
    return Item(number, code, scale, template.module.scale(scale, number=number))  # type: ignore[attr-defined]


_known: dict[int, Instrument] = {}


def _item(instrument: Instrument, code: str, chosen: int | None, language: str) -> Item:
    _known[id(instrument)] = instrument
    return _drawn(id(instrument), code, chosen, language)
