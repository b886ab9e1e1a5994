"""Anybody may check a document, and learns who issued what, and nothing that is in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from berakhlak.signing import operations
from berakhlak.signing.examination import FileVerdict, examine_file
from berakhlak.signing.models import IssuedDocument
from tests.factories.published import PublishedCycle
from tests.signing.conftest import SEAL
from tests.support.pages import Page, PageClient

pytestmark = pytest.mark.usefixtures("press")


@pytest.fixture
def visitor(client: PageClient) -> PageClient:
    """Somebody who has never signed in."""
    return PageClient(client.app)


def code_of(session: Any, number: int = 0) -> str:
    return str(
        session.scalars(select(IssuedDocument.code).order_by(IssuedDocument.id)).all()[number]
    )


def hand_in(visitor: PageClient, content: bytes, code: str = "", status: int = 200) -> Page:
    address = f"/verifikasi/{code}" if code else "/verifikasi"
    return visitor.post(address, {"file": (BytesIO(content), "profil.pdf")}, status=status)


def with_changed_byte(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_the_page_of_a_code_says_who_issued_what_and_that_a_code_proves_little(
    session: Any, visitor: PageClient, issue: Callable[..., bytes]
) -> None:
    issue()
    page = visitor.get(f"/verifikasi/{code_of(session)}")
    document = session.scalars(select(IssuedDocument)).one()
    assert page.heading == "Kode ini pernah diterbitkan"
    assert "Badan Kepegawaian Daerah" in page.text
    assert "Penilaian 2026" in page.text
    assert document.sha256 in page.html.replace("<wbr>", "")
    assert "tanpa tanda tangan elektronik" in page.text
    assert "Kode saja belum membuktikan keaslian" in page.text


@pytest.mark.parametrize("file", [False, True])
def test_no_page_reveals_a_score_a_name_or_a_nip(
    session: Any,
    visitor: PageClient,
    published: PublishedCycle,
    issue: Callable[..., bytes],
    file: bool,
) -> None:
    content, officer = issue(), published.officers[0]
    page = hand_in(visitor, content) if file else visitor.get(f"/verifikasi/{code_of(session)}")
    secrets = [officer.nip, officer.name, *officer.name.split(), officer.position, "Nilai rata"]
    assert [secret for secret in secrets if secret in page.text] == []
    assert not page.all("table, svg.chart")


def test_the_very_file_is_genuine(
    session: Any, visitor: PageClient, issue: Callable[..., bytes]
) -> None:
    content = issue()
    assert hand_in(visitor, content).heading == "Asli"
    assert hand_in(visitor, content, code_of(session)).heading == "Asli"


def test_whichever_byte_is_changed_the_file_is_not_genuine(
    session: Any, issue: Callable[..., bytes]
) -> None:
    content, draw = issue(), random.Random(7)
    mark = content.index(b"verifikasi/")
    places = {0, 1, len(content) - 1, *range(mark, mark + 30)}
    places |= {draw.randrange(len(content)) for _ in range(60)}
    verdicts = {
        examine_file(session, with_changed_byte(content, place)).verdict for place in places
    }
    assert verdicts == {FileVerdict.CHANGED}


@pytest.mark.parametrize("change", ["cut", "added to", "saved anew"])
def test_a_file_changed_otherwise_is_not_genuine(
    visitor: PageClient, issue: Callable[..., bytes], change: str
) -> None:
    content = issue()
    if change == "cut":
        changed = content[:-100]
    elif change == "added to":
        changed = content + b"\n"
    else:
        saved = BytesIO()
        with pikepdf.open(BytesIO(content)) as pdf:
            pdf.save(saved, static_id=False)
        changed = saved.getvalue()
    page = hand_in(visitor, changed)
    assert page.heading == "Tidak asli"
    assert "Badan Kepegawaian Daerah" in page.text


def test_a_strange_file_is_unknown_by_itself_and_not_genuine_under_a_code(
    session: Any, visitor: PageClient, issue: Callable[..., bytes], small_pdf: bytes
) -> None:
    issue()
    assert hand_in(visitor, small_pdf).heading == "Tidak dikenal"
    assert hand_in(visitor, small_pdf, code_of(session)).heading == "Tidak asli"


def test_a_genuine_file_under_the_code_of_another_is_not_what_was_asked_for(
    session: Any, visitor: PageClient, issue: Callable[..., bytes]
) -> None:
    issue(0)
    other = issue(1)
    page = hand_in(visitor, other, code_of(session, 0))
    assert page.heading == "Tidak asli"
    assert "bukan dokumen dengan kode di bawah" in page.text


def test_a_signed_file_is_shown_with_its_certificate_and_loses_it_with_a_byte(
    session: Any,
    visitor: PageClient,
    issue: Callable[..., bytes],
    settings_for: Callable[..., None],
    key_settings: dict[str, Any],
) -> None:
    settings_for(**key_settings)
    content = issue()
    genuine = hand_in(visitor, content)
    changed = hand_in(visitor, with_changed_byte(content, len(content) // 2))
    assert genuine.heading == "Asli"
    assert f"ditandatangani dengan sertifikat {SEAL}" in genuine.text
    assert "Rantai sertifikatnya dipercaya" in genuine.text
    assert changed.heading == "Tidak asli"
    assert "Utuh" not in changed.text
    assert SEAL in visitor.get(f"/verifikasi/{code_of(session)}").text


def test_a_withdrawn_document_says_so_on_every_page(
    session: Any, visitor: PageClient, issue: Callable[..., bytes]
) -> None:
    content = issue()
    document = session.scalars(select(IssuedDocument)).one()
    operations.revoke_document(session, document, by=None, at=datetime(2026, 12, 1, tzinfo=UTC))
    session.commit()
    assert hand_in(visitor, content).heading == "Asli, tetapi sudah dicabut"
    assert visitor.get(f"/verifikasi/{document.code}").heading == "Dokumen ini telah dicabut"
    with pytest.raises(operations.AlreadyRevoked):
        operations.revoke_document(session, document, by=None, at=datetime(2026, 12, 2, tzinfo=UTC))


def test_after_withdrawal_the_next_download_is_a_new_issue(
    session: Any, issue: Callable[..., bytes]
) -> None:
    first = issue()
    document = session.scalars(select(IssuedDocument)).one()
    operations.revoke_document(session, document, by=None, at=datetime(2026, 12, 1, tzinfo=UTC))
    assert issue() != first


def test_a_typed_code_leads_to_its_page(
    session: Any, visitor: PageClient, issue: Callable[..., bytes]
) -> None:
    issue()
    code = code_of(session)
    typed = visitor.open("/verifikasi", query_string={"kode": code.lower().replace("-", " ")})
    assert typed.status_code == 302
    assert typed.location == f"/verifikasi/{code}"
    assert visitor.open(f"/verifikasi/{code.lower()}").location == f"/verifikasi/{code}"


@pytest.mark.parametrize("typed", ["", "7QF2", "bukan kode", "U" * 16])
def test_what_is_no_code_is_explained_where_it_was_typed(visitor: PageClient, typed: str) -> None:
    page = visitor.get("/verifikasi", status=422, kode=typed)
    assert len(page.errors) == 1
    assert page.one("#kode")["aria-invalid"] == "true"


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "x", "%01"])
def test_a_code_that_was_never_issued_is_unknown(visitor: PageClient, code: str) -> None:
    assert visitor.get(f"/verifikasi/{code}", status=404).heading == "Kode tidak dikenal"


def test_only_a_pdf_within_the_limit_is_taken(
    visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = visitor.post("/verifikasi", status=422)
    picture = visitor.post("/verifikasi", {"file": (BytesIO(b"x"), "profil.png")}, status=422)
    monkeypatch.setattr("berakhlak.signing.views.LARGEST_FILE", 10_000)
    large = hand_in(visitor, b"%PDF" + b"0" * 10_000, status=413)
    assert "Pilih berkas PDF" in nothing.errors[0]
    assert "pdf" in picture.errors[0]
    assert large.heading == "Berkas terlalu besar"


def test_an_upload_stays_in_memory(visitor: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_args: object, **_named: object) -> None:
        raise AssertionError("an upload was written to disk")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refused)
    assert hand_in(visitor, b"%PDF").heading == "Tidak dikenal"


def test_answers_are_neither_kept_nor_listed_by_search_engines(visitor: PageClient) -> None:
    headers = visitor.open("/verifikasi").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.exercises("VERIFICATION_LIMIT")
def test_guessing_codes_soon_meets_a_limit(make_app: Callable[..., Any]) -> None:
    visitor = PageClient(make_app(limits_enabled=True, verification_limit="3 per minute"))
    answers = [visitor.open("/verifikasi/0000-0000-0000-0000").status_code for _ in range(5)]
    assert answers == [404, 404, 404, 429, 429]


def test_links_lead_to_the_public_address_whatever_host_was_asked(
    session: Any,
    app: Any,
    issue: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
    words_of: Callable[[bytes], str],
) -> None:
    config = replace(app.config["BERAKHLAK"], public_url="https://360.sukamaju.go.id")
    monkeypatch.setitem(app.config, "BERAKHLAK", config)
    words = words_of(issue()).replace(" ", "")
    assert f"https://360.sukamaju.go.id/verifikasi/{code_of(session)}" in words
