"""From a personnel file to a password of one's own, forgotten once, on a small phone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from berakhlak.people.models import Person
from berakhlak.roles import Role
from tests.access.test_pages import CODE, slips_of
from tests.factories.people import make_account, make_agency, nip_number
from tests.people.files import csv_file, row
from tests.support.browser import PHONE, opened_page
from tests.support.pages import PageClient
from tests.support.pdf import text_of_pages

FIRST, SECOND = "sandi-pertama-saya", "sandi-kedua-saya"


@pytest.fixture
def desk(app: Flask, session: Any) -> PageClient:
    """HR, who has brought in a file of two units."""
    hr = make_account(session, make_agency(session), Role.HR, name="Sri Wahyuni")
    session.commit()
    desk = PageClient(app).sign_in(hr)
    one = row(1, nip=nip_number(), nama="Ahmad Yani")
    other = row(2, nip=nip_number(), unit_kode="02", unit_nama="Bidang Mutasi")
    file = (io.BytesIO(csv_file(one, other)), "pegawai.csv")
    preview = desk.post("/pegawai/impor", {"file": file}, status=200)
    kept = str(preview.one("input[name=upload]")["value"])
    desk.post("/pegawai/impor/terapkan", {"upload": kept})
    return desk


@pytest.fixture
def officer(desk: PageClient, session: Any) -> Person:
    """The one of the unit whose slips are printed."""
    found: Person = session.scalars(select(Person).where(Person.name == "Ahmad Yani")).one()
    session.rollback()
    return found


@pytest.fixture
def slip(desk: PageClient, officer: Person, tmp_path: Path) -> str:
    """The code on the one slip; made before there is a server whose worker takes jobs, too."""
    unit = str(officer.unit_id)
    (sheet,) = text_of_pages(slips_of(desk, scope="unit", unit=unit, only_new="y"), tmp_path)
    (code,) = CODE.findall(sheet)  # Of this unit alone.
    return str(code)


@pytest.fixture
def phone(browser: Browser, live_server: str) -> Iterator[Page]:
    with opened_page(browser, live_server, PHONE) as page:
        yield page


@pytest.mark.browser
@pytest.mark.usefixtures("quick_hash")
def test_an_officer_of_a_new_file_signs_in_by_a_slip_forgets_and_is_helped_by_hr(
    desk: PageClient, session: Any, officer: Person, slip: str, phone: Page
) -> None:
    number, person = officer.nip, f"/pegawai/{officer.id}"
    session.rollback()

    set_password(phone, number, slip, FIRST)
    phone.get_by_text("Kata sandi tersimpan.").wait_for()
    sign_out(phone)
    sign_in(phone, number, FIRST)
    sign_out(phone)

    phone.get_by_role("link", name="Lupa kata sandi").click()
    phone.get_by_text("pengelola kepegawaian").first.wait_for()
    code = CODE.findall(desk.post(f"{person}/kode", status=200).text)[0]
    set_password(phone, number, slip, SECOND)
    phone.get_by_text("tidak cocok").first.wait_for()
    set_password(phone, number, code, SECOND)
    phone.get_by_text("Kata sandi tersimpan.").wait_for()
    sign_out(phone)
    sign_in(phone, number, FIRST, is_right=False)
    sign_in(phone, number, SECOND)


def set_password(page: Page, number: str, code: str, password: str) -> None:
    page.goto("/kode")
    page.get_by_label("NIP atau email").fill(number)
    page.get_by_label("Kode masuk").fill(code.lower())
    page.get_by_label("Kata sandi baru", exact=True).fill(password)
    page.get_by_label("Ulangi kata sandi baru").fill(password)
    page.get_by_role("button", name="Simpan dan masuk").click()


def sign_in(page: Page, number: str, password: str, *, is_right: bool = True) -> None:
    page.get_by_label("NIP atau email").fill(number)
    page.get_by_label("Kata sandi", exact=True).fill(password)
    page.get_by_role("button", name="Masuk").click()
    if is_right:
        page.wait_for_url("**/")
    else:
        page.get_by_text("tidak cocok").first.wait_for()


def sign_out(page: Page) -> None:
    page.goto("/akun")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk*")
