"""The first years of an office: from an empty database to published profiles, a second cycle, and
the end of what is kept; with no command after the one that makes the first administrator."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.demo.names import invented_people
from berakhlak.demo.operations import simulate_answers
from berakhlak.people.models import Agency, Person
from berakhlak.roles import Role
from tests.factories.people import make_account, nip_number
from tests.people.files import COLUMNS, csv_file
from tests.support.browser import DESKTOP, PHONE
from tests.support.engines import app_on

OFFICERS = int(os.environ.get("JOURNEY_OFFICERS", "56"))
IN_UNIT, UNITS_IN_OFFICE = 7, 4
ADMIN, OTHER = "admin@sukamaju.go.id", "sdm@sukamaju.go.id"
PASSWORD = "sandi-yang-panjang-1"

pytestmark = pytest.mark.browser


class Officer(NamedTuple):
    id: int
    nip: str
    name: str


def number_of(place: int) -> str:
    """The NIP in a row of the file, counted from 0; there are 23,976 of them."""
    return nip_number(place + 1)


def personnel_file(officers: int) -> bytes:
    """Offices of a few units each; the first of a unit leads it, the first of an office them."""
    names = [name for name, _sex in islice(invented_people(Random(3)), 500)]
    rows = []
    for place in range(officers):
        unit = place // IN_UNIT
        office, head = unit // UNITS_IN_OFFICE, unit * IN_UNIT
        leader = office * UNITS_IN_OFFICE * IN_UNIT
        over = leader if place == head else head
        inside = unit % UNITS_IN_OFFICE
        cells = {
            "nip": number_of(place),
            "nama": names[place % len(names)],
            "status": "PNS",
            "golongan": "III/b",
            "jabatan": "Kepala" if place == head else "Analis SDM Aparatur",
            "jenjang": "Administrator" if place == head else "Fungsional",
            "unit_kode": f"{office:03d}.{inside}" if inside else f"{office:03d}",
            "unit_nama": f"Bidang {office + 1}.{inside}" if inside else f"Dinas {office + 1}",
            "unit_induk": f"{office:03d}" if inside else "",
            "nip_atasan": "" if place == leader else number_of(over),
        }
        rows.append([cells.get(column, "") for column in COLUMNS])
    return csv_file(*rows)


@pytest.fixture
def app(request: pytest.FixtureRequest, app: Flask, make_app: Any) -> Any:
    with app_on(request.param, request, app, make_app) as made:
        yield made


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Tells the application that it is another day."""
    return lambda day: monkeypatch.setattr(clock, "today_in", lambda _timezone="": day)


@pytest.fixture
def years_go_by(monkeypatch: pytest.MonkeyPatch, calendar: Any) -> Any:
    """Tells the application that so many years have gone by; whoever was signed in is not now."""

    def move(years: int) -> None:
        now = clock.utc_now()
        later = now.replace(year=now.year + years, month=1, day=2)
        monkeypatch.setattr(clock, "utc_now", lambda: later)
        calendar(later.date())

    return move


# JOURNEY_OFFICERS=1500 walks the same way with as many officers, on both engines at both widths.
WAYS = [("sqlite", PHONE), ("postgresql", DESKTOP)]
if "JOURNEY_OFFICERS" in os.environ:
    WAYS += [("sqlite", DESKTOP), ("postgresql", PHONE)]


@pytest.mark.parametrize(
    ("app", "viewport"),
    [
        pytest.param(
            engine,
            viewport,
            id=f"{engine}-{viewport['width']}",
            marks=[pytest.mark.postgres] if engine == "postgresql" else [],
        )
        for engine, viewport in WAYS
    ],
    indirect=["app"],
)
def test_from_an_empty_database_to_a_second_cycle(
    app: Flask,
    session: Any,
    open_page: Any,
    calendar: Any,
    years_go_by: Any,
    viewport: Any,
    tmp_path: Path,
) -> None:
    first_administrator(app)
    with open_page(viewport) as page:
        page.set_default_timeout(30_000 + 200 * OFFICERS)  # A job is waited for by its page.
        sign_in(page)
        give_the_office_its_people(page, tmp_path)
        today = clock.today_in("Asia/Jakarta")
        first = open_a_cycle(page, session, "Semester I", today)
        withdrawn = change_three_things(page, session)
        postpone(page, first, today + timedelta(days=21))
        rate(session, first)
        calendar(today + timedelta(days=22))
        close_and_publish(page, first)
        read_what_came_out(page, session, first, withdrawn)

        second = open_a_cycle(
            page, session, "Semester II", today + timedelta(days=180), "Semester I"
        )
        rate(session, second)
        calendar(today + timedelta(days=195))
        close_and_publish(page, second)
        compare(page, second)
        assert list(states(session).values()) == [CycleState.PUBLISHED] * 2
        archive(page, first)
        years_go_by(4)
        let_go(page, session, first)
    assert states(session) == {second: CycleState.PUBLISHED}


