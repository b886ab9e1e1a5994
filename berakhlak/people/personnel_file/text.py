"""Reading CSV: encodings and delimiters as Indonesian spreadsheets export them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from berakhlak.people.personnel_file.columns import target_by_header
from berakhlak.people.personnel_file.contents import CellFlaw, FileDefect, PersonnelRow, RawTable
from berakhlak.people.personnel_file.sheets import Allowance

DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 100_000
_DIGITS_AS_FORMULA = re.compile(r'^="\d+"$')


def read_text(content: bytes) -> RawTable:
    """Rows of a CSV file; a quotation mark left open ends the reading there."""
    text, notes = _decode(content)
    if "\0" in text:
        return RawTable(
            defects=(
                FileDefect(
                    0,
                    "",
                    "",
                    _("berkas ini bukan CSV maupun XLSX"),
                    _("simpan ulang dari aplikasi lembar kerja sebagai CSV UTF-8 atau XLSX"),
                ),
            ),
            is_complete=False,
        )
    text, skipped = _without_directive(text)
    rows: list[PersonnelRow] = []
    defects: list[FileDefect] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows.extend(_rows(reader, skipped))
    except csv.Error:
        line = (rows[-1].line if rows else skipped) + 1
        reason = _("tanda kutip di baris ini atau sesudahnya tidak berpasangan")
        mend = _("tutup atau hapus tanda kutipnya")
        defects.append(FileDefect(line, "", "", reason, mend))
    return RawTable(tuple(rows), tuple(defects), notes, is_complete=not defects)


def _decode(content: bytes) -> tuple[str, tuple[object, ...]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        note = _(
            "Berkas tidak tersimpan sebagai UTF-8, jadi dibaca sebagai Windows-1252. "
            "Periksa huruf beraksen pada nama, atau simpan ulang sebagai CSV UTF-8."
        )
        return content.decode("cp1252", errors="replace"), (note,)


def _without_directive(text: str) -> tuple[str, int]:
    """Drop Excel's first line `sep=;`; returns the text and how many lines were dropped."""
    first, _newline, rest = text.partition("\n")
    if re.fullmatch(r"sep=.\r?", first.strip(), re.IGNORECASE):
        return rest, 1
    return text, 0


def _delimiter(text: str) -> str:
    """The delimiter under which the first line holds the most known headers."""
    start = text.lstrip()[:_LONGEST_HEADER]
    header = start.splitlines()[0] if start else ""

    def known(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        return sum(target_by_header(cell) is not None for cell in cells), header.count(delimiter)

    return max(DELIMITERS, key=known)


def _rows(reader: Iterator[list[str]], skipped: int) -> Iterator[PersonnelRow]:
    start, allowance = skipped + 1, Allowance()
    for cells in reader:
        allowance.check_width(len(cells))
        flaws = {place: CellFlaw.FORMULA for place, cell in enumerate(cells) if _is_formula(cell)}
        if any(cell.strip() for cell in cells):
            row = PersonnelRow(start, tuple(cell.strip(" \u00a0") for cell in cells), flaws)
            allowance.take_row(row)
            yield row
        # Cells may span lines, so the reader's own count says where the next row begins.
        start = reader.line_num + skipped + 1  # type: ignore[attr-defined]


def _is_formula(cell: str) -> bool:
    return cell.startswith("=") and not _DIGITS_AS_FORMULA.match(cell)
