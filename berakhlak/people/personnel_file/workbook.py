"""Reading XLSX, with what only spreadsheets can do to a table: formulas, merges, dates, sheets."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from berakhlak.people.personnel_file.contents import Defect, Flaw, Row, Table

SHEET = "Pegawai"
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
_MOST_EXACT = 10**15
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')


def read_workbook(content: bytes) -> Table:
    """Rows of the one sheet that holds data, or of the sheet called Pegawai."""
    try:
        with warnings.catch_warnings():
            # What openpyxl cannot keep (styles, validations) is nothing that is imported.
            warnings.simplefilter("ignore")
            return _read(content)
    except Exception:  # A broken workbook may raise anything that zip, XML and openpyxl know.
        reason = _("berkas XLSX rusak atau bukan buku kerja Excel")
        return _unreadable("", reason, _("buka di aplikasi lembar kerja, lalu simpan ulang"))


def _read(content: bytes) -> Table:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # A small file may unpack to gigabytes; nobody's personnel file does.
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
            return _unreadable("", _("isi berkas terlalu besar"), _("bagi menjadi beberapa berkas"))
    book = load_workbook(io.BytesIO(content), read_only=True)
    try:
        sheets = _filled_sheets(book)
        if len(sheets) > 1:
            names = ", ".join(sheet.title for sheet in sheets)
            mend = _('sisakan satu lembar, atau namai lembar pegawai "Pegawai"')
            return _unreadable(names, _("lebih dari satu lembar berisi data"), mend)
        if not sheets:
            return Table(has_fixed_width=True)
        return _table(sheets[0], _merged_ranges(content, sheets[0]))
    finally:
        book.close()


def _unreadable(value: str, reason: object, mend: object) -> Table:
    return Table(defects=(Defect(0, "", value, reason, mend),), is_complete=False)


def _filled_sheets(book: Any) -> list[Any]:
    named = [s for s in book.worksheets if s.title.strip().casefold() == SHEET.casefold()]
    return named or [sheet for sheet in book.worksheets if _has_content(sheet)]


def _has_content(sheet: Any) -> bool:
    return any(
        cell is not None and str(cell).strip()
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    )


def _merged_ranges(content: bytes, sheet: Any) -> list[str]:
    # The read-only mode, several times lighter, does not tell merges; the part itself does.
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(sheet._worksheet_path)
    return [found.decode() for found in _MERGED.findall(part)]


def _table(sheet: Any, merges: list[str]) -> Table:
    covered = dict(_covered_cells(merges))
    rows = tuple(_rows(sheet, covered))
    filled = {row.line for row in rows}
    defects = tuple(_merge_defect(merge) for merge in merges if _first_line(merge) in filled)
    return Table(rows, defects, has_fixed_width=True)


def _covered_cells(merges: list[str]) -> Iterator[tuple[int, set[int]]]:
    lines: dict[int, set[int]] = {}
    for merge in merges:
        left, top, right, bottom = _corners(merge)
        for line in range(top, bottom + 1):
            places = set(range(left - 1, right)) - ({left - 1} if line == top else set())
            lines.setdefault(line, set()).update(places)
    yield from lines.items()


def _first_line(merge: str) -> int:
    return _corners(merge)[1]


def _corners(merge: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(merge)
    # Merges name cells, never whole columns, so no corner is missing.
    return left or 1, top or 1, right or 1, bottom or 1


def _merge_defect(merge: str) -> Defect:
    mend = _("pisahkan selnya (Unmerge), lalu isi setiap baris")
    return Defect(_first_line(merge), "", merge, _("sel digabung (merge)"), mend)


def _rows(sheet: Any, covered: dict[int, set[int]]) -> Iterator[Row]:
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        texts, flaws = [], {}
        for place, cell in enumerate(cells):
            text, flaw = _text(cell)
            texts.append(text)
            if flaw:
                flaws[place] = flaw
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            flaws |= dict.fromkeys(covered.get(line, ()), Flaw.COVERED)
            yield Row(line, tuple(texts), flaws)


def _number(value: int | float) -> tuple[str, Flaw | None]:
    """A number as text; one that a spreadsheet has rounded shows it by its exponent.

    Spreadsheets keep 15 digits. Of a longer number the rest is made up, and read as whole digits
    it could name another officer.
    """
    if abs(value) >= _MOST_EXACT:
        return f"{value:.15g}", None
    if isinstance(value, float) and not value.is_integer():
        return str(value), Flaw.DECIMAL
    return str(value if isinstance(value, bool) else int(value)), None


def _text(cell: Any) -> tuple[str, Flaw | None]:
    """What a cell shows, as text, and what makes it unfit."""
    value = cell.value
    if value is None:
        return "", None
    if isinstance(value, str):
        kinds = {"f": Flaw.FORMULA, "e": Flaw.ERROR}
        return value.strip(" \u00a0"), kinds.get(cell.data_type)
    if isinstance(value, datetime | date | time):
        return str(value), Flaw.DATE
    if isinstance(value, int | float):
        return _number(value)
    return str(getattr(value, "text", value)), Flaw.FORMULA
