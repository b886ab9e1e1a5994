"""The list of exported files for spreadsheets: CSV for programs, XLSX for people."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from berakhlak.colours import token_colour
from berakhlak.disk import whole_file
from berakhlak.spreadsheets import new_workbook, no_formula

CSV_FILE, XLSX_FILE = "daftar.csv", "daftar.xlsx"


@dataclass(frozen=True)
class IndexColumn:
    """Its name for programs, its heading for people, its width in the sheet."""

    name: str
    heading: str
    width: int


# The file, then what `Profile.identity` lists, then the hash.
PROFILE_COLUMNS = (
    IndexColumn("berkas", "Berkas", 52),
    IndexColumn("nama", "Nama", 30),
    IndexColumn("nip", "NIP", 22),
    IndexColumn("pangkat_golongan", "Pangkat/golongan", 26),
    IndexColumn("jabatan", "Jabatan", 32),
    IndexColumn("unit_kerja", "Unit kerja", 32),
    IndexColumn("masa_penilaian", "Masa penilaian", 34),
    IndexColumn("tanggal_terbit", "Tanggal terbit", 18),
    IndexColumn("sha256", "SHA-256", 20),
)
REPORT_COLUMNS = (
    IndexColumn("berkas", "Berkas", 64),
    IndexColumn("kode_unit", "Kode unit", 18),
    IndexColumn("laporan", "Laporan tentang", 40),
    IndexColumn("siklus", "Siklus", 34),
    IndexColumn("sha256", "SHA-256", 20),
)


def write_index(
    folder: Path,
    rows: Sequence[Sequence[str]],
    columns: Sequence[IndexColumn] = PROFILE_COLUMNS,
) -> None:
    """Write both lists into `folder`, each in one step; a row is as long as `columns`."""
    with (
        whole_file(folder / CSV_FILE) as torn,
        torn.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow([each.name for each in columns])
        writer.writerows([no_formula(cell) for cell in row] for row in rows)
    with whole_file(folder / XLSX_FILE) as torn:
        _write_workbook(torn, rows, columns)


def _write_workbook(
    path: Path, rows: Sequence[Sequence[str]], columns: Sequence[IndexColumn]
) -> None:
    with new_workbook(str(path), row_by_row=True) as book:
        sheet = book.add_worksheet("Daftar")
        head = book.add_format(
            {"bold": True, "bg_color": token_colour("primary-tint"), "bottom": 1}
        )
        for column, each in enumerate(columns):
            sheet.set_column(column, column, each.width)
            sheet.write_string(0, column, each.heading, head)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
