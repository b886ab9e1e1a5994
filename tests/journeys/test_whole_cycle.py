"""A whole cycle by clicking: an officer rates, HR closes and publishes, the officer reads."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

from berakhlak import clock
from berakhlak.accounts.operations import set_password
from berakhlak.cycles.keyring import key_store
from tests.factories.answering import answer, assignments
from tests.factories.cycles import LAST_DAY, make_open_cycle
from tests.support.browser import follow_job
from tests.support.pdf import text_of

PASSWORD = "melayani-dengan-bangga"

pytestmark = pytest.mark.browser


@pytest.fixture
def people(session):
    """An open cycle in which one officer's sheets are all that is missing; (officer, HR)."""
    keys = key_store()
    opened = make_open_cycle(session, keys, staff=5)
    officer = opened.staff[0]
    mine = {row.id for row in assignments(session, opened, rater=officer)}
    others = [row for row in assignments(session, opened) if row.id not in mine]
    answer(session, keys, opened, others)
    account = opened.account(officer)
    for each in (account, opened.hr):
        set_password(each, PASSWORD)
    session.commit()
    return account, opened.hr


def sign_in(page, account):
    page.goto("/")
    page.get_by_label(re.compile("NIP")).fill(account.nip or account.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("heading", level=1, name="Beranda").wait_for()


def sign_out(page):
    page.locator("summary", has_text="Akun").click()
    page.get_by_role("button", name="Keluar").click()
    # What is still on its way is sent first.
    page.get_by_role("button", name="Masuk").wait_for()


def fill_the_next_sheet(page, step="4"):
    """From the start page to a sheet that is sent, with the same step for every behaviour."""
    page.get_by_role("link", name=re.compile("menilai$")).click()
    page.locator("fieldset.scale").first.wait_for()
    for scale in page.locator("fieldset.scale").all():
        scale.locator(f"input[value='{step}']").check(force=True)
    page.get_by_role("button", name="Periksa, lalu kirim").click()
    page.get_by_role("button", name="Kirim penilaian").click()
    page.get_by_text("Penilaian terkirim").first.wait_for()


def close_and_publish(page):
    """From the start page of HR to a published result."""
    page.get_by_role("link", name="Penilaian 2026", exact=True).click()
    page.get_by_role("link", name=re.compile("^Tutup siklus")).first.click()
    page.get_by_role("button", name="Ya, tutup dan kunci").click()
    follow_job(page)
    page.get_by_role("link", name=re.compile("^Terbitkan hasil")).click()
    page.get_by_role("button", name="Ya, terbitkan").click()
    follow_job(page)
    page.get_by_text("Selesai: hasil sudah terbit").first.wait_for()


def download_profile(page, folder: Path) -> bytes:
    """From the start page of an officer to the PDF of their profile."""
    page.get_by_role("link", name="Penilaian 2026", exact=True).click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Unduh PDF").click()
    file = folder / "profil.pdf"
    started.value.save_as(file)
    return file.read_bytes()


def test_an_officer_rates_hr_publishes_and_the_officer_reads_the_profile(
    page, people, tmp_path, monkeypatch
):
    monkeypatch.setattr(clock, "today_in", lambda timezone="": LAST_DAY)
    officer, hr = people

    sign_in(page, officer)
    fill_the_next_sheet(page)
    sign_out(page)
    sign_in(page, hr)
    close_and_publish(page)
    sign_out(page)
    sign_in(page, officer)
    pdf = download_profile(page, tmp_path)

    with pikepdf.open(tmp_path / "profil.pdf") as document:
        assert len(document.pages) >= 3
    assert officer.name in text_of(pdf, tmp_path)
