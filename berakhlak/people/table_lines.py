"""Files with a few named columns, such as pairs of NIP: what lines say, or what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from berakhlak.errors import InvalidInput
from berakhlak.people import nip
from berakhlak.people.import_questions import QuestionKind
from berakhlak.people.personnel_file.contents import PersonnelRow
from berakhlak.people.personnel_file.kinds import read_table_in_bounds
from berakhlak.text import word_key


@dataclass(frozen=True)
class FaultyLine:
    """A line that cannot be taken; 0 stands for the file as a whole. `column`: where it is wrong,
    if it is in one."""

    line: int
    message: object
    column: str = ""

    def __str__(self) -> str:
        if not self.line:
            return str(_("Berkas: %(why)s", why=self.message))
        return str(_("Baris %(line)s: %(why)s", line=self.line, why=self.message))


@dataclass(frozen=True)
class TableLine:
    """A line below the titles that is not empty; `cells` in the order of the wanted columns."""

    number: int
    cells: Sequence[str]


class LinesRefused(InvalidInput):
    """The file cannot be taken; `faults` names every line with its remedy."""

    def __init__(self, faults: Sequence[FaultyLine]) -> None:
        super().__init__(" ".join(str(each) for each in faults))
        self.faults = tuple(faults)


def read_table_lines(
    content: bytes, columns: Sequence[str], sheet: str = ""
) -> tuple[list[TableLine], list[FaultyLine]]:
    """Lines of a file whose first line names these columns, in any order; else none, and why.

    `sheet`: which worksheet is meant where a workbook has one of this name among others.
    """
    table = read_table_in_bounds(content, {QuestionKind.SHEET.key(): sheet} if sheet else {})
    if not table.rows or table.defects:
        words = [each.sentence for each in table.defects] or [_("kosong.")]
        return [], [FaultyLine(0, each) for each in words]
    places = _columns_in_order(table.rows[0], columns)
    if isinstance(places, FaultyLine):
        return [], [places]
    lines = (
        TableLine(row.line, [row.cell(place).strip() for place in places]) for row in table.rows[1:]
    )
    return [line for line in lines if any(line.cells)], []


def _columns_in_order(header: PersonnelRow, columns: Sequence[str]) -> list[int] | FaultyLine:
    """Where the columns stand in the first line, or which are missing."""
    titles = [word_key(cell) for cell in header.cells]
    wanted = [word_key(column) for column in columns]
    missing = [name for name, key in zip(columns, wanted, strict=True) if key not in titles]
    if missing:
        words = _(
            "tidak ada kolom %(missing)s. Baris pertama: %(names)s.",
            missing=", ".join(missing),
            names=", ".join(columns),
        )
        return FaultyLine(header.line, words)
    return [titles.index(key) for key in wanted]


def shown_number(cell: str) -> str:
    """A number that a file names, without the digits that tell of its owner."""
    digits = nip.tidy_nip(cell)
    return nip.mask_nip(digits) if nip.has_all_nip_digits(digits) else f"“{cell[:40]}”"
