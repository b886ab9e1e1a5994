"""From a complaint with a receipt to its answer, for everybody who takes part."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from berakhlak.access.codes import is_code, tidied
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.complaints import queries
from berakhlak.complaints.models import Complaint, ComplaintMessage, ComplaintPolicy
from berakhlak.complaints.states import ComplaintState
from berakhlak.formats import local_today
from berakhlak.roles import Role
from tests.complaints.conftest import TEXT, code_on, complain, only
from tests.factories.people import make_account, make_agency
from tests.support.markup import words
from tests.support.pages import PageClient

INBOX, DESK, FOLLOW = "/keluhan-masuk", "/keluhan-masuk/semua", "/keluhan/jawaban"
ANSWER = "Maaf. Berkas Anda sudah lengkap, dan KTP jadi besok."


@pytest.fixture
def citizen(app):
    return PageClient(app)


def answer(client, office, complaint, *, who="rahmat", text=ANSWER, **sent):
    client.sign_in(office.accounts[who])
    return client.post(f"{INBOX}/{complaint.name}/jawab", {"text": text} | sent)


def test_a_complaint_gets_a_code_and_its_terms_and_nothing_is_required(citizen, session, office):
    page = complain(citizen, office)
    made = only(session)

    assert is_code(tidied(code_on(page)))
    assert (made.contact, made.place) == ("", "")
    assert made.state is ComplaintState.RECEIVED
    assert made.received_on < made.first_by < made.close_by
    assert "Foto layar ini, cetak, atau tulis kodenya" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"


def test_the_code_is_kept_nowhere(citizen, session, office):
    code = tidied(code_on(complain(citizen, office)))
    kept = " ".join(
        str(value) for row in session.scalars(select(Complaint)) for value in vars(row).values()
    )

    assert code not in kept
    assert code.encode().hex() not in kept


def test_sent_again_it_is_one_complaint_with_the_same_code(citizen, session, office):
    address = f"/keluhan/{office.agency.code}"
    sent = {
        "ticket": str(citizen.get(address).one("[name=ticket]")["value"]),
        "kind": "service",
        "unit": str(office.section.id),
        "text": TEXT,
    }
    first = citizen.post(address, sent, status=200)
    second = citizen.post(address, sent, status=200)

    assert code_on(first) == code_on(second)
    assert only(session).words[0].text == TEXT

    mended = citizen.post(address, sent | {"text": "Bukan dua jam, tiga."}, status=200)
    assert "Tulisan yang baru belum tersimpan" in mended.text
    assert "Bukan dua jam, tiga." in mended.one("textarea").get_text()
    assert code_on(mended) == code_on(first)
    assert only(session).words[0].text == TEXT


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(citizen, session, office):
    address = f"/keluhan/{office.agency.code}"
    page = citizen.post(address, {"text": TEXT, "unit": "0", "ticket": "palsu"}, status=422)

    assert page.errors == ["Pilih tentang apa keluhan Anda.", "Pilih unit kerja yang dikeluhkan."]
    assert TEXT in page.one("#text").get_text()
    assert session.scalars(select(Complaint)).all() == []


def test_the_head_answers_and_the_citizen_reads_it_behind_the_code(
    citizen, client, session, office
):
    code = code_on(complain(citizen, office, contact="0812", place="Loket 2"))
    client.sign_in(office.accounts["rahmat"])
    assert "1 keluhan menunggu jawaban unit Anda" in client.get("/").text
    page = client.get(client.get(INBOX).one("td a")["href"])
    assert TEXT in page.text
    assert "0812" in page.text
    assert "Loket 2" in page.text

    answer(client, office, only(session))
    read = citizen.post(FOLLOW, {"code": code.lower().replace("-", " ")}, status=200)
    assert ANSWER in read.text
    assert "Sedang ditangani" in read.text
    citizen.post(f"{FOLLOW}/pesan", {"code": code, "text": "Terima kasih."}, status=200)
    answer(client, office, only(session), text="Selesai.", langkah="tutup")
    read = citizen.post(FOLLOW, {"code": code}, status=200)
    assert "Ditutup dengan jawaban" in read.text
    said = citizen.post(f"{FOLLOW}/membantu", {"code": code}, status=200)
    assert "Anda menjawab: ya, membantu." in said.text
    client.sign_in(office.accounts["rahmat"])
    assert "membantu" in client.get(INBOX).text
    assert [each.text for each in only(session).words] == [
        TEXT,
        ANSWER,
        "Terima kasih.",
        "Selesai.",
    ]


def test_a_page_that_is_sent_again_adds_nothing_twice(citizen, session, office):
    code = code_on(complain(citizen, office))
    for _time in range(2):
        citizen.post(f"{FOLLOW}/pesan", {"code": code, "text": "Masih menunggu."}, status=200)

    assert len(only(session).words) == 2


def test_it_is_reopened_once_with_a_new_term(citizen, client, session, office, later):
    code = code_on(complain(citizen, office))
    answer(client, office, only(session), langkah="tutup")
    first_term = only(session).close_by
    later(days=20)
    page = citizen.post(f"{FOLLOW}/buka", {"code": code, "text": "Belum jadi."}, status=200)
    assert "Keluhan dibuka kembali" in page.text
    assert only(session).close_by > first_term
    assert only(session).state is ComplaintState.REOPENED

    client.sign_in(office.accounts["rahmat"])
    answer(client, office, only(session), text="Sudah jadi.", langkah="tutup")
    again = citizen.post(FOLLOW, {"code": code}, status=200)
    assert "Buka kembali" not in again.text
    citizen.post(f"{FOLLOW}/buka", {"code": code, "text": "Lagi."}, status=422)
    assert only(session).state is ComplaintState.CLOSED


def test_too_late_it_is_not_reopened(citizen, client, session, office, later):
    code = code_on(complain(citizen, office))
    answer(client, office, only(session), langkah="tutup")
    later(days=31)

    page = citizen.post(f"{FOLLOW}/buka", {"code": code, "text": "Belum."}, status=422)

    assert "tidak dapat dibuka kembali" in page.text
    assert "Belum." in page.html


def test_it_is_forwarded_with_its_terms(citizen, client, session, office):
    complain(citizen, office, unit=str(office.department.id))
    made = only(session)
    terms = (made.first_by, made.close_by)
    client.sign_in(office.accounts["dewi"])
    address = f"{INBOX}/{made.name}/teruskan"
    client.post(address, {"unit": "0"}, status=422)
    page = client.post(address, {"unit": str(office.section.id)})

    assert "diteruskan ke Bidang KTP" in page.text
    assert (only(session).first_by, only(session).close_by) == terms
    client.sign_in(office.accounts["rahmat"])
    assert "1 keluhan menunggu" in client.get("/").text
    acts = [
        (entry.act, entry.detail["name"])
        for entry in session.scalars(select(AuditEntry))
        if entry.act == Act.FORWARDED_COMPLAINT.code
    ]
    assert acts == [("forwarded a complaint", office.department.code)]


def test_who_does_not_know_the_unit_is_answered_from_the_top_which_passes_it_on(
    citizen, client, session, office
):
    form = citizen.get(f"/keluhan/{office.agency.code}")
    offered = [words(each) for each in form.all("#unit option")]
    assert offered[:2] == ["Pilih unit kerja", "Saya tidak tahu"]
    code = code_on(complain(citizen, office, unit="-1"))
    made = only(session)
    assert made.unit_id == office.department.id
    client.sign_in(office.accounts["dewi"])
    client.post(f"{INBOX}/{made.name}/teruskan", {"unit": str(office.section.id)})
    assert client.sign_in(office.accounts["rahmat"]).get(f"{INBOX}/{made.name}").heading
    told = citizen.post(FOLLOW, {"code": code}, status=200)
    assert "Bidang KTP" in told.text


def test_after_forwarding_each_unit_s_words_stand_under_its_own_name(
    citizen, client, session, office
):
    code = code_on(complain(citizen, office, unit=str(office.department.id)))
    made = only(session)
    answer(client, office, made, who="dewi", text="Kami periksa.")
    client.post(f"{INBOX}/{made.name}/teruskan", {"unit": str(office.section.id)})
    answer(client, office, only(session), text="Sudah jadi.")

    page = citizen.post(FOLLOW, {"code": code}, status=200)
    said = [words(each).partition(" ·")[0] for each in page.all(".said__who")]
    assert said == ["Anda", "Dinas Kependudukan", "Diteruskan ke Bidang KTP", "Bidang KTP"]
    client.sign_in(office.accounts["rahmat"])
    page = client.get(f"{INBOX}/{made.name}")
    assert words(page.all(".said__who")[0]).startswith("Pembuat keluhan")


def test_who_neither_answers_nor_stands_above_finds_nothing(citizen, client, session, office):
    complain(citizen, office)
    name = only(session).name
    foreign = make_account(session, make_agency(session), Role.HR)
    for account in (office.accounts["sari"], office.accounts["agus"], office.hr, foreign):
        client.sign_in(account)
        client.get(f"{INBOX}/{name}", status=404)
        client.post(f"{INBOX}/{name}/jawab", {"text": "x"}, status=404)
        client.post(f"{INBOX}/{name}/teruskan", {"unit": "1"}, status=404)
        assert TEXT not in client.get(INBOX).text
    client.sign_in(office.accounts["dewi"])
    client.get(f"{INBOX}/{name}", status=404)  # Above, and the term runs.


def test_an_overdue_one_is_seen_by_the_head_above_and_by_hr_without_its_words(
    citizen, client, session, office, later
):
    complain(citizen, office)
    made = only(session)
    later(days=(made.first_by - local_today()).days + 1)
    client.sign_in(office.accounts["rahmat"])
    assert "1 di antaranya lewat batas waktu" in client.get("/").text
    client.sign_in(office.accounts["dewi"])
    assert "1 keluhan lewat batas waktu di unit bawahan" in client.get("/").text
    assert TEXT in client.get(client.get(INBOX).one("td a")["href"]).text
    client.sign_in(office.hr)
    assert "1 keluhan belum selesai di instansi Anda" in client.get("/").text
    desk = client.get(DESK)
    assert "1 keluhan lewat batas waktu" in desk.text
    assert "Bidang KTP" in desk.text
    assert TEXT not in desk.html
    client.sign_in(office.accounts["sari"])
    assert "keluhan" not in client.get("/").text.lower()


def test_who_answers_reaches_the_inbox_when_nothing_waits(client, session, office):
    for who, leads_there in (("rahmat", True), ("sari", False)):
        client.sign_in(office.accounts[who])
        links = [link["href"] for link in client.get("/").all("#keluhan ~ .card a, #keluhan ~ * a")]
        assert (INBOX in links) is leads_there


def test_rows_of_the_inbox_can_be_told_apart(citizen, client, session, office):
    complain(citizen, office, text="Antrean " * 20, place="Loket 2")
    complain(citizen, office, text="Berkas hilang.")
    client.sign_in(office.accounts["rahmat"])
    long, short = sorted((words(row) for row in client.get(INBOX).all("tbody tr")), key=len)[::-1]

    assert "Loket 2" in long
    assert f"{('Antrean ' * 10).strip()} …" in long
    assert "Berkas hilang." in short


def test_two_who_answer_at_once_do_not_close_it_twice(citizen, client, session, office):
    complain(citizen, office)
    made = only(session)
    answer(client, office, made, langkah="tutup")

    late = {"text": "Saya juga.", "langkah": "tutup"}
    page = client.post(f"{INBOX}/{made.name}/jawab", late, status=422)

    assert page.one("#tulisan").get_text(strip=True) == "Saya juga."
    assert [each.text for each in only(session).words] == [TEXT, ANSWER]


def test_misconduct_leads_elsewhere_and_gives_the_words_back(citizen, session, office):
    session.get(ComplaintPolicy, office.agency.id).wbs = "wbs.sukamaju.go.id"
    page = complain(citizen, office, kind="misconduct")

    assert page.link("SP4N-LAPOR: lapor.go.id") == "https://www.lapor.go.id/"
    assert "wbs.sukamaju.go.id" in page.text
    assert page.one("#tulisan").get_text(strip=True) == TEXT
    assert session.scalars(select(ComplaintMessage)).all() == []


def test_where_none_are_taken_words_that_were_handed_over_are_given_back(citizen, session, office):
    session.get(ComplaintPolicy, office.agency.id).is_on = False
    page = citizen.post(f"/keluhan/{office.agency.code}", {"mulai": "1", "pesan": TEXT}, status=200)

    assert "Keluhan belum diterima di sini" in page.text
    assert page.one("#tulisan").get_text(strip=True) == TEXT
    assert page.link("Baca jawaban dengan kode") == FOLLOW  # Of complaints made before.
    start = citizen.get("/keluhan")
    assert "Keluhan belum diterima di sini." in start.text
    assert start.link("Baca jawaban dengan kode") == FOLLOW


def test_hr_changes_terms_and_what_was_told_stands(citizen, client, session, office):
    complain(citizen, office)
    told = (only(session).first_by, only(session).close_by)
    client.sign_in(office.hr)
    rules = {
        "is_on": "y",
        "first_days": "5",
        "counting": "kalender",
        "remind_days": "2",
        "reopen_days": "10",
        "kept_months": "12",
        "wbs": "",
    }
    refused = client.post(f"{INBOX}/aturan", rules | {"first_days": "0"}, status=422)
    assert refused.errors == [
        "Isi hari untuk tanggapan pertama dengan angka bulat dari 1 sampai 30."
    ]
    client.post(f"{INBOX}/aturan", rules)
    client.post(f"{INBOX}/jenis/service", {"name_id": "Layanan", "days": "10", "is_offered": "y"})
    client.post(
        f"{INBOX}/jenis/baru",
        {"name_id": "Saran", "name_en": "Idea", "days": "20", "is_offered": "y"},
    )

    assert (only(session).first_by, only(session).close_by) == told
    form = citizen.get(f"/keluhan/{office.agency.code}")
    assert "Layanan" in form.text
    assert "Saran" in form.text
    complain(citizen, office)
    second = next(each for each in session.scalars(select(Complaint)) if each.days == 10)
    assert second.first_by - second.received_on == timedelta(days=5)
    assert second.close_by - second.received_on == timedelta(days=10)


def test_a_named_officer_answers_beside_the_head_until_that_ends(citizen, client, session, office):
    client.sign_in(office.hr)
    address = f"{INBOX}/petugas/{office.section.id}"
    assert "Tidak ada pegawai aktif" in client.post(address, {"officer": "Siapa"}, status=422).text
    assert "Sari Wulandari" in client.post(address, {"officer": "Sari Wulandari"}).text
    assert (
        "sudah menjadi petugas"
        in client.post(address, {"officer": "Sari Wulandari"}, status=422).text
    )
    complain(citizen, office)
    for who in ("sari", "rahmat"):
        client.sign_in(office.accounts[who])
        assert TEXT in client.get(client.get(INBOX).one("td a")["href"]).text
    client.sign_in(office.hr)
    client.post(f"{address}/akhiri", {"pegawai": str(office.clerk.id)})
    client.sign_in(office.accounts["sari"])
    client.get(f"{INBOX}/{only(session).name}", status=404)


def test_the_start_page_leads_to_the_one_agency_and_the_form_is_prefilled_by_an_address(
    citizen, office
):
    assert (
        citizen.get("/keluhan").link("Buat keluhan untuk Dinas Contoh").endswith(office.agency.code)
    )
    form = citizen.get(f"/keluhan/{office.agency.code}", unit=office.section.id, tempat="Loket 2")

    assert form.one("#unit option[selected]")["value"] == str(office.section.id)
    assert form.one("#place")["value"] == "Loket 2"
    assert re.search("24 bulan sesudah ditutup", form.text)
    citizen.get(f"/keluhan/{office.agency.code.swapcase()}")
    citizen.get("/keluhan/TIDAKADA", status=404)


def test_long_lists_are_read_in_pages(citizen, client, session, office, later, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN", 1)
    complain(citizen, office)
    complain(citizen, office, unit=str(office.department.id))

    client.sign_in(office.hr)
    first, last = client.get(DESK), client.get(f"{DESK}?halaman=9")
    seen = {words(page.one("main tbody th")) for page in (first, last)}
    assert seen == {"Bidang KTP", "Dinas Kependudukan"}
    assert "Halaman 2 dari 2" in last.text
    assert client.get("/keluhan-masuk/aturan?halaman=2").all("main .pager")
    client.sign_in(office.accounts["rahmat"])
    assert not client.get(INBOX).all("main .pager")

    later(days=30)
    client.sign_in(office.accounts["dewi"])
    below = client.get(f"{INBOX}?halaman=1&bawahan=7")
    assert "Lewat batas waktu di unit bawahan" in below.text
    assert not below.all("main .pager")
