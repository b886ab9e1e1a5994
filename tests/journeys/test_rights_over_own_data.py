"""What UU 27/2022 gives an officer, by taps on a phone: see and take one's data, have it mended,
learn who opened it; and what the office removes, and writes after a breach."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.cli.data import data_group
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job
from berakhlak.people.models import Person
from berakhlak.retention.jobs import RETENTION, ask_for_retention
from tests.retention.test_retention import OLD, add_code
from tests.support.pdf import text_of
from tests.support.workers import job_state, wait_for
from tests.whole_app.every_page import browsing

pytestmark = pytest.mark.browser


@pytest.fixture
def tapping(client, browser, live_server):
    """The phone of an account, at its start page."""

    def tap(account):
        client.sign_in(account)
        return at_home(browsing(browser, live_server, client, "id"))

    return tap


class at_home:
    """A phone that has been opened at the start page."""

    def __init__(self, phone):
        self.phone = phone

    def __enter__(self):
        page = self.phone.__enter__()
        page.goto("/")
        return page

    def __exit__(self, *why):
        return self.phone.__exit__(*why)


def to_own_data(page):
    page.goto("/akun")
    page.get_by_role("link", name="Data saya").click()


def test_data_is_seen_taken_and_mended_and_every_exception_is_told(published, session, tapping):
    opened, seat = published.opened, published.officers[0]
    officer = published.account_of(seat)
    with tapping(officer) as page:
        to_own_data(page)
        page.get_by_text("Siapa diminta menilai siapa").click()
        page.get_by_text("pasal 33", exact=False).first.wait_for()
        with page.expect_download() as taken:
            page.get_by_role("link", name="Unduh semua sebagai satu berkas").click()
        names = zipfile.ZipFile(io.BytesIO(taken.value.path().read_bytes())).namelist()
        assert {each.rsplit(".", 1)[-1] for each in names} == {"html", "json", "csv"}
        page.get_by_role("link", name="Minta perbaikan data").click()
        page.get_by_label("Jabatan", exact=True).check()
        page.get_by_label("Yang benar").fill("Analis Hukum")
        page.get_by_role("button", name="Ajukan perbaikan").click()
        page.get_by_text("Permintaan tersimpan.").wait_for()
    with tapping(opened.hr) as page:
        page.get_by_role("link", name="1 permintaan menunggu jawaban").click()
        page.get_by_role("link", name="Jawab").click()
        page.get_by_role("button", name="Terima dan simpan").click()
        page.get_by_text("Data diperbaiki, dan pegawai diberi tahu.").wait_for()
    session.expire_all()
    assert session.get_one(Person, seat.person_id).position == "Analis Hukum"
    open_profile(tapping(opened.admin), seat.called)
    with tapping(officer) as page:
        page.get_by_role("link", name=opened.admin.name).click()
        page.get_by_text("ST-12/IRJEN/2026").wait_for()
        page.get_by_text("Diakhiri").wait_for()
        to_own_data(page)
        page.get_by_role("link", name="Minta perbaikan data").click()
        page.get_by_text("Diterima dan diperbaiki").wait_for()


def open_profile(phone, name):
    """An administrator reads one profile by exceptional access, and ends it."""
    with phone as page:
        page.get_by_role("link", name="Pegawai", exact=True).first.click()
        page.get_by_role("link", name=name).click()
        page.get_by_role("link", name="Akses khusus").click()
        page.get_by_label("Isi profil").check()
        page.get_by_label("Pemeriksaan oleh inspektorat").check()
        page.get_by_label("Nomor dan tanggal surat").fill("ST-12/IRJEN/2026, 3 November 2026")
        page.get_by_role("button", name="Buka").click()
        page.get_by_text("Isi alasan.").first.wait_for()
        page.get_by_label("Alasan").fill("Pemeriksaan disiplin nomor 4.")
        assert page.get_by_label("Isi profil").is_checked()
        page.get_by_role("button", name="Buka").click()
        page.get_by_text("Anda membacanya dengan akses khusus").wait_for()
        page.get_by_role("button", name="Selesai, akhiri sekarang").click()
        page.get_by_text("Akses khusus diakhiri.").wait_for()


def test_the_office_reads_what_is_removed_daily_and_writes_after_a_breach(
    app, published, session, tapping, tmp_path
):
    add_code(session, published.opened.hr, OLD)
    session.commit()
    ask_for_retention(clock.utc_now())
    (job_id,) = session.scalars(select(Job.id).where(Job.kind == RETENTION)).all()
    with tapping(published.opened.hr) as page:
        wait_for(lambda: job_state(app, job_id) == "done")
        page.goto("/siklus")
        page.get_by_role("link", name="Yang dihapus otomatis").click()
        page.get_by_text("Catatan kode masuk yang tidak berlaku lagi: 1").wait_for()
    letter = tmp_path / "surat.pdf"
    told = app.test_cli_runner().invoke(
        data_group,
        ["breach-letter", published.opened.agency.code, "--kind", "personnel", "--kind", "answers"]
        + ["--learned", local_today().isoformat(), "--to", "authority", "--out", str(letter)],
    )
    assert told.exit_code == 0, told.output
    words = " ".join(text_of(letter.read_bytes(), tmp_path).split())
    assert f"{len(published.opened.staff) + 1} orang" in words
    assert "Jawaban penilai" in words
