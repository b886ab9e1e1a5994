"""The officers' rows among what else stands below a header: numbers, sections, totals, names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_babel import lazy_gettext as _

from berakhlak.people.blank_cells import is_blank_cell
from berakhlak.people.personnel_file.columns import NamePart, PersonnelColumn, Target
from berakhlak.people.personnel_file.contents import PersonnelRow
from berakhlak.text import single_line

_DIGITS = re.compile(r"\d{8}|\d[.,]\d+[eE]\+?\d")
_TOTAL = re.compile(
    r"^(sub\s*)?(jumlah|total|keterangan|catatan|mengetahui|sumber|dicetak|ket\.|nb)\b",
    re.IGNORECASE,
)
_SHOWN = 8


def drop_number_row(rows: Sequence[PersonnelRow]) -> tuple[list[PersonnelRow], list[object]]:
    """The rows without the one that numbers the columns, 1 2 3 …, and a note of it."""
    if rows and _is_number_row(rows[0]):
        note = _("Baris %(line)s berisi nomor kolom dan dilewati.", line=rows[0].line)
        return list(rows[1:]), [note]
    return list(rows), []


def drop_sections_and_totals(
    rows: Sequence[PersonnelRow], columns: Mapping[Target, int]
) -> tuple[list[PersonnelRow], list[object]]:
    """The rows of officers, and a note that names what was left out by line and words."""
    end = _end(rows, columns)
    kept: list[PersonnelRow] = []
    left_out: list[PersonnelRow] = []
    for row in rows[:end]:
        (left_out if _is_section(row, columns) else kept).append(row)
    left_out += rows[end:]
    if not left_out:
        return kept, []
    shown = "; ".join(_shown(row) for row in left_out[:_SHOWN])
    more = "; …" if len(left_out) > _SHOWN else ""
    return kept, [_("Bukan baris pegawai, dilewati: %(rows)s.", rows=shown + more)]


def join_titles_to_names(
    rows: Sequence[PersonnelRow], columns: Mapping[Target, int]
) -> list[PersonnelRow]:
    """Rows whose names carry the titles that stand in columns of their own."""
    before, after = columns.get(NamePart.TITLE_BEFORE), columns.get(NamePart.TITLE_AFTER)
    name = columns.get(PersonnelColumn.NAME)
    if name is None or (before is None and after is None):
        return list(rows)
    return [_with_titles(row, name, before, after) for row in rows]


def _with_titles(
    row: PersonnelRow, name: int, before: int | None, after: int | None
) -> PersonnelRow:
    text = row.cell(name)
    if is_blank_cell(text):
        return row
    first, last = (_title(row, place) for place in (before, after))
    if first:
        text = f"{first} {text}"
    if last:
        text = f"{text}, {last}"
    cells = list(row.cells)
    cells[name] = text
    return replace(row, cells=tuple(cells))


def _title(row: PersonnelRow, place: int | None) -> str:
    text = "" if place is None else single_line(row.cell(place)).strip(" ,")
    return "" if is_blank_cell(text) else text


def _is_number_row(row: PersonnelRow) -> bool:
    numbers = [cell.strip("()") for cell in row.cells if cell]
    if len(numbers) < 3 or not all(n.isdigit() for n in numbers):
        return False
    return [int(n) for n in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))


def _filled(row: PersonnelRow) -> list[str]:
    return [cell for cell in row.cells if not is_blank_cell(cell)]


def _is_weak(row: PersonnelRow, columns: Mapping[Target, int]) -> bool:
    """Whether hardly anything is filled, and no number of an officer."""
    return len(_filled(row)) <= 2 and not _has_number(row, columns)


def _has_number(row: PersonnelRow, columns: Mapping[Target, int]) -> bool:
    place = columns.get(PersonnelColumn.NIP)
    return place is not None and bool(_DIGITS.search(re.sub(r"[\s.\-]", "", row.cell(place))))


def _is_section(row: PersonnelRow, columns: Mapping[Target, int]) -> bool:
    if not _is_weak(row, columns):
        return False
    filled = _filled(row)
    if not filled or _TOTAL.match(filled[0]):
        return True
    name = columns.get(PersonnelColumn.NAME)
    return len(filled) == 1 and (name is None or is_blank_cell(row.cell(name)))


def _end(rows: Sequence[PersonnelRow], columns: Mapping[Target, int]) -> int:
    """Where the block of totals and signatures begins that ends the sheet, if there is one."""
    end = len(rows)
    for place in range(len(rows) - 1, -1, -1):
        if not (_is_weak(rows[place], columns) or _is_alone(rows[place])):
            break
        if _begins_footer(rows, place, columns):
            end = place
    return end


def _is_alone(row: PersonnelRow) -> bool:
    """A single cell: the number below a signature, too."""
    return len(_filled(row)) == 1


def _begins_footer(rows: Sequence[PersonnelRow], place: int, columns: Mapping[Target, int]) -> bool:
    row = rows[place]
    if not _is_weak(row, columns):
        return False
    has_gap = place > 0 and row.line > rows[place - 1].line + 1
    stated = [columns.get(PersonnelColumn.NIP), columns.get(PersonnelColumn.NAME)]
    is_elsewhere = all(p is None or is_blank_cell(row.cell(p)) for p in stated)
    return has_gap or is_elsewhere or any(_TOTAL.match(cell) for cell in _filled(row))


def _shown(row: PersonnelRow) -> str:
    return str(_("baris %(line)s", line=row.line)) + f' "{" ".join(_filled(row))[:60]}"'
