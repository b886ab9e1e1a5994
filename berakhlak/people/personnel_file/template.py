"""The empty personnel file that HR downloads: headers, one example, and notes on each column."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import xlsxwriter
from flask_babel import lazy_gettext as _

from berakhlak.colours import token_colour
from berakhlak.people.personnel_file.columns import REQUIRED, PersonnelColumn
from berakhlak.people.personnel_file.sheets import SHEET

_MOST_ROWS = 20_000


@dataclass(frozen=True)
class ColumnGuide:
    """What a column wants, with an example."""

    example: str
    meaning: object


GUIDES = {
    PersonnelColumn.NIP: ColumnGuide("198503152010012001", _("18 angka, sel berformat Teks")),
    PersonnelColumn.NAME: ColumnGuide("Siti Rahmawati, S.Sos.", _("Nama lengkap dengan gelar")),
    PersonnelColumn.EMPLOYMENT: ColumnGuide("PNS", _("PNS atau PPPK, sesuai dengan susunan NIP")),
    PersonnelColumn.RANK: ColumnGuide(
        "III/b", _("I/a sampai IV/e untuk PNS, I sampai XVII untuk PPPK")
    ),
    PersonnelColumn.POSITION: ColumnGuide("Analis SDM Aparatur Ahli Pertama", _("Nama jabatan")),
    PersonnelColumn.LEVEL: ColumnGuide(
        "Fungsional",
        _("JPT Utama, JPT Madya, JPT Pratama, Administrator, Pengawas, Fungsional, atau Pelaksana"),
    ),
    PersonnelColumn.UNIT_CODE: ColumnGuide(
        "01.1", _("Kode unit kerja; unit yang belum ada akan dibuat")
    ),
    PersonnelColumn.UNIT_NAME: ColumnGuide(
        "Sekretariat", _("Nama unit kerja, sama di semua baris unit itu")
    ),
    PersonnelColumn.UNIT_PARENT: ColumnGuide(
        "", _("Kode unit di atasnya; kosong untuk unit tertinggi")
    ),
    PersonnelColumn.SUPERVISOR: ColumnGuide(
        "", _("NIP atasan langsung; kosong untuk pimpinan tertinggi")
    ),
    PersonnelColumn.EMAIL: ColumnGuide(
        "siti.rahmawati@contoh.go.id", _("Email untuk masuk, boleh kosong")
    ),
}


def csv_template() -> bytes:
    """Headers and an example, as Indonesian spreadsheets read CSV: semicolons, UTF-8 with mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(column.value for column in PersonnelColumn)
    writer.writerow(guide.example for guide in GUIDES.values())
    return text.getvalue().encode("utf-8-sig")


def xlsx_template() -> bytes:
    """The same as a workbook of text cells, with choices to pick from and a sheet of notes."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        bold = book.add_format(
            {"bold": True, "bg_color": token_colour("primary-tint"), "border": 1}
        )
        _write_example(book, bold)
        _write_notes(book, bold)
    return output.getvalue()


def _write_example(book: xlsxwriter.Workbook, bold: object) -> None:
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(SHEET)
    for place, (column, guide) in enumerate(GUIDES.items()):
        # Text cells keep all 18 digits of a NIP, and the zeros of a unit code.
        sheet.set_column(place, place, max(14, len(guide.example) + 2), text)
        sheet.write_string(0, place, column.value, bold)
        sheet.write_string(1, place, guide.example, text)
    choices = {
        PersonnelColumn.EMPLOYMENT: ["PNS", "PPPK"],
        PersonnelColumn.LEVEL: [
            "JPT Utama",
            "JPT Madya",
            "JPT Pratama",
            "Administrator",
            "Pengawas",
            "Fungsional",
            "Pelaksana",
        ],
    }
    for column, words in choices.items():
        place = list(PersonnelColumn).index(column)
        sheet.data_validation(1, place, _MOST_ROWS, place, {"validate": "list", "source": words})
    sheet.freeze_panes(1, 0)


def _write_notes(book: xlsxwriter.Workbook, bold: object) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(str(_("Petunjuk")))
    sheet.set_column(0, 1, 16)
    sheet.set_column(2, 2, 70)
    titles = (_("Kolom"), _("Wajib ada"), _("Isi"))
    for place, title in enumerate(titles):
        sheet.write_string(0, place, str(title), bold)
    for line, (column, guide) in enumerate(GUIDES.items(), start=1):
        needed = _("ya") if column in REQUIRED else _("tidak")
        for place, words in enumerate((column.value, needed, guide.meaning)):
            sheet.write_string(line, place, str(words), wrapped)
    advice = _("Hapus baris contoh sebelum mengimpor. Sel kosong menghapus isi yang lama.")
    sheet.write_string(len(GUIDES) + 2, 0, str(advice))
