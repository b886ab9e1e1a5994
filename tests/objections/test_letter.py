"""The decision as a letter: for the three who read it on the page, and for nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.documents.pdf import page_count
from berakhlak.objections.models import Objection
from tests.documents.test_conformance import ACCESSIBLE, faults
from tests.objections.conftest import move_clock
from tests.support.pdf import text_of


@pytest.fixture
def letter(paths):
    return paths["objection"] + "/putusan.pdf"


@pytest.fixture
def decided(client, accounts, paths, typed, session):
    """Lodged, heard, and decided late."""
    client.sign_in(accounts["officer"]).post(paths["objection"], typed)
    words = {"statement": "Saya <b>setuju</b>."}
    client.sign_in(accounts["supervisor"]).post(paths["objection"] + "/keterangan", words)
    made = session.scalars(select(Objection)).one()
    move_clock(session, [made], 30)
    verdict = {"outcome": "partly", "reason": "Satu komentar di luar pekerjaan."}
    client.sign_in(accounts["decider"]).post(paths["objection"] + "/putusan", verdict)
    session.refresh(made)
    return made


def test_the_letter_tells_dates_terms_reasons_and_who_decided_in_both_languages(
    client, accounts, paths, letter, decided, tmp_path, objecting
):
    page = client.sign_in(accounts["officer"]).get(paths["page"])
    assert page.link("Unduh surat putusan (PDF)") == letter
    pdf = client.open(letter).data
    told = " ".join(text_of(pdf, tmp_path).split())
    for words in (
        "Putusan atas keberatan",
        decided.number,
        objecting.officers[0].name,
        "Ahmad Yani",
        "Kepala Dinas Utama",
        "Tenggat mengajukan (14 hari kerja)",
        "Tenggat putusan (7 hari kerja)",
        "(lewat tenggat)",
        "Komentar kedua bukan tentang",
        "Saya <b>setuju</b>.",
        "Putusan: Diterima sebagian",
        "Satu komentar di luar pekerjaan.",
        "Angka tidak berubah",
    ):
        assert words in told
    assert page_count(pdf) == 1
    assert faults(pdf, ACCESSIBLE) == []
    assert client.open(letter).data == pdf
    client.http.set_cookie("bahasa", "en")
    assert "Decision on the objection" in text_of(client.open(letter).data, tmp_path)


def test_only_the_three_take_it_and_only_once_it_is_decided(
    client, accounts, paths, letter, typed, session
):
    for reader in ("officer", "supervisor"):
        client.sign_in(accounts[reader]).get(letter, status=404)
    client.sign_in(accounts["officer"]).post(paths["objection"], typed)
    for reader in accounts.values():
        client.sign_in(reader).get(letter, status=404)
    verdict = {"outcome": "rejected", "reason": "Tidak terbukti."}
    client.sign_in(accounts["decider"]).post(paths["objection"] + "/putusan", verdict)
    answers = {
        name: client.sign_in(reader).open(letter).status_code for name, reader in accounts.items()
    }
    assert answers == dict.fromkeys(accounts, 404) | dict.fromkeys(
        ("officer", "supervisor", "decider"), 200
    )
