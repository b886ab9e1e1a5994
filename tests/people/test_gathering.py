"""Many faults of one kind are one line with a count; few, or of different kinds, stay apart."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from berakhlak.people.marking import marked_workbook
from tests.people.files import COLUMNS, csv_file, nip_number, places, plan_of, row, xlsx_file

SPOILT = {
    "unit_kode": [""] * 12,
    "nama": [""] * 12,
    "surel": [f"salah{n}@" for n in range(12)],
    "nip": [nip_number(n)[:17] for n in range(12)],
    "jenjang": ["Raja"] * 12,
    "nip_atasan": [str(n) for n in range(100, 112)],
}


@pytest.mark.parametrize("column", SPOILT)
def test_many_faults_of_one_kind_are_one_line_with_their_count(column: str) -> None:
    rows = [row(n + 1, **{column: value}) for n, value in enumerate(SPOILT[column])]
    plan = plan_of(csv_file(*rows, row(90)))

    assert places(plan) == [(2, column)]
    assert "(12 baris: 2, 3, 4, 5, 6, 7, 8, 9, …)" in str(plan.defects[0].reason)
    assert plan.defects[0].lines == tuple(range(2, 14))


def test_a_few_faults_of_one_kind_are_told_one_by_one() -> None:
    plan = plan_of(csv_file(*[row(n, surel="x@") for n in (1, 2, 3)], row(4)))

    assert places(plan) == [(2, "surel"), (3, "surel"), (4, "surel")]


def test_different_contents_are_shown_by_example() -> None:
    plan = plan_of(csv_file(*[row(n, surel=f"salah{n}@") for n in range(1, 9)]))

    assert plan.defects[0].shown_value == "salah1@, salah2@, salah3@, …"


@pytest.mark.parametrize(
    "cells",
    [
        {"unit_kode": ""},
        {"unit_induk": "77"},
        {"unit_kode": "99", "unit_nama": ""},
        {"nip_atasan": nip_number(900)},
        {"nip_atasan": "123"},
    ],
)
def test_the_marked_file_marks_every_one_of_them(cells: dict[str, str]) -> None:
    content = xlsx_file([COLUMNS, *[row(n, **cells) for n in range(1, 31)]])
    plan = plan_of(content)
    place = COLUMNS.index(next(iter(cells))) + 1

    sheet = load_workbook(
        io.BytesIO(marked_workbook(content, plan.defects, plan.headed, {}))
    ).active

    assert len(plan.defects) == 1
    assert sum(1 for line in range(2, 32) if sheet.cell(line, place).comment) == 30


def test_whatever_its_title_a_column_of_numbers_is_proposed_as_nip() -> None:
    header = ",".join(["Nomor identitas ASN", *COLUMNS[1:]])

    plan = plan_of(csv_file(row(1), row(2), header=header))

    assert places(plan) == [(1, "Nomor identitas ASN")]
    assert '"nip"' in str(plan.defects[0].mend)
    assert plan.titles_at_fault


def test_a_fault_of_rows_is_not_mended_by_the_meaning_of_a_column() -> None:
    assert not plan_of(csv_file(row(1, nama=""), row(2, unit_induk="88"))).titles_at_fault
    assert plan_of(csv_file(row(1), header=",".join(["x", *COLUMNS[1:]]))).titles_at_fault
