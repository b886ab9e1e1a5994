"""Files for spreadsheets in which every text stays a text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of a workbook."""
_STYLED = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}" s="(\d{1,5})"( t="s")?>')
_LAST_ROW = re.compile(rb'(<dimension ref="[A-Z]{1,3}\d{1,7}:[A-Z]{1,3})\d{1,7}')
_CODE = re.compile(r"(_x[0-9a-fA-F]{4}_)")


def new_workbook(target: str | io.BytesIO, *, row_by_row: bool = False) -> xlsxwriter.Workbook:
    """A workbook to be written into a file or into memory; names that look like formulas or
    addresses are neither. `row_by_row` keeps no more than a row in memory."""
    room = "constant_memory" if row_by_row else "in_memory"
    options = {room: True, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(target, options)


def no_formula(text: str) -> str:
    """For CSV: spreadsheets run what starts like a formula; a quote keeps it text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


class TextRows:
    """Thousands of rows of text, put into a sheet that is otherwise finished.

    A cell costs a twentieth of what one costs that knows its format.
    """

    QUICK = 2  # Level of compression: the rows of a list resemble each other anyway.
    END = b"</sheetData>"

    def __init__(self, sheet: int = 1, *, alike: bool = False) -> None:
        """`sheet`: counted from 1. `alike`: texts and numbers look as those in the row above."""
        self._sheet, self._alike = sheet, alike
        self._styles = {str: "", int: ""}
        self._known: dict[str | int, str] = {}

    def put(self, book: bytes, rows: Iterable[Sequence[str | int]], first: int) -> bytes:
        """The workbook with rows in this sheet, from row `first` on, counted from 1; all rows that
        it has stand above. Texts in the first column are taken to differ; numbers stay numbers."""
        output, sheet = io.BytesIO(), f"xl/worksheets/sheet{self._sheet}.xml"
        made = zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=self.QUICK)
        with zipfile.ZipFile(io.BytesIO(book)) as given, made:
            for part in given.infolist():
                content = given.read(part)
                if part.filename == sheet:
                    before, end, after = content.partition(self.END)
                    if self._alike:
                        self._styles |= _styles_of(before.rpartition(b"<row ")[2])
                    lines = [self._row(number, row) for number, row in enumerate(rows, first)]
                    size = rb"\g<1>%d" % (first + len(lines) - 1)
                    before = _LAST_ROW.sub(size, before, count=1) if lines else before
                    content = before + "".join(lines).encode() + end + after
                made.writestr(part, content, zipfile.ZIP_DEFLATED, self.QUICK)
        return output.getvalue()

    def _row(self, number: int, texts: Sequence[str | int]) -> str:
        one, *others = texts
        cells = [self._cell(one), *map(self._again, others)]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _again(self, text: str | int) -> str:
        if text not in self._known:
            self._known[text] = self._cell(text)
        return self._known[text]

    def _cell(self, text: str | int) -> str:
        """A cell of text. What a workbook would take for the code of a sign stays letters."""
        if isinstance(text, int):
            return f"<c{self._styles[int]}><v>{text}</v></c>"
        if self._alike and not text:
            return f"<c{self._styles[str]}/>"
        if not text.isprintable() or "_x" in text:
            text = _CODE.sub(r"_x005F\1", "".join(filter(_is_allowed, text)))
        said = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
        return f'<c{self._styles[str]} t="inlineStr">{said}</c>'


def _styles_of(row: bytes) -> dict[type[str | int], str]:
    """How the last text and the last number of a row look."""
    found = _STYLED.findall(row)
    return {str if kind else int: f' s="{style.decode()}"' for style, kind in found}


def _is_allowed(sign: str) -> bool:
    """Whether XML 1.0 knows the sign (its production Char)."""
    return sign >= " " and sign not in "\ufffe\uffff" or sign in "\t\n\r"
