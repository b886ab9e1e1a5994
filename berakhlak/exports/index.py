"""The list of exported files for spreadsheets: CSV for programs, XLSX for people."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from berakhlak.colours import token_colour
from berakhlak.disk import FOR_ALL, whole_file

CSV_FILE, XLSX_FILE = "daftar.csv", "daftar.xlsx"
# The file, then what `Profile.identity` lists, then the hash.
COLUMNS = (
    *("berkas", "nama", "nip", "pangkat_golongan", "jabatan", "unit_kerja"),
    *("masa_penilaian", "tanggal_terbit", "sha256"),
)
HEADINGS = (
    *("Berkas", "Nama", "NIP", "Pangkat/golongan", "Jabatan", "Unit kerja"),
    *("Masa penilaian", "Tanggal terbit", "SHA-256"),
)
WIDTHS = (52, 30, 22, 26, 32, 32, 34, 18, 20)


def write_index(folder: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write both lists into `folder`, each in one step; a row is as long as COLUMNS."""
    with (
        whole_file(folder / CSV_FILE, mode=FOR_ALL) as torn,
        torn.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([_no_formula(cell) for cell in row] for row in rows)
    with whole_file(folder / XLSX_FILE, mode=FOR_ALL) as torn:
        _write_workbook(torn, rows)


def _write_workbook(path: Path, rows: Sequence[Sequence[str]]) -> None:
    # Text stays text: names that look like formulas or addresses are neither.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Daftar")
        head = book.add_format(
            {"bold": True, "bg_color": token_colour("primary-tint"), "bottom": 1}
        )
        for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, head)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(HEADINGS) - 1)


def _no_formula(text: str) -> str:
    """Spreadsheets run what starts like a formula; a quote keeps it text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
