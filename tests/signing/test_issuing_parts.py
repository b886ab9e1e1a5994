"""Issuing, with pages of a few bytes: what is handed out, kept, recorded and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.signing.batch_issuing import BatchIssuer
from berakhlak.signing.codes import code_marker, new_code
from berakhlak.signing.issued_files import IssuedFileCache
from berakhlak.signing.issuing import (
    DocumentIssuer,
    SignatureMissing,
    document_issuer,
    trusted_roots,
)
from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.operations import revoke_document
from berakhlak.signing.signatures import read_signature
from berakhlak.signing.signers import SigningNotConfigured, signer_from
from berakhlak.signing.signers.keyfile import KeyFileSigner
from config import SigningSettings
from tests.factories.cycles import AT
from tests.factories.published import PublishedCycle
from tests.signing import keys
from tests.signing.conftest import ROOT, SEAL

SUBJECT = f"{SEAL}, Pemerintah Kabupaten Sukamaju"


@dataclass(frozen=True)
class Page:
    """Of a profile, what the issuer asks about."""

    participant_id: int
    language: str = "id"
    verification: Any = None

    def with_verification(self, verification: Any) -> Page:
        return replace(self, verification=verification)


def rendered(page: Any, words: str = "") -> bytes:
    """A file of one empty page that carries the code in the open."""
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue() + f"%{code_marker(page.verification.code)} {words}\n".encode()


@pytest.fixture
def open_app(app: Flask, session: Any) -> Any:
    with app.test_request_context():
        yield app


@pytest.fixture
def issuer(open_app: Flask, tmp_path: Path) -> DocumentIssuer:
    return DocumentIssuer(
        None, (), IssuedFileCache(tmp_path / "issued"), lambda code: f"https://a.go.id/{code}"
    )


@pytest.fixture
def issue(session: Any, published: PublishedCycle) -> Callable[..., bytes]:
    def one(issuer: DocumentIssuer, officer: int = 0, source: str = "s", **more: Any) -> bytes:
        page: Any = Page(published.officers[officer].id, **more)
        return issuer.issue(
            session(), page, source=source, render=rendered, by=published.opened.hr, at=AT
        )

    return one


def issues(session: Any) -> list[IssuedDocument]:
    return list(session.scalars(select(IssuedDocument).order_by(IssuedDocument.id)))


def test_the_same_content_is_the_same_file_until_something_changes(
    session: Any, issuer: DocumentIssuer, issue: Callable[..., bytes]
) -> None:
    first = issue(issuer)

    assert issue(issuer) == first
    (known,) = issues(session)
    assert known.sha256 == sha256(first).hexdigest()
    assert code_marker(known.code).encode() in first
    assert issuer.issued_files.read_file(known.code, known.sha256) == first
    others = [
        issue(issuer, source="t"),
        issue(issuer, 1),
        issue(issuer, source="e", language="en"),
        issue(replace(issuer, address=lambda code: f"https://b.go.id/{code}")),
    ]
    assert len({first, *others}) == 5
    assert len(issues(session)) == 5


def test_an_issue_is_recorded_with_its_file_and_who_asked(
    session: Any, issuer: DocumentIssuer, issue: Callable[..., bytes], published: PublishedCycle
) -> None:
    content = issue(issuer, 1, language="en")

    (made,) = issues(session)
    assert made.participant_id == published.officers[1].id
    assert (made.language, made.signed_by, made.issued_at) == ("en", None, AT)
    assert made.source == issuer.source("s")
    assert made.sha256 == sha256(content).hexdigest()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "issued")).one()
    assert (entry.account_id, entry.object_id, entry.at) == (published.opened.hr.id, made.id, AT)


def test_a_new_issue_takes_the_older_files_of_the_same_profile_off_the_shelf(
    session: Any, issuer: DocumentIssuer, issue: Callable[..., bytes]
) -> None:
    issue(issuer, 1)
    issue(issuer, source="e", language="en")
    issue(issuer)

    newest = issue(issuer, source="t")

    kept = {
        each.code
        for each in issues(session)
        if (issuer.issued_files.folder / f"{each.code}.pdf").exists()
    }
    codes = [each.code for each in issues(session)]
    assert kept == {codes[0], codes[1], codes[3]}
    assert code_marker(codes[3]).encode() in newest


def test_a_file_that_is_lost_spoilt_or_withdrawn_is_issued_anew(
    session: Any, issuer: DocumentIssuer, issue: Callable[..., bytes]
) -> None:
    found = [issue(issuer)]
    path = issuer.issued_files.folder / f"{issues(session)[-1].code}.pdf"
    path.unlink()
    found.append(issue(issuer))
    path = issuer.issued_files.folder / f"{issues(session)[-1].code}.pdf"
    path.write_bytes(path.read_bytes() + b"x")
    found.append(issue(issuer))
    revoke_document(session, issues(session)[-1], by=None, at=AT)
    found.append(issue(issuer))

    assert len(set(found)) == 4
    assert issue(issuer) == found[-1]


def test_a_profile_is_printed_with_its_code_address_drawing_and_claim(
    issuer: DocumentIssuer, seal: KeyFileSigner
) -> None:
    page: Any = Page(1)

    plain = issuer.prepared(page).verification
    signed = replace(issuer, signer=seal).prepared(page).verification
    english = replace(issuer, signer=seal).prepared(replace(page, language="en")).verification

    assert plain.url == f"https://a.go.id/{plain.code}"
    assert plain.signature == ""
    assert str(plain.qr).startswith("<svg")
    assert plain.code != signed.code
    assert signed.signature == f"Dokumen ini ditandatangani elektronik dengan sertifikat {SUBJECT}."
    assert english.signature not in ("", signed.signature)
    assert SUBJECT in english.signature
    assert "Kode QR" in plain.qr
    assert "Kode QR" not in english.qr


def test_a_signed_issue_names_who_signed_and_why(
    session: Any, issuer: DocumentIssuer, issue: Callable[..., bytes], seal: KeyFileSigner
) -> None:
    roots = (keys.root_as_asn1(ROOT),)

    content = issue(replace(issuer, signer=seal, roots=roots))

    (made,) = issues(session)
    assert made.signed_by == SUBJECT
    signature = read_signature(content, roots)
    assert signature is not None
    assert signature.holds
    with pikepdf.open(BytesIO(content)) as pdf:
        reason = str(pdf.Root.AcroForm.Fields[0].V.Reason)
    assert reason == f"Penerbitan profil perilaku, kode verifikasi {made.code}"


def test_under_a_strange_root_or_without_its_code_nothing_is_issued(
    session: Any, issuer: DocumentIssuer, issue: Callable[..., bytes], seal: KeyFileSigner,
    published: PublishedCycle,
) -> None:  # fmt: skip
    strange = replace(issuer, signer=seal, roots=(keys.root_as_asn1("Akar Lain"),))
    with pytest.raises(SignatureMissing):
        issue(strange)
    page: Any = Page(published.officers[0].id)
    other: Any = replace(
        page, verification=replace(issuer.prepared(page).verification, code=new_code())
    )
    with pytest.raises(SignatureMissing):
        replace(issuer, signer=seal).issue(
            session(), page, source="s", render=lambda _page: rendered(other), by=None, at=AT
        )

    assert issues(session) == []
    assert not issuer.issued_files.folder.exists()


def test_a_page_about_nobody_is_signed_where_a_signer_is_set(
    issuer: DocumentIssuer, seal: KeyFileSigner
) -> None:
    page = rendered(issuer.prepared(Page(1)))  # type: ignore[arg-type, type-var]

    assert issuer.signed_page(page, "uji") == page
    signed = replace(issuer, signer=seal).signed_page(page, "Penutupan")
    assert read_signature(signed) is not None
    with pikepdf.open(BytesIO(signed)) as pdf:
        assert str(pdf.Root.AcroForm.Fields[0].V.Reason) == "Penutupan"
    with pytest.raises(SignatureMissing):
        replace(issuer, signer=seal, roots=(keys.root_as_asn1("Akar Lain"),)).signed_page(page, "x")


def test_a_batch_makes_each_issue_lasting_at_once(
    session: Any, issuer: DocumentIssuer, published: PublishedCycle
) -> None:
    batch = BatchIssuer(issuer, session(), lambda: AT + timedelta(hours=1))
    printed = batch.prepared(Page(published.officers[0].id))  # type: ignore[arg-type]
    content = rendered(printed)

    assert batch.source("s") == issuer.source("s")
    assert batch.finished(printed, "q", content) == content
    session.rollback()

    (made,) = issues(session)
    assert (made.code, made.source) == (printed.verification.code, "q")  # type: ignore[union-attr]
    assert made.issued_at == AT + timedelta(hours=1)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "issued")).one()
    assert entry.account_id is None


def test_the_desk_of_the_application_is_that_of_its_settings(
    open_app: Flask, settings_for: Callable[..., None], key_settings: dict[str, Any], tmp_path: Path
) -> None:
    folder = open_app.config["BERAKHLAK"].key_dir.parent / "issued"
    plain = document_issuer()
    assert (plain.signer, list(plain.roots), plain.issued_files.folder) == (None, [], folder)
    assert plain.address("X") == "http://localhost/verifikasi/X"

    settings_for(**key_settings)
    signed = document_issuer()
    assert signed.signer is not None
    assert (
        signed.signer.label
        == KeyFileSigner.from_file(key_settings["key_file"], keys.PASSPHRASE).label
    )
    assert [root.sha256 for root in signed.roots] == [keys.root_as_asn1(ROOT).sha256]

    for content in (None, b"bukan sertifikat"):
        path = tmp_path / f"{content!r}.pem"
        if content:
            path.write_bytes(b"-----BEGIN CERTIFICATE-----\n" + content)
        with pytest.raises(SigningNotConfigured) as refused:
            trusted_roots(SigningSettings(roots_file=path))
        assert str(path) in refused.value.detail


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"signer": "key"}, "SIGNING_KEY_FILE"),
        ({"signer": "token"}, "SIGNING_TOKEN_MODULE"),
        ({"signer": "bsre"}, "BSRE_URL"),
        ({"signer": "pena"}, "'pena'"),
    ],
)
def test_a_signer_without_its_settings_is_named_with_what_it_needs(
    settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(SigningNotConfigured) as refused:
        signer_from(SigningSettings(**settings))

    assert words in refused.value.detail
    for name in ("", "none"):
        assert signer_from(SigningSettings(signer=name)) is None
