"""What every kind of spreadsheet is turned into, and which of its sheets is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flask_babel import lazy_gettext as _

from berakhlak.people.import_questions import Answers, Kind, Option, Question
from berakhlak.people.personnel_file.contents import Defect, Row, Table
from berakhlak.people.personnel_file.merges import Merge
from berakhlak.text import same

SHEET = "Pegawai"
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_COLUMNS = 1_000
MOST_ROWS = 1_100_000


class TooLarge(Exception):
    """The file unpacks to more than anybody's personnel file holds."""


@dataclass(frozen=True)
class Content:
    """The filled rows of one sheet, hidden ones among them."""

    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet that is read only when somebody asks."""

    title: str
    is_hidden: bool
    read: Callable[[], Content]

    @cached_property
    def content(self) -> Content:
        """Everything on the sheet. Raises what a broken file makes the reader raise."""
        return self.read()


def table_of(sheets: Iterable[Sheet], answers: Answers) -> Table:
    """The rows of the one sheet that is meant; a visible sheet always beats a hidden one."""
    sheets = list(sheets)
    meant = _meant(sheets, answers)
    if not meant:
        return Table(has_fixed_width=True)
    if len(meant) > 1:
        return _unclear(meant)
    content = meant[0].content
    return Table(
        rows=content.rows,
        merges=content.merges,
        notes=tuple(_notes(meant[0], sheets)),
        has_fixed_width=True,
        sheet=meant[0].title,
    )


def refused(value: str, reason: object, mend: object) -> Table:
    """A file of which nothing can be read."""
    return Table(defects=(Defect(0, "", value, reason, mend),), is_complete=False)


def _meant(sheets: list[Sheet], answers: Answers) -> list[Sheet]:
    chosen = answers.get(Kind.SHEET.key(), "")
    if named := [sheet for sheet in sheets if sheet.title == chosen]:
        return named
    for group in ([s for s in sheets if not s.is_hidden], [s for s in sheets if s.is_hidden]):
        called = [s for s in group if same(s.title, SHEET)]
        if filled := [s for s in called if s.content.rows]:
            return filled
        if filled := [s for s in group if s.content.rows]:
            return filled
    return []


def _unclear(sheets: list[Sheet]) -> Table:
    names = ", ".join(sheet.title for sheet in sheets)
    question = Question(
        kind=Kind.SHEET,
        subject="",
        text=_("Lembar mana yang berisi daftar pegawai?"),
        options=tuple(Option(sheet.title, sheet.title) for sheet in sheets),
    )
    mend = _('pilih lembarnya, sisakan satu lembar, atau namai lembar pegawai "Pegawai"')
    reason = _("lebih dari satu lembar berisi data")
    return Table(defects=(Defect(0, "", names, reason, mend, question),), is_complete=False)


def _notes(meant: Sheet, sheets: list[Sheet]) -> Iterator[object]:
    if meant.is_hidden:
        yield _(
            'Lembar "%(name)s" tersembunyi, tetapi dibaca: tidak ada lembar terlihat yang berisi.',
            name=meant.title,
        )
    others = [s.title for s in sheets if s.is_hidden and s is not meant]
    if others:
        yield _("Lembar tersembunyi tidak dibaca: %(names)s.", names=", ".join(others))
