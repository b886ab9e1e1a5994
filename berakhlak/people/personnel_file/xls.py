"""Reading .xls with xlrd, and telling formulas and hidden rows by the records themselves."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import xlrd
from xlrd.xldate import xldate_as_datetime

from berakhlak.people.personnel_file import sheets
from berakhlak.people.personnel_file.contents import CellFlaw, PersonnelRow
from berakhlak.people.personnel_file.merges import MergedArea
from berakhlak.people.personnel_file.sheets import WorkbookSheet, WorksheetContent
from berakhlak.people.personnel_file.values import number_text, tidy_row

START = b"\xd0\xcf\x11\xe0"
_FORMULA, _END = 0x0006, 0x000A


def read_xls(content: bytes) -> list[WorkbookSheet]:
    """The sheets in their order. Raises whatever xlrd raises for a broken or locked workbook."""
    book = xlrd.open_workbook(
        file_contents=content,
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,  # Else one cell at the far corner makes sixteen million.
        logfile=io.StringIO(),
    )
    return [
        WorkbookSheet(
            title=name,
            is_hidden=book._sheet_visibility[number] != 0,
            read=partial(_content, book, number),
        )
        for number, name in enumerate(book.sheet_names())
    ]


def is_locked(content: bytes) -> bool:
    """Whether this is an XLSX with a password, which Office keeps in the old container."""
    return "EncryptedPackage".encode("utf-16-le") in content


def _content(book: Any, number: int) -> WorksheetContent:
    formulas = set(_formulas(book, number))
    sheet = book.sheet_by_index(number)
    allowance = sheets.Allowance()
    allowance.take_merges(len(sheet.merged_cells))
    rows: list[PersonnelRow] = []
    for line in range(sheet.nrows):
        if row := _row(book, sheet, line, formulas):
            allowance.take_row(row)
            rows.append(row)
    merges = tuple(
        MergedArea(top + 1, left, bottom, right - 1)
        for top, bottom, left, right in sheet.merged_cells
    )
    return WorksheetContent(tuple(rows), merges)


def _row(book: Any, sheet: Any, line: int, formulas: set[tuple[int, int]]) -> PersonnelRow | None:
    cells = {
        place: _value(book, cell, (line, place) in formulas)
        for place, cell in enumerate(sheet.row(line)[: sheets.MOST_COLUMNS])
    }
    about = sheet.rowinfo_map.get(line)
    return tidy_row(line + 1, cells, is_hidden=bool(about and about.hidden))


def _value(book: Any, cell: Any, is_formula: bool) -> tuple[str, CellFlaw | None]:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#"), CellFlaw.ERROR
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _day(book, cell.value), CellFlaw.DATE
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        text, flaw = number_text(repr(cell.value))
    else:
        text, flaw = str(cell.value).strip(" \u00a0"), None
    return text, flaw or (CellFlaw.COMPUTED if is_formula and text else None)


def _day(book: Any, value: float) -> str:
    with suppress(ValueError, OverflowError, xlrd.xldate.XLDateError):
        return str(xldate_as_datetime(value, book.datemode))
    return str(value)


def _formulas(book: Any, number: int) -> Iterator[tuple[int, int]]:
    """Line and place of every formula, both from 0: xlrd gives their values alone."""
    stream, place = book.mem, book._sh_abs_posn[number]
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == _FORMULA and place + 8 <= len(stream):
            yield struct.unpack_from("<HH", stream, place + 4)
        if kind == _END:
            return
        place += 4 + length
