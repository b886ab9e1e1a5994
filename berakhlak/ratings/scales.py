"""The sheet as it is shown: scales, comment boxes and sections, without the cost of a form.

A form is built only to read what was sent. What is shown of a behaviour depends on nothing but
the instrument, the language and the chosen step, so each of those pieces is drawn once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
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
    """One behaviour as it stands in the sheet; `number` counts from 1."""

    number: int
    code: str
    field: Any

    @property
    def answer(self) -> object:
        """The chosen answer in words; empty when there is none."""
        return next((each.label for each in self.field.iter_choices() if each.selected), "")


@dataclass(frozen=True)
class Section:
    """One value with its behaviours, and the field for a comment when comments are asked for.

    `drawn` is its markup where it is known already.
    """

    number: int
    code: str
    name: str
    definition: str
    items: Sequence[Item]
    comment: Any
    drawn: str = ""


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
        """The sheet in the order of the instrument, each section already drawn."""
        language, known = str(get_locale()), id(self.instrument)
        _known[known] = self.instrument
        return [
            _drawn(known, place, self._chosen(value), self._comment(value), language)
            for place, value in enumerate(self.instrument.values)
        ]

    def _chosen(self, value: Value) -> tuple[int | None, ...]:
        return tuple(self.content.answers.get(each.code) for each in value.behaviours)

    def _comment(self, value: Value) -> str | None:
        return self.content.comments.get(value.code, "") if self.asks_comments else None


@dataclass(frozen=True)
class Frame:
    """What stands around the sections of a sheet, drawn: the same for everybody."""

    help: str
    links: str
    spoken: str
    bar: str


def frame(instrument: Instrument, *, submitted: bool) -> Frame:
    """The frame in the reader's language."""
    _known[id(instrument)] = instrument
    return _frame(id(instrument), submitted, str(get_locale()))


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
_known: dict[int, Instrument] = {}


@lru_cache(maxsize=1024)
def _without_words(
    known: int, place: int, chosen: tuple[int | None, ...], asks: bool, language: str
) -> Section:
    return _section(_known[known], place, chosen, "" if asks else None)


def _drawn(
    known: int, place: int, chosen: tuple[int | None, ...], comment: str | None, language: str
) -> Section:
    if comment:  # Somebody's own words are not kept in memory.
        return _section(_known[known], place, chosen, comment)
    return _without_words(known, place, chosen, comment is not None, language)


def _section(
    instrument: Instrument, place: int, chosen: Sequence[int | None], comment: str | None
) -> Section:
    value = instrument.values[place]
    items = [
        Item(
            instrument.positions[each.code] + 1,
            each.code,
            Scale(
                ANSWER + each.code,
                Words(in_reader_language(each.text)),
                choices(instrument),
                score,
            ),
        )
        for each, score in zip(value.behaviours, chosen, strict=True)
    ]
    plain = section(instrument, value, items, _comment_box(value, comment))
    template = current_app.jinja_env.get_template("ratings/_sheet.html")
    return replace(plain, drawn=template.module.value_section(plain))  # type: ignore[attr-defined]


def _comment_box(value: Value, text: str | None) -> CommentBox | None:
    if text is None:
        return None
    label = _("Komentar tentang %(value)s", value=in_reader_language(value.name))
    return CommentBox(COMMENT + value.code, Words(label), text)


@lru_cache(maxsize=64)
def _frame(known: int, submitted: bool, language: str) -> Frame:
    view = SheetView(_known[known], SheetContent(), asks_comments=False)
    save = _("Simpan perubahan") if submitted else _("Simpan dahulu")
    draw: Any = current_app.jinja_env.get_template("ratings/_sheet.html").module
    return Frame(
        help=draw.help(view.steps()),
        links=draw.value_links(view.sections()),
        spoken=draw.spoken_later(),
        bar=draw.sheet_bar(view.total(), save),
    )
