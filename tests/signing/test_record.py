"""The record of issues: of several documents of several people, each is found and judged alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.signing import queries, signatures
from berakhlak.signing.codes import code_marker, new_code
from berakhlak.signing.examination import FileVerdict, examine_file
from berakhlak.signing.issued_files import IssuedFileCache
from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.operations import AlreadyRevoked, record_issue, revoke_document
from berakhlak.signing.signatures import BrokenSignature, PdfSignature
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
        shelf.keep("A", b"isi")
    finally:
        os.umask(before)

    modes = [stat.S_IMODE(each.stat().st_mode) for each in (shelf.folder, shelf.folder / "A.pdf")]
    assert modes == [0o700, 0o600]
    assert [each.name for each in shelf.folder.iterdir()] == ["A.pdf"]


def test_a_file_on_the_shelf_is_the_very_one_or_none(tmp_path: Path) -> None:
    shelf = IssuedFileCache(tmp_path / "issued")
    shelf.keep("A", b"isi yang panjang")
    shelf.keep("B", b"lain")
    (shelf.folder / "A.part").write_bytes(b"sisa dari berkas yang terputus dan lebih panjang")
    shelf.keep("A", b"baru")

    assert shelf.read_file("A", sha256(b"baru").hexdigest()) == b"baru"
    assert shelf.read_file("A", sha256(b"isi yang panjang").hexdigest()) is None
    assert shelf.read_file("C", sha256(b"").hexdigest()) is None
    shelf.forget("A")
    shelf.forget("A")
    assert shelf.read_file("A", sha256(b"baru").hexdigest()) is None
    assert shelf.read_file("B", sha256(b"lain").hexdigest()) == b"lain"
