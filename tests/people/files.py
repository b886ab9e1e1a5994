"""Personnel files as people make them, in memory."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from berakhlak.people.import_plan import ExistingRecord, ImportPlan, make_plan
from berakhlak.people.personnel_file import read_personnel_file
from tests.factories.people import nip_number

TODAY = date(2026, 11, 24)
HEADER = "nip,nama,status,golongan,jabatan,jenjang,unit_kode,unit_nama,unit_induk,nip_atasan,surel"
COLUMNS = HEADER.split(",")


def row(serial: int, **cells: str) -> list[str]:
    """A sound row of the officer with this serial; cells given by column replace its own."""
    sound = {
        "nip": nip_number(serial),
        "nama": "Siti Rahmawati",
        "status": "PNS",
        "golongan": "III/b",
        "jabatan": "Analis SDM Aparatur",
        "jenjang": "Fungsional",
        "unit_kode": "01",
        "unit_nama": "Sekretariat",
    }
    filled = sound | cells
    return [filled.get(column, "") for column in COLUMNS]


def csv_file(*rows: Sequence[str], header: str = HEADER, delimiter: str = ",") -> bytes:
    """A UTF-8 CSV file; no cell may hold the delimiter."""
    lines = [header.replace(",", delimiter), *(delimiter.join(cells) for cells in rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def xlsx_file(rows: Iterable[Sequence[Any]], *, sheet: str = "Sheet1", more: str = "") -> bytes:
    """A workbook whose cells keep the types given; `more` names a second sheet with a word."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet(sheet)
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if isinstance(cell, str) and not cell.startswith("="):
                    page.write_string(line, place, cell)
                else:
                    page.write(line, place, cell, days if isinstance(cell, date) else None)
        if more:
            book.add_worksheet(more).write_string(0, 0, "catatan")
    return output.getvalue()


def plan_of(content: bytes, known: ExistingRecord | None = None) -> ImportPlan:
    """What importing the file would do on the day of these tests."""
    return make_plan(read_personnel_file(content), known or ExistingRecord(), today=TODAY)


def places(plan: ImportPlan) -> list[tuple[int, str]]:
    """Line and column of every defect, in the order reported."""
    return [(defect.line, defect.column) for defect in plan.defects]
