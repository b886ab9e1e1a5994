"""The uploaded file back as a workbook, its faulty cells filled and commented."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter

from berakhlak.bounded_process import OthersAtWork, OutOfBounds, run_bounded
from berakhlak.colours import token_colour
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.people.import_questions import Answers, QuestionKind
from berakhlak.people.personnel_file import FileColumn, FileDefect
from berakhlak.people.personnel_file.contents import RawTable
from berakhlak.people.personnel_file.kinds import read_table
from berakhlak.people.table_lines import FaultyLine
from berakhlak.run_language import N_
from berakhlak.text import word_key

_MOST_BYTES = 20 * 1024 * 1024  # openpyxl holds a whole workbook in memory, many times larger.
_COLOUR = f"FF{token_colour('fault')[1:].upper()}"
_FILL = PatternFill("solid", start_color=_COLOUR, end_color=_COLOUR)


class TooMuchToMark(InvalidInput):
    """The workbook takes more memory or time than a stranger's file may."""

    message = _(
        "Berkas ini terlalu besar atau terlalu rumit untuk ditandai. Daftar kesalahannya ada di "
        "halaman pemeriksaan."
    )


class OthersAreMarking(StateConflict):
    """The one process for strangers' files works on another one."""

    message = _("Server sedang membaca berkas lain. Tunggu satu menit, lalu coba lagi.")


REMARKS = N_("Perbaikan")
"""The title of the column in which what is wrong with a line is written."""
Remarks = dict[tuple[int, int], list[str]]
"""From a cell's line, from 1, and place, from 0, to what is to be mended there."""


def marked_workbook(
    content: bytes, defects: Iterable[FileDefect], headed: Iterable[FileColumn], answers: Answers
) -> bytes:
    """An XLSX with every faulty cell marked; a fault of a whole row marks its first cell.

    A child opens the workbook, as for reading. Raises TooMuchToMark and OthersAreMarking.
    """
    places = {each.target: each.place for each in headed if each.target}
    places |= {each.title: each.place for each in headed if each.title}
    remarks: Remarks = {}
    for line, place, words in _remarks(defects, places):
        remarks.setdefault((line, place), []).append(words)
    return _in_bounds(mark_cells, content, dict(answers), remarks)


def mark_cells(content: bytes, answers: Answers, remarks: Remarks, anew: bool) -> bytes:
    """The workbook marked, with its formats as far as they can be kept, or where `anew` one with
    the same rows."""
    table = read_table(content, answers)
    book, sheet = _written_anew(table) if anew else _kept_book(content, table)
    for (line, place), found in remarks.items():
        cell = sheet.cell(line, place + 1)
        cell.fill = _FILL
        # A merged cell takes no comment; its colour says where to look.
        if hasattr(cell, "hyperlink"):
            cell.comment = Comment("\n".join(found), "BerAKHLAK 360", width=320, height=120)
    return _saved(book)


def marked_lines(content: bytes, faults: Iterable[FaultyLine], sheet: str) -> bytes:
    """An XLSX with every faulty line filled where it is wrong, and what is wrong in words in a
    column of its own, which reading passes over. A child opens the workbook, as for reading.

    `sheet`: which worksheet is meant. Raises TooMuchToMark and OthersAreMarking.
    """
    told = [(each.line, each.column, str(each.message)) for each in faults if each.line]
    answers = {QuestionKind.SHEET.key(): sheet}
    return _in_bounds(tell_lines, content, answers, told, str(gettext(REMARKS)))


def tell_lines(
    content: bytes, answers: Answers, told: list[tuple[int, str, str]], title: str, anew: bool
) -> bytes:
    """The workbook, or where `anew` one with the same rows, with these (line, column, words)."""
    table = read_table(content, answers)
    book, sheet = _written_anew(table) if anew else _kept_book(content, table)
    header = table.rows[0]
    places = {word_key(cell): place for place, cell in enumerate(header.cells, start=1)}
    last = places.get(word_key(title), len(header.cells) + 1)
    for row in table.rows[1:]:  # Of a file that was given back before, what was said then.
        sheet.cell(row.line, last).value = None
        for place in range(1, last + 1):
            if sheet.cell(row.line, place).fill.fgColor.rgb == _COLOUR:
                sheet.cell(row.line, place).fill = PatternFill()
    sheet.cell(header.line, last).value = title
    sheet.column_dimensions[get_column_letter(last)].width = 70
    words: dict[int, list[str]] = {}
    for line, column, said in told:
        sheet.cell(line, places.get(word_key(column), last)).fill = _FILL
        words.setdefault(line, []).append(said)
    for line, each in words.items():
        cell = sheet.cell(line, last)
        cell.value, cell.data_type, cell.fill = "\n".join(each), "s", _FILL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return _saved(book)


def _in_bounds(mark: Callable[..., bytes], *given: object) -> bytes:
    """What `mark` makes of these in a child, `anew` where the workbook as it is takes too much.

    Raises TooMuchToMark and OthersAreMarking.
    """
    try:
        try:
            return run_bounded(mark, *given, False)
        except OutOfBounds:  # Its shapes and formats can be dear although its rows are few.
            return run_bounded(mark, *given, True)
    except OthersAtWork as error:
        raise OthersAreMarking from error
    except OutOfBounds as error:
        raise TooMuchToMark from error


def _saved(book: Any) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _remarks(
    defects: Iterable[FileDefect], places: dict[str, int]
) -> Iterator[tuple[int, int, str]]:
    for defect in defects:
        for line in defect.lines or (defect.line,):
            yield max(line, 1), places.get(defect.column, 0), f"{defect.reason}. {defect.mend}."


def _kept_book(content: bytes, table: RawTable) -> tuple[Any, Any]:
    """The workbook as it was, as far as that can be kept, or a new one with the same lines."""
    if zipfile.is_zipfile(io.BytesIO(content)) and _size(content) <= _MOST_BYTES:
        try:
            with warnings.catch_warnings():
                # What openpyxl cannot keep (old validations) is nothing that HR is asked about.
                warnings.simplefilter("ignore")
                book = load_workbook(io.BytesIO(content))
            return book, book[table.sheet] if table.sheet else book.active
        except Exception:  # .ods, strict or odd workbooks raise what they like.
            return _written_anew(table)
    return _written_anew(table)


def _written_anew(table: RawTable) -> tuple[Any, Any]:
    book: Any = Workbook()
    for row in table.rows:
        for place, text in enumerate(row.cells):
            cell = book.active.cell(row.line, place + 1)
            cell.value, cell.number_format, cell.data_type = text, "@", "s"
    return book, book.active


def _size(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(part.file_size for part in archive.infolist())
