"""What HR sees of people, and the way of a personnel file through the browser."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak.people.models import Agency, Person, Unit
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_person, make_unit, nip_number
from tests.people.files import csv_file, row
from tests.support.pages import Page, PageClient


@pytest.fixture
def agency(session: Any) -> Agency:
    return make_agency(session)


@pytest.fixture
def unit(session: Any, agency: Agency) -> Unit:
    return make_unit(session, agency, code="01", name="Sekretariat")


@pytest.fixture
def hr(session: Any, client: PageClient, agency: Agency) -> PageClient:
    return client.sign_in(make_account(session, agency, Role.HR))


def upload(reader: PageClient, content: bytes, *, status: int = 200) -> Page:
    file = (io.BytesIO(content), "pegawai.csv")
    return reader.post("/pegawai/impor", {"file": file}, status=status)


def confirm(reader: PageClient, preview: Page, status: int = 302) -> Page:
    kept = str(preview.one("input[name=upload]")["value"])
    return reader.post("/pegawai/impor/terapkan", {"upload": kept}, status=status)


def kept_files(app: Flask) -> list[Path]:
    return list((app.config["BERAKHLAK"].key_dir.parent / "uploads").glob("*"))


def count_people(session: Any) -> int:
    session.rollback()
    found: int = session.scalar(select(func.count()).select_from(Person))
    return found


@pytest.mark.parametrize(
    "path", ["/pegawai", "/pegawai/unit", "/pegawai/impor", "/pegawai/impor/templat.csv"]
)
def test_officers_cannot_look_up_their_colleagues(
    session: Any, client: PageClient, agency: Agency, path: str
) -> None:
    client.sign_in(make_account(session, agency, Role.OFFICER))

    assert client.get(path, status=403).heading == "Halaman ini bukan untuk Anda"


def test_the_directory_finds_by_name_post_whole_nip_and_unit(
    session: Any, hr: PageClient, agency: Agency, unit: Unit
) -> None:
    below = make_unit(session, agency, parent=unit)
    make_person(session, unit, name="Siti Rahma", nip=nip_number(1))
    make_person(session, below, name="Budi 100%", position="Bendahara", nip=nip_number(2))
    make_person(session, make_unit(session, agency), name="Made Suardana")

    def names(**query: Any) -> list[str]:
        return [a.get_text() for a in hr.get("/pegawai", **query).all("tbody th a")]

    assert names() == ["Budi 100%", "Made Suardana", "Siti Rahma"]
    assert names(cari="rahma") == ["Siti Rahma"]
    assert names(cari="bendahara") == ["Budi 100%"]
    assert names(cari="100%") == ["Budi 100%"]
    assert names(cari="%") == names(cari="_") == []
    assert names(cari=nip_number(1)) == ["Siti Rahma"]
    assert names(cari=nip_number(1)[:8]) == []
    assert names(unit=unit.id) == ["Budi 100%", "Siti Rahma"]


def test_no_page_of_people_shows_a_nip(
    session: Any, hr: PageClient, agency: Agency, unit: Unit
) -> None:
    boss = make_person(session, unit, name="Kepala", nip=nip_number(1))
    officer = make_person(session, unit, nip=nip_number(2), supervisor=boss)

    for path in ("/pegawai", f"/pegawai/{officer.id}", f"/pegawai/{boss.id}"):
        assert nip_number(1)[:14] not in hr.get(path).html
    assert hr.get(f"/pegawai/{officer.id}").link("Kepala") == f"/pegawai/{boss.id}"


def test_people_of_another_agency_do_not_exist_here(session: Any, hr: PageClient) -> None:
    stranger = make_person(session, make_unit(session, make_agency(session)), name="Orang Lain")

    assert hr.get(f"/pegawai/{stranger.id}", status=404).heading == "Halaman tidak ditemukan"
    assert "Orang Lain" not in hr.get("/pegawai").text


def test_a_long_directory_has_pages_that_keep_the_search(
    session: Any, hr: PageClient, unit: Unit
) -> None:
    for number in range(51):
        make_person(session, unit, name=f"Pegawai {number:02d}")

    first = hr.get("/pegawai", cari="pegawai")
    second = hr.get(first.link("Berikutnya"))

    assert len(first.all("tbody tr")) == 50
    assert [a.get_text() for a in second.all("tbody th a")] == ["Pegawai 50"]


@pytest.mark.parametrize("query", [{"halaman": 10**30}, {"unit": 10**30}, {"cari": "\0"}])
def test_an_address_that_makes_no_sense_is_no_failure(
    hr: PageClient, query: dict[str, Any]
) -> None:
    assert hr.get("/pegawai", **query).heading == "Pegawai"


def test_the_tree_counts_officers_of_each_unit_and_below(
    session: Any, hr: PageClient, agency: Agency, unit: Unit
) -> None:
    below = make_unit(session, agency, code="01.1", name="Subbagian", parent=unit)
    make_person(session, unit)
    make_person(session, below)
    make_person(session, below)

    text = hr.get("/pegawai/unit").text

    assert "01 Sekretariat 3 pegawai, 1 langsung di unit ini" in text
    assert "01.1 Subbagian 2 pegawai" in text


def test_a_file_with_defects_is_refused_with_every_line(
    app: Flask, session: Any, hr: PageClient
) -> None:
    rows = [row(1), row(2, nip="1985"), row(3, nama="", surel="<b>x")]

    page = upload(hr, csv_file(*rows), status=422)

    assert "3 kekeliruan ditemukan" in page.text
    assert [tr.th.get_text(strip=True) for tr in page.all("tbody tr") if tr.th] == [
        "Baris 3",
        "Baris 4",
        "Baris 4",
    ]
    assert "<b>x" in page.text
    # Kept, so that what HR answers can be tried on it.
    assert [path.stat().st_mode & 0o777 for path in kept_files(app)] == [0o600]
    assert count_people(session) == 0


def test_a_sound_file_is_shown_first_and_imported_when_confirmed(
    app: Flask, session: Any, hr: PageClient
) -> None:
    preview = upload(hr, csv_file(row(1), row(2)))
    waiting = [path.stat().st_mode & 0o777 for path in kept_files(app)]
    untouched = count_people(session)

    done = confirm(hr, preview)

    assert waiting == [0o600]
    assert (untouched, count_people(session)) == (0, 2)
    assert "2 pegawai baru" in done.text
    assert kept_files(app) == []


def test_a_cancelled_import_leaves_nothing_behind(app: Flask, session: Any, hr: PageClient) -> None:
    upload(hr, csv_file(row(1)))

    page = hr.post("/pegawai/impor/terapkan", {"aksi": "batal"})

    assert page.heading == "Impor pegawai"
    assert kept_files(app) == []
    assert count_people(session) == 0


def test_a_file_that_no_longer_fits_when_confirmed_is_refused(
    session: Any, hr: PageClient, agency: Agency
) -> None:
    preview = upload(hr, csv_file(row(1, surel="siti@contoh.go.id")))
    make_account(session, agency, email="siti@contoh.go.id")

    page = confirm(hr, preview, status=409)

    assert "email ini sudah dipakai akun lain" in page.text
    assert count_people(session) == 0


def test_nobody_can_confirm_the_upload_of_somebody_else(
    app: Flask, session: Any, hr: PageClient, agency: Agency
) -> None:
    preview = upload(hr, csv_file(row(1)))
    other = PageClient(app).sign_in(make_account(session, agency, Role.HR))

    page = confirm(other, preview, status=404)

    assert "Unggah sekali lagi" in page.text
    assert count_people(session) == 0


@pytest.mark.parametrize("name", ["", "../keys/x", "0" * 32])
def test_a_name_that_is_no_upload_finds_nothing(hr: PageClient, name: str) -> None:
    page = hr.post("/pegawai/impor/terapkan", {"upload": name}, status=404)

    assert "Unggah sekali lagi" in page.text


def test_a_file_of_another_kind_and_no_file_are_refused(hr: PageClient) -> None:
    letter = {"file": (io.BytesIO(b"x"), "surat.docx")}

    assert hr.post("/pegawai/impor", {}, status=422).errors == ["Pilih berkas pegawai."]
    assert hr.post("/pegawai/impor", letter, status=422).errors == [
        "Pilih berkas berjenis: xlsx, csv, xls, ods, xlsm."
    ]


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbfnip;nama"), ("xlsx", b"PK")])
def test_the_template_can_be_downloaded(hr: PageClient, kind: str, start: bytes) -> None:
    answer = hr.open(f"/pegawai/impor/templat.{kind}")

    assert answer.status_code == 200
    assert answer.data.startswith(start)
    assert f"templat-pegawai.{kind}" in answer.headers["Content-Disposition"]