def first_administrator(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    for words in (
        ["people", "agency", "SUKAMAJU", "Kabupaten Sukamaju"],
        ["account", "create-admin", ADMIN, "Admin Utama", "--password", PASSWORD],
    ):
        done = run(args=words)
        assert done.exit_code == 0, done.output


def sign_in(page: Page, email: str = ADMIN) -> None:
    page.goto("/")
    page.get_by_label(re.compile("NIP")).fill(email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("heading", level=1, name="Beranda").wait_for()


def give_the_office_its_people(page: Page, folder: Path) -> None:
    """The letterhead, the personnel file, and slips with first codes, from the start page on."""
    page.get_by_role("link", name="Lengkapi kop instansi").click()
    page.get_by_label("Alamat").fill("Jalan Merdeka 1, Sukamaju")
    page.get_by_role("button", name="Simpan kop").click()
    page.goto("/")
    page.get_by_role("link", name="Impor berkas pegawai").click()
    (folder / "pegawai.csv").write_bytes(personnel_file(OFFICERS))
    page.get_by_label("Berkas pegawai").set_input_files(folder / "pegawai.csv")
    page.get_by_role("button", name="Periksa berkas").click()
    page.get_by_role("button", name="Impor sekarang").click()
    page.get_by_text(re.compile("Impor selesai: ")).first.wait_for()
    page.goto("/")
    page.get_by_role("link", name="Buat kode masuk").click()
    page.get_by_label(re.compile("^Slip untuk dicetak")).check()
    page.get_by_role("button", name="Buat kode").click()
    with page.expect_download() as slips:
        page.get_by_role("link", name=re.compile("^Unduh")).first.click()
    assert Path(slips.value.path()).read_bytes()[:5] == b"%PDF-"


def open_a_cycle(page: Page, session: Any, name: str, first_day: date, like: str = "") -> int:
    """From the list of cycles to one that is open for a fortnight, like the last one if told;
    returns its number."""
    page.goto("/siklus")
    page.get_by_role("link", name="Salin siklus terakhir" if like else "Buat siklus").click()
    page.get_by_label("Nama siklus").fill(name)
    page.get_by_label("Tanggal buka").fill(f"{first_day:%d/%m/%Y}")
    page.get_by_label("Tanggal tutup").fill(f"{first_day + timedelta(days=14):%d/%m/%Y}")
    if not like:
        page.get_by_label("Pengembangan saja").check()
    page.get_by_role("button", name="Simpan rancangan").click()
    if like:
        page.get_by_text(f"Hasilnya akan dibandingkan dengan {like}.").wait_for()
    page.get_by_role("link", name=re.compile("^Buka siklus")).click()
    page.get_by_role("button", name="Buka siklus").click()
    page.get_by_role("link", name="Lihat siklus").click()
    page.get_by_text("Pantau pengisian").first.wait_for()
    return max(states(session))


def change_three_things(page: Page, session: Any) -> Officer:
    """One retires, one moves, one is withdrawn from the cycle; returns the last."""
    retires, moves, withdrawn = (officer(session, place) for place in (2, 3, 4))
    page.goto(f"/pegawai/{retires.id}/nonaktif")
    page.get_by_label("Pensiun").check()
    page.get_by_role("button", name="Nonaktifkan").click()
    page.get_by_role("heading", name="Pegawai ini nonaktif").wait_for()
    page.goto(f"/pegawai/{moves.id}/ubah")
    page.get_by_label("Unit kerja").select_option(label="000.1 · Bidang 1.1")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("Data pegawai tersimpan.").wait_for()
    page.goto(f"/pegawai/{withdrawn.id}/siklus")
    page.get_by_role("link", name="Tarik dari siklus").click()
    page.get_by_role("button", name="Ya, tarik").click()
    page.get_by_role("button", name="Ya, tarik").wait_for(state="detached")
    return withdrawn


def postpone(page: Page, cycle: int, day: date) -> None:
    page.goto(f"/siklus/{cycle}/undur")
    page.get_by_label("Batas waktu baru").fill(f"{day:%d/%m/%Y}")
    page.get_by_role("button", name="Undur batas waktu").click()
    page.get_by_role("button", name="Undur batas waktu").wait_for(state="detached")


def rate(session: Any, cycle: int) -> None:
    """Nobody clicks through thousands of forms; the pages of forms have journeys of their own."""
    opened = session.get(Cycle, cycle)
    assert simulate_answers(session(), opened, keys=key_store(), seed=cycle) > OFFICERS
    session.commit()


def close_and_publish(page: Page, cycle: int) -> None:
    page.goto(f"/siklus/{cycle}")
    page.get_by_role("link", name=re.compile("^Tutup siklus")).first.click()
    page.get_by_role("button", name="Ya, tutup dan kunci").click()
    page.get_by_role("link", name="Lihat siklus").click()
    page.get_by_role("link", name=re.compile("^Periksa komentar")).first.click()
    page.get_by_role("button", name=re.compile("^Tayangkan .* di halaman ini")).click()
    page.goto(f"/siklus/{cycle}/terbitkan")
    page.get_by_role("button", name="Ya, terbitkan").click()
    page.get_by_role("link", name="Lihat siklus").click()
    page.get_by_text("Selesai: hasil sudah terbit").first.wait_for()


def read_what_came_out(page: Page, session: Any, cycle: int, withdrawn: Officer) -> None:
    """Results of the whole first office, one profile as a file, and none of who was withdrawn."""
    page.goto(f"/siklus/{cycle}/hasil")
    page.get_by_role("link", name="Dinas 1").first.click()
    page.get_by_role("heading", level=1, name=re.compile("Dinas 1")).wait_for()
    page.goto(f"/siklus/{cycle}/profil")
    page.get_by_label(re.compile("^Cari nama")).fill(officer(session, 8).nip)
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name=officer(session, 8).name).click()
    with page.expect_download() as profile:
        page.get_by_role("link", name="Unduh PDF").first.click()
    assert Path(profile.value.path()).read_bytes()[:5] == b"%PDF-"
    page.goto(f"/siklus/{cycle}/profil")
    page.get_by_label(re.compile("^Cari nama")).fill(withdrawn.nip)
    page.get_by_role("button", name="Cari").click()
    assert page.get_by_role("link", name=withdrawn.name).count() == 0


def compare(page: Page, cycle: int) -> None:
    page.goto(f"/siklus/{cycle}/hasil")
    page.get_by_role("heading", name="Perubahan sejak siklus lalu").wait_for()
    page.get_by_text(re.compile(r"Dibandingkan Semester I\b")).first.wait_for()


def archive(page: Page, cycle: int) -> None:
    page.goto(f"/siklus/{cycle}")
    page.get_by_role("link", name="Arsipkan siklus").click()
    page.get_by_role("button", name="Arsipkan siklus").click()
    page.get_by_text("Siklus dipindahkan ke arsip.").wait_for()
    page.get_by_role("link", name="Masa simpan hasil").click()
    page.get_by_label("Hasil disimpan").fill("2")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("Masa simpan tersimpan.").wait_for()


def let_go(page: Page, session: Any, cycle: int) -> None:
    """One of HR asks for the deletion of what is over, another agrees."""
    agency = session.scalars(select(Agency)).one()
    make_account(session, agency, Role.HR, email=OTHER, password=PASSWORD)
    session.commit()
    sign_in(page)
    page.goto("/penghapusan/hasil")
    page.get_by_role("link", name=re.compile("^Tinjau penghapusan")).click()
    page.get_by_role("button", name="Minta penghapusan").click()
    page.get_by_text("Permintaan tersimpan").wait_for()
    page.context.clear_cookies()
    sign_in(page, OTHER)
    page.goto(f"/penghapusan/hasil/{cycle}")
    page.get_by_role("button", name="Ya, hapus hasil").click()
    page.get_by_role("link", name="Masa simpan hasil").click()
    told = f"{OFFICERS - 1:,}".replace(",", ".")
    page.get_by_text(re.compile(rf"profil {re.escape(told)} pegawai")).first.wait_for()


def states(session: Any) -> dict[int, CycleState]:
    """State of each cycle by its number. No transaction is left open: closing would wait for it."""
    found = dict(session.execute(select(Cycle.id, Cycle.state)).all())
    session.rollback()
    return found


def officer(session: Any, place: int) -> Officer:
    """The officer in this row of the personnel file."""
    wanted = select(Person.id, Person.nip, Person.name).where(Person.nip == number_of(place))
    found = Officer(*session.execute(wanted).one())
    session.rollback()
    return found
