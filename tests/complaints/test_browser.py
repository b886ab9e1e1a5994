"""A small phone without scripts: complaint, receipt, the head's answer, read behind the code."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from berakhlak.accounts import operations as accounts
from berakhlak.complaints.models import Complaint
from tests.complaints.conftest import TEXT, Office, only
from tests.support.browser import PHONE

pytestmark = pytest.mark.browser
PASSWORD = "sandi-yang-panjang"
ANSWER = "Mohon maaf. Berkas Anda sudah lengkap."


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def sign_in(page: Page, name: str) -> None:
    page.goto("/masuk")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def test_a_complaint_is_answered_without_an_account_and_an_overdue_one_is_seen(
    browser: Browser, live_server: str, session: Any, office: Office, later: Any
) -> None:
    for account in (office.accounts["rahmat"], office.accounts["dewi"], office.hr):
        accounts.keep_password(account, PASSWORD)
    names = [office.accounts["rahmat"].email, office.accounts["dewi"].email, office.hr.email]
    code = office.agency.code
    session.commit()
    size: Any = PHONE
    plain = browser.new_context(
        base_url=live_server, viewport=size, java_script_enabled=False, locale="id-ID"
    )
    citizen = plain.new_page()
    citizen.goto("/keluhan")
    citizen.get_by_role("link", name="Buat keluhan untuk").click()
    citizen.get_by_role("radio", name="Keluhan pelayanan").check()
    citizen.get_by_label("Unit kerja").select_option("Bidang KTP")
    citizen.get_by_label("Keluhan Anda").fill(TEXT)
    assert fits(citizen)
    citizen.get_by_role("button", name="Kirim keluhan").click()
    receipt = citizen.locator(".receipt__code").inner_text()
    assert fits(citizen)

    head = browser.new_context(base_url=live_server, viewport=size, java_script_enabled=False)
    desk = head.new_page()
    sign_in(desk, str(names[0]))
    desk.get_by_role("link", name="1 keluhan menunggu jawaban unit Anda").click()
    desk.get_by_role("link", name="Buka").click()
    assert fits(desk)
    desk.get_by_label("Tanggapan").fill(ANSWER)
    desk.get_by_role("button", name="Kirim dan tutup keluhan").click()

    citizen.goto(f"/keluhan/{code}")
    citizen.get_by_role("link", name="Sudah punya kode?").click()
    citizen.get_by_label("Kode tanda terima").fill(receipt.lower())
    citizen.get_by_role("button", name="Buka").click()
    assert citizen.get_by_text(ANSWER).is_visible()
    assert fits(citizen)
    citizen.get_by_label("Pesan Anda").fill("Belum juga jadi.")
    citizen.get_by_role("button", name="Buka kembali").click()
    assert citizen.get_by_text("Keluhan dibuka kembali").is_visible()
    plain.close()
    head.close()

    made: Complaint = only(session)
    later(days=(made.close_by - made.received_on).days + 1)
    for name, told in (
        (names[1], "1 keluhan lewat batas waktu di unit bawahan"),
        (names[2], "1 keluhan belum selesai di instansi Anda"),
    ):
        context = browser.new_context(base_url=live_server, viewport=size, locale="id-ID")
        page = context.new_page()
        sign_in(page, str(name))
        page.get_by_role("link", name=told).click()
        assert page.get_by_text("lewat batas waktu").first.is_visible()
        assert Axe().run(page).response["violations"] == []
        context.close()
