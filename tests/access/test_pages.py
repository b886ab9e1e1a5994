"""The road of HR and of an officer: slips, a first password, a forgotten one, a new code."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.access import codes
from berakhlak.access.models import AccessMail
from berakhlak.audit.models import AuditEntry
from berakhlak.downloads.models import Download, DownloadKind
from tests.access.conftest import NEW, Office, make_office
from tests.factories.people import PASSWORD
from tests.support.mail import Mailbox
from tests.support.pages import PageClient
from tests.support.pdf import text_of_pages

pytestmark = pytest.mark.usefixtures("quick_hash")
CODE = re.compile(r"\b(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}\b")


def typed(name: str, code: str, password: str = NEW) -> dict[str, str]:
    return {"name": name, "code": code, "new_password": password, "new_password_again": password}


def slips_of(hr: PageClient, **choice: Any) -> bytes:
    """The file that HR gets for a choice."""
    job = hr.post("/pegawai/kode", {"way": "slip", "scope": "semua", "valid_days": "30"} | choice)
    answer = hr.open(job.link("Unduh hasil"))
    assert answer.headers["Cache-Control"] == "no-store"
    return bytes(answer.get_data())


def test_slips_open_accounts_and_nothing_else_keeps_the_codes(
    app: Flask, office: Office, tmp_path: Any
) -> None:
    hr = PageClient(app).sign_in(office.hr)
    assert "Belum pernah masuk 2" in hr.get("/pegawai/kode").text

    pdf = slips_of(hr, only_new="y")

    (page,) = text_of_pages(pdf, tmp_path)
    found = CODE.findall(page)
    assert len(found) == 2
    assert office.clerk.nip[-3:] in page
    assert office.clerk.nip not in page
    assert "Buka localhost/kode" in page
    officer = PageClient(app)
    home = officer.post("/kode", typed(office.head.nip, found[0]))
    assert home.path == "/"
    assert "Kata sandi tersimpan." in home.text
    assert "oleh Sri Wahyuni. Dipakai pada" in home.text, home.text
    (taken,) = office.session.scalars(select(Download))
    assert (taken.kind, taken.files, taken.account_id) == (DownloadKind.SLIPS, 2, office.hr.id)
    # Sessions are signed: what they hold can be read by whoever has the cookie.
    assert found[0] not in officer.get("/").html
    record = PageClient(app).sign_in(office.admin).get("/audit").text
    assert "Membuat slip kode masuk (2 pegawai)" in record
    assert found[0] not in record


def test_a_unit_begins_a_new_sheet_and_only_hr_who_asked_gets_the_file(
    app: Flask, office: Office
) -> None:
    from tests.factories.people import make_person, make_unit

    make_person(office.session, make_unit(office.session, office.agency), name="Citra")
    hr = PageClient(app).sign_in(office.hr)

    pdf = slips_of(hr)

    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2
    admin = PageClient(app).sign_in(office.admin)
    job = office.session.execute(select(AuditEntry.id)).first()
    assert job is not None
    assert admin.open("/pekerjaan/1/berkas").status_code == 404
    office.hr.role_rows = []
    office.session.commit()
    assert hr.open("/pekerjaan/1/berkas").status_code in (403, 404)


def test_hr_takes_lost_slips_back_on_the_page_of_codes(app: Flask, office: Office) -> None:
    code = office.give(office.head)
    office.session.commit()
    hr = PageClient(app).sign_in(office.hr)
    page = hr.get(hr.get("/pegawai/kode").link("Batalkan kode yang belum dipakai"))
    assert "Memegang kode yang masih berlaku 1" in page.text
    unchosen = hr.post("/pegawai/kode/batalkan", {"scope": "unit"}, status=422)
    assert "Pilih unit kerja." in unchosen.text

    done = hr.post("/pegawai/kode/batalkan", {"scope": "semua"})

    assert "Kode 1 pegawai dibatalkan." in done.text
    again = hr.post("/pegawai/kode/batalkan", {"scope": "semua"}, status=422)
    assert "yang memegang kode yang masih berlaku" in again.text
    refused = PageClient(app).post("/kode", typed(office.head.nip, code), status=422)
    assert "dibatalkan" in refused.text or "diganti" in refused.text
    record = PageClient(app).sign_in(office.admin).get("/audit").text
    assert "Membatalkan kode masuk (1 pegawai)" in record


def test_nothing_is_asked_for_where_nobody_is_left(app: Flask, office: Office) -> None:
    hr = PageClient(app).sign_in(office.hr)
    ways = {"way": "slip", "valid_days": "30"}

    page = hr.post("/pegawai/kode", ways | {"scope": "unit"}, status=422)
    assert page.errors == ["Pilih unit kerja."]
    mail = hr.post("/pegawai/kode", ways | {"scope": "semua", "way": "email"}, status=422)
    assert mail.errors == ["Server email belum diatur. Pakai slip."]
    days = hr.post("/pegawai/kode", ways | {"scope": "semua", "valid_days": "900"}, status=422)
    assert "90" in days.errors[0]


def test_a_code_for_one_is_shown_once_and_opens_the_account(app: Flask, office: Office) -> None:
    hr, place = PageClient(app).sign_in(office.hr), f"/pegawai/{office.clerk.id}"
    asked = hr.get(hr.get(place).link("Buat kode masuk baru"))

    given = hr.open(asked.path, method="POST", data={"csrf_token": hr.token()})

    assert given.status_code == 200
    assert given.headers["Cache-Control"] == "no-store"
    (code,) = set(CODE.findall(given.get_data(as_text=True)))
    assert code not in hr.get(asked.path).html
    assert "Kode itu masih berlaku." in hr.get(asked.path).text
    officer = PageClient(app)
    officer.post("/kode", typed(office.clerk.nip, code))
    officer.post("/keluar")
    assert officer.post("/masuk", {"name": office.clerk.nip, "password": NEW}).path == "/"
    again = PageClient(app).post("/kode", typed(office.clerk.nip, code, "lain-lagi-sandi"), 422)
    assert "sudah dipakai" in again.errors[0]


def test_hr_of_another_agency_finds_nobody(app: Flask, office: Office, session: Any) -> None:
    other = PageClient(app).sign_in(make_office(session, "Dinas Lain").hr)

    assert other.open(f"/pegawai/{office.clerk.id}/kode").status_code == 404
    token = {"csrf_token": other.token()}
    answer = other.open(f"/pegawai/{office.clerk.id}/kode", method="POST", data=token)
    assert answer.status_code == 404


def test_an_administrator_gives_codes_to_those_whom_hr_may_not(app: Flask, office: Office) -> None:
    office.clerk.account_id = office.admin.id
    office.session.commit()
    place = f"/pegawai/{office.clerk.id}/kode"

    page = PageClient(app).sign_in(office.hr).post(place, status=422)

    assert "dibuat administrator" in page.text


def test_a_wrong_code_is_answered_alike_whoever_is_named(app: Flask, office: Office) -> None:
    good = office.give(office.head)
    office.session.commit()
    names = ("198501012010011999", "tiada@contoh.go.id", office.clerk.nip, office.head.nip)

    answers = set()
    for name in names:
        code = codes.new_code() if name == office.head.nip else good
        page = PageClient(app).post("/kode", typed(name, code), status=422)
        answers.add(page.text.replace(name, "").replace(code, ""))

    assert len(answers) == 1


def test_what_is_typed_wrong_is_said_before_a_code_is_spent(app: Flask, office: Office) -> None:
    code = office.give(office.head)
    office.session.commit()
    reader = PageClient(app)

    short = reader.post("/kode", typed(office.head.nip, code, "pendek"), status=422)
    assert short.errors == ["Kata sandi harus paling sedikit 10 karakter."]
    torn = reader.post("/kode", typed(office.head.nip, code[:9]), status=422)
    assert torn.errors == ["Kode terdiri atas 16 huruf dan angka. Salin seluruhnya."]
    uneven = typed(office.head.nip, code) | {"new_password_again": "lain-sekali-ya"}
    assert reader.post("/kode", uneven, status=422).errors == ["Kedua kata sandi baru tidak sama."]
    assert reader.post("/kode", typed(office.head.nip, code)).path == "/"


def test_too_many_wrong_codes_have_to_wait(make_app: Any) -> None:
    from berakhlak.extensions import db

    app = make_app(limits_enabled=True, sign_in_limit="3 per minute")
    with app.app_context():
        office = make_office(db.session)
        code = office.give(office.head)
        db.session.commit()
        name, reader = office.head.nip, PageClient(app)
    for _each in range(3):
        reader.post("/kode", typed(name, codes.new_code()), status=422)

    page = reader.post("/kode", typed(f" {name} ", code), status=429)

    assert "Terlalu banyak percobaan. Tunggu" in page.text
    with app.app_context():
        db.engine.dispose()


def test_without_mail_a_forgotten_password_leads_to_hr(app: Flask, office: Office) -> None:
    reader = PageClient(app)
    page = reader.get(reader.get("/masuk").link("Lupa kata sandi?"))

    assert "Minta kode masuk kepada pengelola kepegawaian" in page.text
    reader.post("/lupa-kata-sandi", {"name": office.head.nip}, status=200)
    assert office.session.scalar(select(AccessMail.id)) is None


def test_a_forgotten_password_is_answered_alike_whoever_is_named(
    app: Flask, office: Office, mailing: Mailbox
) -> None:
    answers = {
        PageClient(app).post("/lupa-kata-sandi", {"name": name}, status=200).text
        for name in (office.head.nip, office.clerk.nip, "tiada@contoh.go.id", office.hr.email)
    }

    assert len(answers) == 1
    assert "Bila akun itu ada" in answers.pop()


def test_whoever_is_signed_in_as_another_is_told(app: Flask, office: Office) -> None:
    code = office.give(office.head)
    reader = PageClient(app).sign_in(office.hr)

    assert "Perangkat ini sedang masuk sebagai Sri Wahyuni" in reader.get("/kode").text
    home = reader.post("/kode", typed(office.head.nip, code, PASSWORD))
    assert "Selamat datang, Ahmad Yani" in home.text
