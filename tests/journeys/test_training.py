"""A need becomes a programme of a partner, a budget, a roll, and hours in an officer's plan.

HR at a desk, the partner and the officer on a phone.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from berakhlak.formats import local_today, short_date
from berakhlak.training.models import PlannedTraining, TrainingProgramme
from tests.factories.training import make_partner, make_provider
from tests.support.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser
TITLE = "Pelayanan prima di loket"


def test_a_need_becomes_a_programme_a_budget_a_roll_and_hours(published, visit, session):
    opened, seat = published.opened, published.officers[0]
    partner = make_partner(session, make_provider(session, opened.agency, name="Bina Layanan"))
    session.commit()
    with visit(opened.hr, "id", DESKTOP) as page:
        state_a_need_and_share_it(page)
    with visit(partner, "en", PHONE) as page:
        propose(page)
    with visit(opened.hr, "id", DESKTOP) as page:
        accept_and_budget(page)
    programme = session.query(TrainingProgramme).one()
    with visit(published.account_of(seat), "id", PHONE) as page:
        ask_for_a_place(page, seat.id, "0 dari 20")
    assert session.get(PlannedTraining, (seat.id, programme.id)).asked_on == local_today()
    with visit(opened.hr, "id", DESKTOP) as page:
        send(page, programme.id, seat.name)
    with visit(partner, "en", PHONE) as page:
        report(page, seat.name, others=[each.name for each in published.officers[1:]])
    with visit(opened.hr, "id", DESKTOP) as page:
        open_run(page, programme.id)
        page.get_by_role("button", name="Sahkan kehadiran").click()
        expect(page.get_by_text("Kehadiran disahkan. JP-nya dihitung.")).to_be_visible()
    with visit(published.account_of(seat), "id", PHONE) as page:
        page.goto(f"/profil/{seat.id}/rencana")
        expect(page.get_by_text(f"JP tahun {local_today().year}: 16 dari 20.")).to_be_visible()


def state_a_need_and_share_it(page: Page) -> None:
    """Twelve places for service, of which the partner learns the sum."""
    page.get_by_role("link", name="Pelatihan", exact=True).click()
    page.get_by_role("link", name="Kebutuhan dan anggaran").click()
    page.get_by_label("Yang dibutuhkan").select_option("BP")
    page.get_by_label("Jumlah tempat").fill("12")
    page.get_by_role("button", name="Tambah", exact=True).click()
    page.get_by_text("Kebutuhan tersimpan.").wait_for()
    page.get_by_role("link", name="Lembaga dan mitra").click()
    page.get_by_role("link", name="Bina Layanan").click()
    page.get_by_label("Berorientasi Pelayanan").check()
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("Yang boleh dibaca mitra tersimpan.").wait_for()


def propose(page: Page) -> None:
    """The partner reads the sum and proposes."""
    page.get_by_role("link", name="Partner", exact=True).click()
    row = page.get_by_role("row", name="Service-Oriented")
    expect(row.get_by_role("cell").last).to_have_text("12")
    page.get_by_role("link", name="Propose a programme").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Mode").select_option("classical")
    page.get_by_label("Hours (JP)").fill("16")
    page.get_by_label("Price of a place").fill("1.250.000")
    page.get_by_label("Service-Oriented").check()
    page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_text("Waits for the HR office to decide")).to_be_visible()


def accept_and_budget(page: Page) -> None:
    """HR accepts, meets the need by it, and holds the sum against a ceiling."""
    page.goto("/pelatihan")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Terima").click()
    page.get_by_text("Usulan diterima.").wait_for()
    page.goto("/pelatihan/kebutuhan")
    page.get_by_role("link", name="Ubah").click()
    page.get_by_label("Program").select_option(label=TITLE)
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("textbox", name="Pagu").fill("20.000.000")
    page.get_by_role("button", name="Simpan pagu").click()
    sums = page.locator(".facts")
    expect(sums).to_contain_text("Rp15.000.000")
    expect(sums).to_contain_text("Rp5.000.000")


def ask_for_a_place(page: Page, seat_id: int, hours: str) -> None:
    """From the catalogue into the plan; the plan counts hours."""
    page.goto(f"/profil/{seat_id}/rencana")
    expect(page.get_by_text(hours)).to_be_visible()
    page.get_by_role("link", name="Katalog pelatihan").click()
    page.get_by_role("button", name="Tambahkan").click()
    page.get_by_role("button", name="Minta tempat").click()
    page.get_by_text("Tempat diminta. Pengelola kepegawaian membaca nama Anda").wait_for()


def send(page: Page, programme_id: int, name: str) -> None:
    """A run today, and who asked for a place on its roll."""
    page.goto(f"/pelatihan/program/{programme_id}")
    for label in ("Hari pertama", "Hari terakhir"):
        page.get_by_label(label).fill(short_date(local_today()))
    page.get_by_role("button", name="Simpan, lalu kirim peserta").click()
    page.get_by_label(name).check()
    page.get_by_role("button", name="Kirim", exact=True).click()
    page.get_by_text("1 pegawai dikirim.").wait_for()


def open_run(page: Page, programme_id: int) -> None:
    page.goto(f"/pelatihan/program/{programme_id}")
    page.get_by_role("table", name="Pelaksanaan").get_by_role("link").click()


def report(page: Page, name: str, others: list[str]) -> Any:
    """The partner ticks who attended; nobody else is named."""
    page.goto("/mitra")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label(name).check()
    for other in others:
        expect(page.get_by_text(other)).to_have_count(0)
    page.get_by_label("Materials").fill("Modul 1 sampai 3")
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("The report was sent.").wait_for()
