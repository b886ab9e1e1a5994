"""Files as offices really keep them can be read, and what cannot be trusted is named."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.people.personnel_file import PersonnelColumn, PersonnelFile, read_personnel_file
from berakhlak.people.personnel_file.template import csv_template, xlsx_template
from tests.people.files import COLUMNS, HEADER, csv_file, places, plan_of, row, xlsx_file

WORKBOOK = xlsx_file([COLUMNS, row(1)])


def reasons(file: PersonnelFile) -> list[str]:
    return [str(defect.reason) for defect in file.defects]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_that_spreadsheets_export_is_understood(delimiter: str) -> None:
    file = read_personnel_file(csv_file(row(1), delimiter=delimiter))

    assert list(file.columns) == list(PersonnelColumn)
    assert [found.line for found in file.rows] == [2]
    assert not file.defects


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_keep_their_letters(encoding: str) -> None:
    content = csv_file(row(1, nama="Zoë Ngañgi")).decode().encode(encoding)

    plan = plan_of(content)

    assert plan.new_officers[0].name == "Zoë Ngañgi"
    assert plan.notes == ()


def test_a_file_in_the_old_windows_encoding_is_read_and_said_to_be() -> None:
    plan = plan_of(csv_file(row(1, nama="José Tjahjono")).decode().encode("cp1252"))

    assert plan.new_officers[0].name == "José Tjahjono"
    assert "Windows-1252" in str(plan.notes[0])


def test_the_headers_in_use_today_are_understood() -> None:
    header = "NIP,Nama,PangkatGolongan,UnitKode,UnitNama,Jabatan,Email,NIP_Atasan"
    cells = [row(1)[0], "Siti", "Penata Muda Tk I (III/b)", "01", "Sekretariat", "Analis", "", ""]

    plan = plan_of(csv_file(cells, header=header))

    (officer,) = plan.new_officers
    assert (officer.rank, officer.level, officer.employment) == ("III/b", "pelaksana", "PNS")
    assert [str(note)[:13] for note in plan.notes] == ["Kolom jenjang", "Kolom status "]


def test_english_headers_in_any_case_are_understood() -> None:
    header = "NIP,Full Name,Employment Status,Rank,Position,Level,Unit Code,UNIT NAME"

    file = read_personnel_file(csv_file(row(1)[:8], header=header))

    assert list(file.columns)[:8] == list(PersonnelColumn)[:8]
    assert not file.defects


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = f"sep=,\n{HEADER}\n\n" + ",".join(row(1, jabatan='"Analis\nSDM"')) + "\n"
    second = ",".join(row(2))

    file = read_personnel_file((text + second).encode())

    assert [found.line for found in file.rows] == [4, 6]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "kosong"),
        (b"\xef\xbb\xbf\r\n\r\n", "kosong"),
        (b"PK\x03\x04 not a workbook", "rusak"),
        (b"\xd0\xcf\x11\xe0 old", ".xls"),
        (b"%PDF-1.7\x00\x01", "bukan CSV"),
        (b"Daftar Pegawai\nSiti,Budi\n", "bukan judul"),
        (HEADER.encode(), "tidak ada baris"),
    ],
)
def test_a_file_that_is_no_personnel_file_is_one_defect(content: bytes, reason: str) -> None:
    file = read_personnel_file(content)

    assert len(file.defects) == 1
    assert reason in reasons(file)[0]


def test_a_quotation_mark_left_open_is_one_defect_however_much_it_swallows() -> None:
    rows = [row(2, nip_atasan=row(9)[0]), row(3, jabatan='"Analis'), row(4), row(9)]

    plan = plan_of(csv_file(*rows))

    assert places(plan) == [(3, "")]
    assert "kutip" in str(plan.defects[0].reason)


def test_a_missing_column_is_one_defect_and_not_one_for_each_row() -> None:
    header = HEADER.replace("nama,", "", 1)
    rows = [cells[:1] + cells[2:] for cells in (row(1), row(2), row(3))]

    assert places(plan_of(csv_file(*rows, header=header))) == [(1, "nama")]


def test_a_mistyped_header_is_named_with_the_one_that_was_meant() -> None:
    plan = plan_of(csv_file(row(1), row(2), header=HEADER.replace("jabatan", "jabatn")))

    assert places(plan) == [(1, "jabatn")]
    assert '"jabatan"' in str(plan.defects[0].mend)


def test_unknown_and_repeated_headers_are_named() -> None:
    header = HEADER.replace("surel", "hobi").replace("unit_induk", "Nama")

    plan = plan_of(csv_file(row(1), header=header))

    assert places(plan) == [(1, "Nama")]
    assert any("hobi" in str(note) for note in plan.notes)


def test_running_numbers_and_empty_trailing_columns_are_ignored() -> None:
    cells = ["1", *row(1), "", ""]

    assert plan_of(csv_file(cells, header=f"No.,{HEADER},,")).is_sound


@pytest.mark.parametrize("cells", [row(2)[:-1], [*row(2), "lebih"]])
def test_a_row_of_another_width_is_one_defect(cells: list[str]) -> None:
    # The boss's row is unreadable, but those who name the boss are not at fault.
    plan = plan_of(csv_file(row(1, nip_atasan=row(2)[0]), cells, row(3, nip_atasan=row(2)[0])))

    assert places(plan) == [(3, "")]


def test_a_workbook_is_read_with_its_own_line_numbers() -> None:
    file = read_personnel_file(xlsx_file([[], COLUMNS, row(1), [], row(2)]))

    assert [found.line for found in file.rows] == [3, 5]
    assert not file.defects


def test_whole_numbers_in_a_workbook_are_read_digit_by_digit() -> None:
    cells: list[Any] = row(1, unit_kode="")
    cells[COLUMNS.index("unit_kode")] = 101

    assert plan_of(xlsx_file([COLUMNS, cells])).new_units[0].code == "101"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("nama", "=UPPER(A1)", "rumus"),
        ("nama", date(2026, 1, 31), "tanggal"),
        ("unit_kode", 1.1, "pecahan"),
        ("nip", 198503152010011003.0, "rusak"),
        ("nip", 198503152010011000, "rusak"),
    ],
)
def test_cells_that_a_spreadsheet_changed_are_named(column: str, value: Any, reason: str) -> None:
    cells: list[Any] = row(1)
    cells[COLUMNS.index(column)] = value

    plan = plan_of(xlsx_file([COLUMNS, cells, row(2)]))

    assert places(plan) == [(2, column)]
    assert reason in str(plan.defects[0].reason)


def test_merged_cells_are_one_defect_where_they_begin() -> None:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for line, cells in enumerate([COLUMNS, row(1), row(2), row(3)]):
            page.write_row(line, 0, cells)
        place = COLUMNS.index("unit_kode")
        page.merge_range(1, place, 3, place, "01")

    plan = plan_of(output.getvalue())

    assert [(defect.line, defect.value) for defect in plan.defects] == [(2, "G2:G4")]


def test_two_filled_sheets_need_one_called_pegawai() -> None:
    rows = [COLUMNS, row(1)]

    unclear = plan_of(xlsx_file(rows, more="Catatan"))
    clear = plan_of(xlsx_file(rows, sheet="PEGAWAI", more="Catatan"))

    assert "lebih dari satu lembar" in str(unclear.defects[0].reason)
    assert len(unclear.defects) == 1
    assert clear.is_sound


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("berakhlak.people.personnel_file.sheets.MOST_UNPACKED_BYTES", 1000)

    assert "terlalu besar" in reasons(read_personnel_file(xlsx_file([COLUMNS, row(1)])))[0]


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("surat.txt", "halo")

    assert len(read_personnel_file(output.getvalue()).defects) == 1


@given(st.binary(max_size=400))
def test_nothing_that_is_uploaded_makes_reading_fail(noise: bytes) -> None:
    for start in (b"", b"PK\x03\x04", f"{HEADER}\n".encode()):
        assert plan_of(start + noise).rows >= 0


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=30))
def test_a_workbook_damaged_anywhere_is_read_or_refused(place: int, noise: bytes) -> None:
    damaged = WORKBOOK[:place] + noise + WORKBOOK[place + len(noise) :]

    plan = plan_of(damaged)

    assert plan.defects or plan.new_officers


@pytest.mark.parametrize("content", [csv_template(), xlsx_template()])
def test_the_templates_can_be_imported_as_they_are(content: bytes) -> None:
    plan = plan_of(content)

    assert [str(defect.reason) for defect in plan.defects] == []
    assert len(plan.new_officers) == 1
