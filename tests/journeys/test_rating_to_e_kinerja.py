"""A rating is decided and made final on a phone; HR imports work results, and the file is read."""

from __future__ import annotations

import csv

import pytest

from tests.support.browser import PHONE
from tests.whole_app.every_page import browsing

pytestmark = pytest.mark.browser


def test_a_decided_rating_reaches_the_file_for_e_kinerja(
    client, published, session, browser, live_server
):
    officer, head = published.officers[0], published.opened.account(published.opened.head)
    client.sign_in(head)
    with browsing(browser, live_server, client, "id") as page:
        assert page.viewport_size == PHONE
        page.goto(f"/profil/{officer.id}")
        page.get_by_role("link", name="Rating perilaku").click()
        page.get_by_role("link", name="Tentukan rating").click()
        page.get_by_label("Sesuai ekspektasi").check()
        page.get_by_label("Alasan").fill("Menjalankan nilai dasar setiap hari.")
        page.get_by_role("button", name="Simpan rating").click()
        page.get_by_role("button", name="Jadikan final").click()
        page.get_by_text("Final sejak").wait_for()
    client.sign_in(published.opened.hr)
    with browsing(browser, live_server, client, "en") as page:
        page.goto(f"/siklus/{published.cycle.id}/rating")
        page.get_by_role("link", name="Import work results").click()
        content = f"nip;hasil_kerja\n{officer.nip};Di atas ekspektasi\n".encode()
        file = {"name": "hasil.csv", "mimeType": "text/csv", "buffer": content}
        page.get_by_label("File of ratings").set_input_files(file)
        page.get_by_role("button", name="Check the file").click()
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Export CSV").click()
        with page.expect_download() as taken:
            page.get_by_role("link", name="Download").click()
        with open(taken.value.path(), encoding="utf-8-sig", newline="") as file:
            rows = {row["NIP"]: row for row in csv.DictReader(file)}
    assert rows[officer.nip]["Performance predicate"] == "Good"
    assert rows[officer.nip]["Rating of behaviour at work"] == "Meets expectations"
