"""Issued profiles: a code in each, a record of each, and no claim of a signature without one."""

from __future__ import annotations

import stat
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.signing.codes import codes_in
from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.signatures import read_signature
from tests.factories.published import PublishedCycle
from tests.signing.bsre_service import NIK, PASSPHRASE, PASSWORD, USER, BsreService
from tests.signing.conftest import SEAL
from tests.support.pages import PageClient

CLAIMS = ("ditandatangani", "BSrE", "sertifikat elektronik")


def issues(session: Any) -> list[IssuedDocument]:
    return list(session.scalars(select(IssuedDocument).order_by(IssuedDocument.id)))


def bsre_settings(service: BsreService) -> dict[str, Any]:
    return {
        "signer": "bsre",
        "passphrase": PASSPHRASE,
        "bsre_url": service.url,
        "bsre_user": USER,
        "bsre_password": PASSWORD,
        "bsre_nik": NIK,
        "timeout_seconds": 5.0,
    }


def test_every_file_carries_its_code_in_words_in_its_link_and_in_its_identifier(
    session: Any, issue: Callable[..., bytes], words_of: Callable[[bytes], str]
) -> None:
    content = issue()
    [document] = issues(session)
    assert codes_in(content) == {document.code}
    assert document.code in words_of(content)
    assert document.sha256 == sha256(content).hexdigest()
    assert document.signed_by is None
    with pikepdf.open(BytesIO(content)) as pdf:
        links = [
            str(note.A.URI)
            for page in pdf.pages
            for note in page.get("/Annots", [])
            if "/A" in note
        ]
        assert str(pdf.docinfo["/Keywords"]) == f"verifikasi/{document.code}"
        assert document.code in str(pdf.trailer.ID[0])
    # An address that takes two lines is a link in both.
    assert links
    assert set(links) == {f"http://localhost/verifikasi/{document.code}"}


def test_the_qr_drawing_is_described_for_those_who_cannot_see_it(
    issue: Callable[..., bytes],
) -> None:
    with pikepdf.open(BytesIO(issue())) as pdf:
        described = [str(each.Alt) for each in pdf.objects if _has_alt(each)]
    assert "Kode QR menuju halaman verifikasi dokumen ini" in described


def _has_alt(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing


def test_an_unsigned_file_says_nothing_of_a_signature(
    issue: Callable[..., bytes], words_of: Callable[[bytes], str]
) -> None:
    content = issue()
    assert [claim for claim in CLAIMS if claim in words_of(content)] == []
    assert read_signature(content) is None


@pytest.mark.usefixtures("press")
def test_asking_again_gives_the_same_bytes_and_no_second_issue(
    session: Any, issue: Callable[..., bytes]
) -> None:
    assert issue() == issue()
    assert len(issues(session)) == 1


@pytest.mark.usefixtures("press")
def test_everybody_has_a_code_of_their_own(session: Any, issue: Callable[..., bytes]) -> None:
    issue(0)
    issue(1)
    assert len({document.code for document in issues(session)}) == 2


@pytest.mark.usefixtures("press")
def test_the_issue_is_on_the_audit_record(
    session: Any, issue: Callable[..., bytes], published: PublishedCycle
) -> None:
    issue()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "issued")).one()
    assert entry.account_id == published.account_of(published.officers[0]).id
    assert entry.object_id == issues(session)[0].id


@pytest.mark.usefixtures("press")
def test_kept_files_are_private_and_a_lost_or_spoiled_one_costs_a_new_issue(
    app: Flask, session: Any, issue: Callable[..., bytes]
) -> None:
    first = issue()
    [document] = issues(session)
    path = app.config["BERAKHLAK"].key_dir.parent / "issued" / f"{document.code}.pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.write_bytes(first[:-1])
    second = issue()
    assert second != first
    assert [d.sha256 for d in issues(session)] == [
        sha256(content).hexdigest() for content in (first, second)
    ]
    assert not path.exists()


def test_signed_with_a_key_of_our_own_the_file_names_its_certificate_and_not_bsre(
    session: Any,
    words_of: Callable[[bytes], str],
    issue: Callable[..., bytes],
    settings_for: Callable[..., None],
    key_settings: dict[str, Any],
) -> None:
    settings_for(**key_settings)
    content = issue()
    [document] = issues(session)
    assert document.signed_by == f"{SEAL}, Pemerintah Kabupaten Sukamaju"
    assert f"ditandatangani elektronik dengan sertifikat {SEAL}" in words_of(content)
    assert "BSrE" not in words_of(content)
    signature = read_signature(content)
    assert signature is not None
    assert signature.holds


@pytest.mark.usefixtures("press")
def test_another_signer_means_another_issue(
    session: Any,
    issue: Callable[..., bytes],
    settings_for: Callable[..., None],
    key_settings: dict[str, Any],
) -> None:
    issue()
    settings_for(**key_settings)
    assert read_signature(issue()) is not None
    assert len(issues(session)) == 2


def test_signed_by_bsre_the_file_carries_the_official_sentence(
    session: Any,
    issue: Callable[..., bytes],
    settings_for: Callable[..., None],
    bsre: BsreService,
    words_of: Callable[[bytes], str],
) -> None:
    settings_for(**bsre_settings(bsre))
    content = issue()
    assert "diterbitkan oleh Balai Sertifikasi Elektronik (BSrE)" in words_of(content)
    assert issues(session)[0].signed_by == "Kepala BKD, Pemerintah Kabupaten Sukamaju"


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize("fault", ["refused", "silent", "unsigned", "other issuer", "other file"])
def test_when_signing_fails_nothing_is_issued_and_the_reader_is_told_why(
    session: Any,
    client: PageClient,
    published: PublishedCycle,
    settings_for: Callable[..., None],
    bsre: BsreService,
    small_pdf: bytes,
    fault: str,
) -> None:
    settings = bsre_settings(bsre)
    if fault == "refused":
        settings["passphrase"] = "salah"
    elif fault == "silent":
        bsre.fails_with = (503, {})
    elif fault == "unsigned":
        bsre.returns_unsigned = True
    elif fault == "other issuer":
        settings["bsre_issuer"] = "Penerbit Lain"
    else:
        sign = bsre.key.sign
        bsre.key = type(
            "Mixed", (), {"sign": lambda _s, _pdf, reason: sign(small_pdf, reason=reason)}
        )()
    settings_for(**settings)
    officer = published.officers[0]
    answer = client.sign_in(published.account_of(officer)).open(f"/profil/{officer.id}.pdf")
    assert answer.status_code == 503
    told = answer.get_data(as_text=True)
    assert "BSrE" in told or "Tanda tangan pada dokumen tidak dapat dipastikan" in told
    assert issues(session) == []


@pytest.mark.usefixtures("press")
def test_a_signer_that_is_not_set_up_is_told_to_the_operator_and_not_to_the_reader(
    client: PageClient,
    published: PublishedCycle,
    settings_for: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings_for(signer="key", key_file=Path("/tidak/ada.p12"), passphrase="rahasia")
    officer = published.officers[0]
    answer = client.sign_in(published.account_of(officer)).open(f"/profil/{officer.id}.pdf")
    assert answer.status_code == 503
    assert "/tidak/ada.p12" in caplog.text
    assert "/tidak/ada.p12" not in answer.get_data(as_text=True)
