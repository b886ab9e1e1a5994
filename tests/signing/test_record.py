"""The record of issues: of several documents of several people, each is found and judged alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import db
from berakhlak.signing import queries, signatures
from berakhlak.signing.codes import code_marker, new_code
from berakhlak.signing.examination import FileVerdict, examine_file
from berakhlak.signing.issued_files import IssuedFileCache
from berakhlak.signing.jobs import clear_folder
from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.operations import AlreadyRevoked, record_issue, revoke_document
from berakhlak.signing.signatures import BrokenSignature, PdfSignature
from berakhlak.stored_files.files import StoredFiles
from tests.factories.cycles import AT
from tests.factories.published import PublishedCycle

Issue = Callable[..., IssuedDocument]


@pytest.fixture
def record(session: Any, published: PublishedCycle) -> Issue:
    """Note an issue of the first officer; `content` are the bytes of its file."""

    def one(content: bytes = b"satu", officer: int = 0, **changed: Any) -> IssuedDocument:
        known = {
            "code": new_code(),
            "participant_id": published.officers[officer].id,
            "language": "id",
            "source": "s" * 64,
            "sha256": sha256(content).hexdigest(),
            "signed_by": None,
            "by": None,
            "at": AT,
        } | changed
        return record_issue(session, **known)

    return one


def test_an_issue_is_kept_as_it_was_and_on_the_audit_record(
    session: Any, record: Issue, published: PublishedCycle
) -> None:
    office = published.opened.hr

    made = record(b"isi", language="en", signed_by="Segel", by=office)

    assert (made.cycle_id, made.language, made.signed_by) == (published.cycle.id, "en", "Segel")
    assert (made.sha256, made.issued_at, made.revoked_at) == (sha256(b"isi").hexdigest(), AT, None)
    revoke_document(session, made, by=office, at=AT)
    with pytest.raises(AlreadyRevoked):
        revoke_document(session, made, by=office, at=AT)
    rows = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "document")).all()
    assert [(row.act, row.object_id, row.account_id, row.at) for row in rows] == [
        (act, made.id, office.id, AT) for act in ("issued", "revoked")
    ]
    assert made.revoked_at == AT


def test_of_many_issues_the_one_with_the_code_or_the_hash_is_found(
    session: Any, record: Issue, published: PublishedCycle
) -> None:
    made = [record(b"%d" % number, number % 2) for number in range(4)]

    for each in made:
        assert queries.document_by_code(session, each.code) is each
        assert queries.document_by_sha256(session, each.sha256) is each
        assert queries.first_known_document(session, {"x", each.code}) is each
        assert queries.issuer_of(session, each) is published.opened.agency
    assert queries.document_by_code(session, new_code()) is None
    assert queries.document_by_sha256(session, "0" * 64) is None
    assert queries.first_known_document(session, ()) is None


def test_a_file_may_claim_twenty_codes_and_no_more(session: Any, record: Issue) -> None:
    known = record(code="ZZZZ-ZZZZ-ZZZZ-ZZZZ")
    others = [f"0000-0000-0000-{number:04d}" for number in range(20)]

    assert queries.first_known_document(session, [known.code, *others[:19]]) is known
    assert queries.first_known_document(session, [known.code, *others]) is None


def test_the_newest_issue_of_the_same_content_that_still_stands_is_handed_out_again(
    session: Any, record: Issue, published: PublishedCycle
) -> None:
    first, second = record(b"1"), record(b"2")
    record(b"3", source="t" * 64)
    record(b"4", officer=1)
    number = published.officers[0].id

    assert queries.latest_issue_of(session, number, "s" * 64) is second
    revoke_document(session, second, by=None, at=AT)
    assert queries.latest_issue_of(session, number, "s" * 64) is first
    revoke_document(session, first, by=None, at=AT)
    assert queries.latest_issue_of(session, number, "s" * 64) is None


def test_outdated_are_the_other_issues_of_the_same_profile_in_the_same_language(
    session: Any, record: Issue
) -> None:
    before, now = record(b"1"), record(b"2")
    record(b"3", language="en")
    record(b"4", officer=1)

    assert list(queries.outdated_codes(session, now)) == [before.code]


GOOD = {"subject": "Segel", "issuer": "Akar", "covers_all": True, "trusted": None}
GOOD |= {"reported_at": None}


@pytest.mark.parametrize(
    ("signed_by", "found", "is_revoked", "verdict"),
    [
        (None, None, False, FileVerdict.GENUINE),
        (None, None, True, FileVerdict.REVOKED),
        ("Segel", True, False, FileVerdict.GENUINE),
        ("Segel", True, True, FileVerdict.REVOKED),
        ("Segel", False, False, FileVerdict.SIGNATURE_BROKEN),
        ("Segel", False, True, FileVerdict.SIGNATURE_BROKEN),
        ("Segel", None, False, FileVerdict.SIGNATURE_BROKEN),
        ("Segel", BrokenSignature("x"), False, FileVerdict.SIGNATURE_BROKEN),
    ],
)
def test_the_very_file_is_judged_by_its_signature_and_then_by_its_revocation(
    session: Any,
    record: Issue,
    monkeypatch: pytest.MonkeyPatch,
    signed_by: str | None,
    found: Any,
    is_revoked: bool,
    verdict: FileVerdict,
) -> None:
    made = record(b"isi", signed_by=signed_by)
    if is_revoked:
        revoke_document(session, made, by=None, at=AT)
    signature = PdfSignature(intact=found, **GOOD) if isinstance(found, bool) else None
    asked: list[Any] = []

    def read(content: bytes, roots: Any) -> PdfSignature | None:
        asked.append((content, roots))
        if isinstance(found, BrokenSignature):
            raise found
        return signature

    monkeypatch.setattr(signatures, "read_signature", read)

    result = examine_file(session, b"isi", roots=["akar"])  # type: ignore[list-item]

    assert (result.verdict, result.document, result.signature) == (verdict, made, signature)
    assert result.sha256 == sha256(b"isi").hexdigest()
    assert result.is_genuine is (verdict is FileVerdict.GENUINE)
    assert asked == ([(b"isi", ["akar"])] if signed_by else [])


def test_a_file_is_compared_with_what_was_expected_or_what_it_claims(
    session: Any, record: Issue
) -> None:
    one, two = record(b"satu"), record(b"dua")
    claims = code_marker(two.code).encode()

    def verdict(content: bytes, expected: IssuedDocument | None = None) -> tuple[Any, Any]:
        result = examine_file(session, content, expected=expected)
        return result.verdict, result.document

    assert verdict(b"satu", one) == (FileVerdict.GENUINE, one)
    assert verdict(b"satu", two) == (FileVerdict.OTHER, two)
    assert verdict(claims) == (FileVerdict.CHANGED, two)
    assert verdict(claims, one) == (FileVerdict.CHANGED, one)
    assert verdict(b"lain", one) == (FileVerdict.CHANGED, one)
    assert verdict(b"lain") == (FileVerdict.UNKNOWN, None)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_files_on_the_shelf_are_for_their_owner_alone_whatever_the_umask(
    tmp_path: Path, umask: int
) -> None:
    shelf = IssuedFileCache(tmp_path / "above" / "issued")
    before = os.umask(umask)
    try:
        shelf.keep(Session(), "A", b"isi")
    finally:
        os.umask(before)

    modes = [stat.S_IMODE(each.stat().st_mode) for each in (shelf.folder, shelf.folder / "A.pdf")]
    assert modes == [0o700, 0o600]
    assert [each.name for each in shelf.folder.iterdir()] == ["A.pdf"]


@pytest.fixture(params=["folder", "database"])
def shelf(request: pytest.FixtureRequest, session: Any, tmp_path: Path) -> IssuedFileCache:
    """Of one host; or of several, which share files in the database."""
    shared = StoredFiles(lambda: db.engine, "s" * 32) if request.param == "database" else None
    return IssuedFileCache(tmp_path / "issued", shared)


def test_a_file_on_the_shelf_is_the_very_one_or_none(session: Any, shelf: IssuedFileCache) -> None:
    def keep(code: str, content: bytes) -> None:
        shelf.forget(session, code)
        shelf.keep(session, code, content)
        session.commit()

    keep("A", b"isi yang panjang")
    keep("B", b"lain")
    keep("A", b"baru")

    assert shelf.read_file("A", sha256(b"baru").hexdigest()) == b"baru"
    assert shelf.read_file("A", sha256(b"isi yang panjang").hexdigest()) is None
    assert shelf.read_file("C", sha256(b"").hexdigest()) is None
    shelf.forget(session, "A")
    shelf.forget(session, "A")
    session.commit()
    assert shelf.read_file("A", sha256(b"baru").hexdigest()) is None
    assert shelf.read_file("B", sha256(b"lain").hexdigest()) == b"lain"
    keep("D", b"sisa")
    assert shelf.keep_only(session, {"B", "X"}) == 1
    session.commit()
    assert shelf.read_file("D", sha256(b"sisa").hexdigest()) is None
    assert shelf.read_file("B", sha256(b"lain").hexdigest()) == b"lain"


def test_a_torn_file_does_not_hinder_the_next(session: Any, tmp_path: Path) -> None:
    shelf = IssuedFileCache(tmp_path)
    (shelf.folder / "A.part").write_bytes(b"sisa dari berkas yang terputus dan lebih panjang")
    shelf.keep(session, "A", b"baru")
    assert shelf.read_file("A", sha256(b"baru").hexdigest()) == b"baru"


def test_another_host_lets_go_of_what_was_withdrawn_or_deleted_elsewhere(
    app: Flask, session: Any, record: Issue
) -> None:
    withdrawn, kept = record(b"satu"), record(b"dua")
    folder = app.config["BERAKHLAK"].key_dir.parent / "issued"
    shelf = IssuedFileCache(folder)
    for code in (withdrawn.code, kept.code, "NOT-COMMITTED-YET"):
        shelf.keep(session, code, b"isi")
    revoke_document(session, withdrawn, by=None, at=AT)
    session.commit()

    clear_folder(AT)
    assert {each.stem for each in folder.iterdir()} == {kept.code, "NOT-COMMITTED-YET"}

    shared = StoredFiles(lambda: db.engine, "s" * 32)
    IssuedFileCache(folder, shared).clear_folder_of_host(session)
    assert not list(folder.iterdir()), "nobody asks for what lies there once files are shared"


def test_what_was_kept_under_another_secret_is_issued_anew(session: Any, tmp_path: Path) -> None:
    shelves = [
        IssuedFileCache(tmp_path, StoredFiles(lambda: db.engine, secret * 32)) for secret in "st"
    ]
    shelves[0].keep(session, "A", b"isi")
    session.commit()
    wanted = sha256(b"isi").hexdigest()
    assert [each.read_file("A", wanted) for each in shelves] == [b"isi", None]
