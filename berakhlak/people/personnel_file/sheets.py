"""What every kind of spreadsheet is turned into, and which of its sheets is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from berakhlak.people.import_questions import AnswerOption, Answers, ImportQuestion, QuestionKind
from berakhlak.people.personnel_file.contents import FileDefect, PersonnelRow, RawTable
from berakhlak.people.personnel_file.merges import MergedArea
from berakhlak.text import is_same_label

SHEET = "Pegawai"
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_COLUMNS = 1_000  # Read; cells further right belong to no table.
LAST_COLUMN = 16_384  # XFD, the last of every spreadsheet.
MOST_ROWS = 300_000  # Filled ones: more than the largest agency has officers.
MOST_CELLS = 3_000_000  # Filled ones.
MOST_MERGES = 20_000
LONGEST_CELL = 32_767  # What a cell of Excel holds.


class TooLarge(Exception):
    """The file holds more than anybody's personnel file does; with what to tell and how to mend."""

    def __init__(self, reason: object = "", mend: object = "") -> None:
        super().__init__(reason)
        self.reason = reason or _("isi berkas terlalu besar")
        self.mend = mend or _("bagi menjadi beberapa berkas")


@dataclass
class Allowance:
    """Counts what a sheet holds while it is read, and raises TooLarge as soon as it is too much.

    Counted is what was found: no file is asked how much it holds.
    """

    rows: int = 0
    cells: int = 0
    merges: int = 0

    def take_row(self, row: PersonnelRow) -> None:
        """Count a row with its cells, none of them longer than anybody types."""
        self.rows += 1
        self.cells += len(row.cells)
        if self.rows > MOST_ROWS or self.cells > MOST_CELLS:
            raise TooLarge(
                _("berisi lebih dari %(most)s baris", most=_number(MOST_ROWS))
                if self.rows > MOST_ROWS
                else _("berisi lebih dari %(most)s sel", most=_number(MOST_CELLS)),
                _("bagi menjadi beberapa berkas, atau hapus baris dan kolom yang tidak perlu"),
            )
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            raise TooLarge(
                _(
                    "memuat sel dengan lebih dari %(most)s huruf di baris %(line)s",
                    most=_number(LONGEST_CELL),
                    line=row.line,
                ),
                _("kosongkan atau persingkat sel itu"),
            )

    def take_merges(self, count: int) -> None:
        """Count merged areas."""
        self.merges += count
        if self.merges > MOST_MERGES:
            raise TooLarge(
                _("berisi lebih dari %(most)s sel gabungan", most=_number(MOST_MERGES)),
                _("pisahkan sel-sel itu (Unmerge Cells)"),
            )

    def check_width(self, columns: int) -> None:
        """See that a row has no more columns than spreadsheets have."""
        if columns > LAST_COLUMN:
            raise TooLarge(
                _("berisi lebih dari %(most)s kolom", most=_number(LAST_COLUMN)),
                _("hapus kolom yang tidak perlu, atau periksa pemisah kolomnya"),
            )


def _number(count: int) -> LazyString:
    """Written when it is read, as all words of a defect are: here nobody knows the language."""
    return LazyString(format_decimal, count)


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
