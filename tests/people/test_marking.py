"""A file with mistakes comes back as a workbook whose faulty cells are marked."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from berakhlak.people.marking import marked_workbook
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency
from tests.people.files import COLUMNS, csv_file, plan_of, row, xlsx_file
from tests.people.test_people_pages import upload
from tests.support.pages import PageClient

BAD = [row(1), row(2, golongan="Z"), row(3, golongan="Z", surel="x")]


@pytest.mark.parametrize("content", [csv_file(*BAD), xlsx_file([COLUMNS, *BAD], sheet="Data")])
def test_every_faulty_cell_is_filled_and_commented(content: bytes) -> None:
    plan = plan_of(content)

    sheet: Any = load_workbook(
        io.BytesIO(marked_workbook(content, plan.defects, plan.headed, {}))
    ).active

    commented = {
        cell.coordinate: cell.comment.text for line in sheet for cell in line if cell.comment
    }
    assert set(commented) == {"D3", "D4", "K4"}
    assert "golongan tidak dikenal" in commented["D4"]
    assert sheet["D3"].fill.start_color.rgb == "FFFFE08A"
    assert sheet["A2"].value == row(1)[0]


def test_a_workbook_keeps_its_other_sheets() -> None:
    content = xlsx_file([COLUMNS, *BAD], sheet="Pegawai", more="Catatan")
    plan = plan_of(content)

    book = load_workbook(io.BytesIO(marked_workbook(content, plan.defects, plan.headed, {})))

    assert book.sheetnames == ["Pegawai", "Catatan"]


def test_formulas_typed_as_text_stay_text() -> None:
    content = csv_file(row(1, nama="=1+1"))
    plan = plan_of(content)

    sheet: Any = load_workbook(
        io.BytesIO(marked_workbook(content, plan.defects, plan.headed, {}))
    ).active

    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")


def test_hr_downloads_the_marked_file(session: Any, client: PageClient) -> None:
    client.sign_in(make_account(session, make_agency(session), Role.HR))
    page = upload(client, csv_file(*BAD), status=422)
    kept = str(page.one("input[name=upload]")["value"])
    token = str(page.all("input[name=csrf_token]")[0]["value"])

    answer = client.open(
        "/pegawai/impor/terapkan",
        method="POST",
        data={"upload": kept, "aksi": "unduh", "csrf_token": token},
    )

    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")
