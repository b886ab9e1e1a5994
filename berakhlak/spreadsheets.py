"""Files for spreadsheets in which every text stays a text."""

from __future__ import annotations

import io

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of a workbook."""


def new_workbook(target: str | io.BytesIO, *, row_by_row: bool = False) -> xlsxwriter.Workbook:
    """A workbook to be written into a file or into memory; names that look like formulas or
    addresses are neither. `row_by_row` keeps no more than a row in memory."""
    room = "constant_memory" if row_by_row else "in_memory"
    options = {room: True, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(target, options)


def no_formula(text: str) -> str:
    """For CSV: spreadsheets run what starts like a formula; a quote keeps it text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
