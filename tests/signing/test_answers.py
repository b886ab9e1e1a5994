"""Each answer of the pages of verification, over two issues that need no printing."""

from __future__ import annotations

import logging
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from berakhlak.extensions import db
from berakhlak.signing import operations, views
from berakhlak.signing.codes import code_marker
from berakhlak.signing.forms import CodeForm, FileForm
from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.signers import SigningFailed, SigningNotConfigured
from tests.factories.cycles import AT
from tests.factories.published import PublishedCycle
from tests.support.databases import build_app
from tests.support.pages import Page, PageClient

ONE, TWO, STRANGE = "1111-AAAA-1111-AAAA", "2222-BBBB-2222-BBBB", "3333-CCCC-3333-CCCC"
FILES = {ONE: b"%PDF-1.7 satu", TWO: b"%PDF-1.7 dua"}


@pytest.fixture
def issued(session: Any, published: PublishedCycle) -> dict[str, IssuedDocument]:
    found = {
        code: operations.record_issue(
            session,
            code=code,
            participant_id=published.officers[place].id,
            language="id",
            source="s" * 64,
            sha256=sha256(FILES[code]).hexdigest(),
            signed_by=None,
            by=None,
            at=AT,
        )
        for place, code in enumerate((ONE, TWO))
    }
    session.commit()
    return found


def hand_in(client: PageClient, content: bytes, code: str = "", status: int = 200) -> Page:
    address = f"/verifikasi/{code}" if code else "/verifikasi"
    return client.post(address, {"file": (BytesIO(content), "profil.pdf")}, status=status)


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize(
    ("content", "code", "heading"),
    [
        (FILES[ONE], "", "Asli"),
        (FILES[ONE], ONE, "Asli"),
        (FILES[ONE], TWO, "Tidak asli"),
        (b"%PDF " + code_marker(TWO).encode(), "", "Tidak asli"),
        (b"%PDF lain", ONE, "Tidak asli"),
        (b"%PDF lain", "", "Tidak dikenal"),
        (b"%PDF " + code_marker(STRANGE).encode(), "", "Tidak dikenal"),
    ],
)
def test_a_file_is_compared_with_the_issue_under_whose_code_it_is_handed_in(
    client: PageClient, content: bytes, code: str, heading: str
) -> None:
    page = hand_in(client, content, code)

    assert page.heading == heading
    assert ("Catatan penerbitan" in page.text) is (heading != "Tidak dikenal")
    assert ("Badan Kepegawaian Daerah" in page.text) is (heading != "Tidak dikenal")


@pytest.mark.usefixtures("issued")
def test_a_code_written_otherwise_leads_to_its_page_and_takes_a_file_along(
    client: PageClient,
) -> None:
    other = ONE.lower()
    got = client.open(f"/verifikasi/{other}")
    sent = client.open(f"/verifikasi/{other}", method="POST", data={"csrf_token": client.token()})

    assert (got.status_code, got.location) == (301, f"/verifikasi/{ONE}")
    assert (sent.status_code, sent.location) == (307, f"/verifikasi/{ONE}")
    assert client.get(f"/verifikasi/{ONE}").heading == "Kode ini pernah diterbitkan"


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("typed", [ONE, f" {ONE.lower()} ", f"https://a.go.id/verifikasi/{ONE}"])
def test_a_typed_code_leads_to_its_page(client: PageClient, typed: str) -> None:
    answer = client.open("/verifikasi", query_string={"kode": typed})

    assert (answer.status_code, answer.location) == (302, f"/verifikasi/{ONE}")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Isi kode verifikasi."),
        ("7QF2", "Kode terdiri atas 16 huruf dan angka"),
        ("A" * 17, "Kode terdiri atas 16 huruf dan angka"),
        ("a/" * 151, "300"),
    ],
)
def test_what_is_no_code_is_explained_at_its_field(
    client: PageClient, typed: str, words: str
) -> None:
    page = client.get("/verifikasi", status=422, kode=typed)

    assert len(page.errors) == 1
    assert words in page.errors[0]
    assert page.one("#kode")["aria-invalid"] == "true"
    assert page.one("#kode")["value"] == typed


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("code", ["", ONE])
def test_what_is_no_pdf_is_refused_on_the_page_where_it_was_handed_in(
    client: PageClient, code: str
) -> None:
    address = f"/verifikasi/{code}" if code else "/verifikasi"
    for files in ({}, {"file": (BytesIO(b"x"), "profil.png")}):
        page = client.post(address, files, status=422)

        assert len(page.errors) == 1
        assert (page.heading == "Kode ini pernah diterbitkan") is bool(code)
        assert len(page.all("#kode")) == (0 if code else 1)
        assert not page.all("#kode[aria-invalid=true]")


