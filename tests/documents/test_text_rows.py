"""Rows of text put into a finished sheet say what was given, whatever signs are in it."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.utils.escape import unescape

from berakhlak.spreadsheets import TextRows, new_workbook

HOSTILE = [
    ("=1+1", "<b>&amp;\"'", "  spaces  "),
    ("_x0041_", "two\nlines", "sign\x07of\ufffenothing"),
    ("سيتي", "", "😀"),
]


def a_sheet() -> bytes:
    output = io.BytesIO()
    with new_workbook(output) as book:
        sheet = book.add_worksheet("Daftar")
        for place, head in enumerate(("Satu", "Dua", "Tiga")):
            sheet.write_string(0, place, head)
        sheet.freeze_panes(1, 0)
    return output.getvalue()


def test_every_sign_comes_back_and_nothing_is_a_formula() -> None:
    made = TextRows().put(a_sheet(), HOSTILE * 2, first=2)
    told = [
        tuple(text.replace("\x07", "").replace("\ufffe", "") for text in row) for row in HOSTILE
    ]
    for quick in (False, True):  # Some readers believe what a sheet says of its own size.
        sheet = openpyxl.load_workbook(io.BytesIO(made), read_only=quick).active
        rows = [tuple(unescape(cell or "") for cell in row) for row in sheet.values]
        assert rows == [("Satu", "Dua", "Tiga"), *told, *told]
        assert sheet.max_row == 7
    assert sheet["A2"].data_type != "f"


def test_a_sheet_without_rows_stays_as_it_was() -> None:
    empty = openpyxl.load_workbook(io.BytesIO(TextRows().put(a_sheet(), [], first=2))).active
    assert [tuple(row) for row in empty.values] == [("Satu", "Dua", "Tiga")]
    assert empty.freeze_panes == "A2"
