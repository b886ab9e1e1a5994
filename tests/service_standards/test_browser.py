"""On a small phone without scripts: the head writes a standard, then a second version."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.service_standards.test_standards import TYPED, head, unit
from tests.support.browser import PHONE

__all__ = ["head", "unit"]  # Fixtures.
LABELS = {
    "Nama layanan": "name",
    "Persyaratan": "requirements",
    "Prosedur": "procedure",
    "Waktu penyelesaian": "duration",
    "Biaya": "cost",
    "Hasil layanan": "product",
    "Berlaku sejak": "holds_from",
}


@pytest.mark.browser
def test_a_standard_is_written_and_edited_with_versions(browser, live_server, client, unit, head):
    client.sign_in(head)
    phone = browser.new_context(
        base_url=live_server, viewport=PHONE, locale="id-ID", java_script_enabled=False
    )
    cookie = client.http.get_cookie("session").value
    phone.add_cookies([{"name": "session", "value": cookie, "url": live_server}])
    page = phone.new_page()
    page.goto(f"/layanan/{unit.id}")
    page.get_by_role("link", name="Tambah layanan").first.click()
    for label, name in LABELS.items():
        page.get_by_label(label).first.fill(TYPED[name])
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Tulis versi baru").click()
    page.get_by_label("Waktu penyelesaian").fill("1 hari kerja")
    page.get_by_label("Berlaku sejak").fill("01/10/2026")
    page.get_by_label("Apa yang berubah").fill("Lebih cepat.")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="2 versi").click()
    expect(page.get_by_text("Yang berubah: Lebih cepat.")).to_be_visible()
    expect(page.get_by_text("2 hari kerja")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.close()