def test_the_first_page_asks_for_either_and_complains_of_nothing(client: PageClient) -> None:
    page = client.get("/verifikasi")

    assert page.errors == []
    assert page.one("#kode")["value"] == ""
    assert "16 huruf dan angka di bawah kode QR, misalnya 7QF2-M9XD-0KTR-4HZA" in page.text
    assert "Berkas asli, bukan hasil pindai atau cetak ulang. Berkas tidak disimpan." in page.text


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize(("code", "is_named"), [(STRANGE, True), ("bukan", False)])
def test_a_code_that_was_not_issued_is_named_as_it_was_read(
    client: PageClient, code: str, is_named: bool
) -> None:
    page = client.get(f"/verifikasi/{code}", status=404)

    assert page.heading == "Kode tidak dikenal"
    assert ("Kode yang diperiksa" in page.text) is is_named
    assert (code in page.text) is is_named
    assert hand_in(client, FILES[ONE], code, status=404).heading == "Kode tidak dikenal"


def test_fields_are_called_by_the_same_words_in_every_message(app: Flask) -> None:
    with app.test_request_context():
        typed, handed_in = CodeForm(formdata=None), FileForm(formdata=None)
        assert (str(typed.kode.label.text), typed.kode.thing) == (
            "Kode verifikasi",
            "kode verifikasi",
        )
        assert (str(handed_in.file.label.text), handed_in.file.thing) == (
            "Berkas PDF",
            "berkas PDF yang hendak diperiksa",
        )
        assert "csrf_token" not in typed
        assert "csrf_token" in handed_in


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("address", ["/verifikasi", f"/verifikasi/{ONE}"])
def test_each_address_has_a_limit(app: Flask, method: str, address: str) -> None:
    config = app.config["BERAKHLAK"]
    limited = build_app(
        config.database_url, config.key_dir, limits_enabled=True, verification_limit="2 per minute"
    )
    client = PageClient(limited)
    token = client.token()

    def ask() -> int:
        data = {"csrf_token": token} if method == "POST" else None
        return client.open(address, method=method, data=data).status_code

    assert 429 not in {ask(), ask()}
    assert ask() == 429
    with limited.app_context():
        db.engine.dispose()


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("address", ["/verifikasi", f"/verifikasi/{ONE}", f"/verifikasi/{STRANGE}"])
def test_no_answer_is_kept_or_listed(client: PageClient, address: str) -> None:
    headers = client.open(address).headers

    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize(
    ("error", "logged"),
    [(SigningNotConfigured("SIGNER: salah"), ["Signing is not configured: SIGNER: salah"])]
    + [(SigningFailed(), [])],
)
def test_only_settings_that_cannot_work_are_the_operators_business(
    app: Flask,
    session: Any,
    published: PublishedCycle,
    caplog: pytest.LogCaptureFixture,
    error: SigningFailed,
    logged: list[str],
) -> None:
    published.cycle.name = "Tidak jadi"
    session.flush()
    with caplog.at_level(logging.ERROR), app.test_request_context("/verifikasi"):
        words, status = views.signing_failed_page(error)

    assert status == 503
    assert str(error.message) in words
    assert caplog.messages == logged
    session.expire_all()
    assert published.cycle.name == "Penilaian 2026"
