"""What every kind of spreadsheet is turned into, and which of its sheets is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flask_babel import lazy_gettext as _

from berakhlak.people.import_questions import AnswerOption, Answers, ImportQuestion, QuestionKind
from berakhlak.people.personnel_file.contents import FileDefect, PersonnelRow, RawTable
from berakhlak.people.personnel_file.merges import MergedArea
from berakhlak.text import is_same_label

SHEET = "Pegawai"
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_COLUMNS = 1_000
MOST_ROWS = 1_100_000


class TooLarge(Exception):
    """The file unpacks to more than anybody's personnel file holds."""


@dataclass(frozen=True)
class WorksheetContent:
    """The filled rows of one sheet, hidden ones among them."""

    rows: tuple[PersonnelRow, ...]
    merges: tuple[MergedArea, ...] = ()


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet that is read only when somebody asks."""

    title: str
    is_hidden: bool
    read: Callable[[], WorksheetContent]

    @cached_property
    def content(self) -> WorksheetContent:
        """Everything on the sheet. Raises what a broken file makes the reader raise."""
        return self.read()


def table_of_chosen_sheet(sheets: Iterable[WorkbookSheet], answers: Answers) -> RawTable:
    """The rows of the one sheet that is meant; a visible sheet always beats a hidden one."""
    sheets = list(sheets)
    meant = _meant(sheets, answers)
    if not meant:
        return RawTable(has_fixed_width=True)
    if len(meant) > 1:
        return _unclear(meant)
    content = meant[0].content
    return RawTable(
        rows=content.rows,
        merges=content.merges,
        notes=tuple(_notes(meant[0], sheets)),
        has_fixed_width=True,
        sheet=meant[0].title,
    )


def unreadable_table(value: str, reason: object, mend: object) -> RawTable:
    """A file of which nothing can be read."""
    return RawTable(defects=(FileDefect(0, "", value, reason, mend),), is_complete=False)


def _meant(sheets: list[WorkbookSheet], answers: Answers) -> list[WorkbookSheet]:
    chosen = answers.get(QuestionKind.SHEET.key(), "")
    if named := [sheet for sheet in sheets if sheet.title == chosen]:
        return named
    for group in ([s for s in sheets if not s.is_hidden], [s for s in sheets if s.is_hidden]):
        called = [s for s in group if is_same_label(s.title, SHEET)]
        if filled := [s for s in called if s.content.rows]:
            return filled
        if filled := [s for s in group if s.content.rows]:
            return filled
    return []


def _unclear(sheets: list[WorkbookSheet]) -> RawTable:
    names = ", ".join(sheet.title for sheet in sheets)
    question = ImportQuestion(
        kind=QuestionKind.SHEET,
        subject="",
        text=_("Lembar mana yang berisi daftar pegawai?"),
        options=tuple(AnswerOption(sheet.title, sheet.title) for sheet in sheets),
    )
    mend = _('pilih lembarnya, sisakan satu lembar, atau namai lembar pegawai "Pegawai"')
    reason = _("lebih dari satu lembar berisi data")
    return RawTable(defects=(FileDefect(0, "", names, reason, mend, question),), is_complete=False)


def _notes(meant: WorkbookSheet, sheets: list[WorkbookSheet]) -> Iterator[object]:
    if meant.is_hidden:
        yield _(
            'Lembar "%(name)s" tersembunyi, tetapi dibaca: tidak ada lembar terlihat yang berisi.',
            name=meant.title,
        )
    others = [s.title for s in sheets if s.is_hidden and s is not meant]
    if others:
        yield _("Lembar tersembunyi tidak dibaca: %(names)s.", names=", ".join(others))
