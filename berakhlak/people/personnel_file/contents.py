"""What reading a personnel file yields: rows, and defects with their place and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import lazy_gettext as _

from berakhlak.people import nip
from berakhlak.people.import_questions import ImportQuestion
from berakhlak.people.personnel_file.columns import PersonnelColumn
from berakhlak.people.personnel_file.merges import MergedArea
from berakhlak.text import word_key

_LONGEST_SHOWN = 60


class CellFlaw(StrEnum):
    """Why a cell holds no text that can be trusted, although it is not empty."""

    FORMULA = "formula"  # Never calculated.
    COMPUTED = "computed"  # A formula, of which the spreadsheet kept the value.
    ERROR = "error"
    DATE = "date"
    DECIMAL = "decimal"
    COVERED = "covered"  # Swallowed by a merged cell, which is reported once, where it begins.


@dataclass(frozen=True, slots=True)
class PersonnelRow:
    """One line of the file below its header; `line` counts as editors and spreadsheets do.

    `flaws` are keyed by the position of the cell.
    """

    line: int
    cells: tuple[str, ...]
    flaws: Mapping[int, CellFlaw] = field(default_factory=dict)
    is_hidden: bool = False

    def cell(self, place: int) -> str:
        """The cell at this position, empty beyond the last."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class FileDefect:
    """One thing to mend; `line` 0 stands for the file as a whole, `column` "" for the whole row.

    `question`: what would mend it without touching the file. `lines` are all lines with the very
    same fault.
    """

    line: int
    column: str
    value: str
    reason: object
    mend: object
    question: ImportQuestion | None = None
    lines: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """The whole defect in one line: place, value, reason, remedy."""
        place = _("baris %(line)s", line=self.line) if self.line else _("berkas")
        if self.column:
            place = _("%(place)s, kolom %(column)s", place=place, column=self.column)
        return str(
            _(
                '%(place)s: "%(value)s" %(reason)s. Perbaikan: %(mend)s.',
                place=place,
                value=self.shown_value,
                reason=self.reason,
                mend=self.mend,
            )
        )

    @property
    def shown_value(self) -> str:
        """What was typed, so that it can be found; of NIPs only the broken ones in full."""
        if nip.is_well_formed_nip(self.value):
            return nip.mask_nip(nip.tidy_nip(self.value))
        printable = "".join(mark if mark.isprintable() else "�" for mark in self.value)
        return printable if len(printable) <= _LONGEST_SHOWN else printable[:_LONGEST_SHOWN] + "…"


@dataclass(frozen=True)
class RawTable:
    """Raw rows of a file, the header among them.

    `has_fixed_width`: short rows are only rows whose last cells are empty (XLSX, not CSV).
    `is_complete`: nothing had to be left unread, so what is not here is not in the file.
    """

    rows: tuple[PersonnelRow, ...] = ()
    defects: tuple[FileDefect, ...] = ()
    notes: tuple[object, ...] = ()
    has_fixed_width: bool = False
    is_complete: bool = True
    merges: tuple[MergedArea, ...] = ()
    sheet: str = ""


@dataclass(frozen=True)
class FileColumn:
    """One of the file's own columns: where it stands, its title, and which of ours it is."""

    place: int
    title: str
    target: str
    samples: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its title as answers know it."""
        return word_key(self.title)


@dataclass(frozen=True)
class PersonnelFile:
    """Rows under known columns.

    `columns` gives the position of each column present. `rows` are as wide as the header; rows of
    another width are in `broken_rows`, already reported, for what they may still explain.
    """

    columns: Mapping[PersonnelColumn, int] = field(default_factory=dict)
    rows: tuple[PersonnelRow, ...] = ()
    broken_rows: tuple[PersonnelRow, ...] = ()
    defects: tuple[FileDefect, ...] = ()
    notes: tuple[object, ...] = ()
    is_complete: bool = True
    questions: tuple[ImportQuestion, ...] = ()
    headed: tuple[FileColumn, ...] = ()
    header_line: int = 0
    sheet: str = ""
