"""What signing sends, writes and prints, byte by byte."""

from __future__ import annotations

import os
import stat
import zlib
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import segno
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from flask import Flask

from berakhlak.signing import codes, issuing, signatures
from berakhlak.signing.codes import code_marker, codes_in, parse_verification_code
from berakhlak.signing.issued_files import IssuedFileCache
from berakhlak.signing.issuing import (
    DocumentIssuer,
    SignatureMissing,
    qr_drawing,
    verification_address,
)
from berakhlak.signing.signatures import BrokenSignature, PdfSignature
from berakhlak.signing.signers import bsre
from berakhlak.signing.signers.bsre import BsreSigner
from berakhlak.signing.signers.http import HttpAnswer, HttpConnection, _multipart
from berakhlak.signing.test_key import write_test_key

CODE = "7QF2-M9XD-0KTR-4HZA"
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("O1LI-m9xd-0ktr-4hza", "0111-M9XD-0KTR-4HZA"),
        ("7QF2–M9XD—0KTR.4HZA", CODE),
        ("\t7QF2 M9XD\n0KTR 4HZA", CODE),
        ("https://a.go.id/verifikasi/7qf2-m9xd-0ktr-4hza/", CODE),
        ("7QF2-M9XD-0KTR-4HZ", None),
        ("7QF2-M9XD-0KTR-4HZA0", None),
        ("7QF2-M9XD-0KTR-4HZU", None),
        ("7QF2_M9XD_0KTR_4HZA", None),
        (f"{CODE}/lain", None),
    ],
)
def test_case_gaps_and_look_alikes_do_not_matter_and_all_else_does(
    typed: str, code: str | None
) -> None:
    assert parse_verification_code(typed) == code


def test_the_bounds_of_the_search_are_these() -> None:
    assert len(codes.new_code()) == codes.LENGTH == 19
    assert (codes.GROUPS, codes.GROUP_SIZE) == (4, 4)
    assert (codes._MOST_FOLDED, codes._MOST_UNFOLDED) == (262_144, 1_048_576)
    assert (codes._MOST_ALTOGETHER, codes._MOST_STREAMS) == (16_777_216, 2000)


def stream(content: bytes, start: bytes = b"stream\n") -> bytes:
    return start + zlib.compress(content) + b"\nendstream "


def test_a_code_is_found_after_any_line_end_and_behind_what_does_not_unfold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = code_marker(CODE).encode()
    assert codes_in(stream(words, b"stream\r\n")) == {CODE}
    assert codes_in(b"stream\nxx " + stream(words)) == {CODE}
    assert codes_in(stream(b"\0" * 1_048_576 + words)) == set()
    assert codes_in(stream(b"\0" * (1_048_576 - len(words)) + words)) == {CODE}
    monkeypatch.setattr(codes, "_MOST_STREAMS", 2)
    assert codes_in(stream(b"a") + stream(words)) == {CODE}
    assert codes_in(stream(b"a") * 2 + stream(words)) == set()


@pytest.mark.parametrize(("room", "is_found"), [(0, False), (29, False), (30, True)])
def test_all_streams_together_are_read_up_to_a_bound(
    monkeypatch: pytest.MonkeyPatch, room: int, is_found: bool
) -> None:
    """The words of a code are thirty letters; where no room is left, nothing more is unfolded."""
    monkeypatch.setattr(codes, "_MOST_ALTOGETHER", 30 + room)

    found = codes_in(stream(b"a" * 30) + stream(code_marker(CODE).encode()))

    assert found == ({CODE} if is_found else set())


def test_a_form_is_sent_in_these_bytes() -> None:
    assert _multipart("batas", {"nik": "12", "reason": "é"}, {"file": b"%PDF-\r\n"}) == (
        b'--batas\r\nContent-Disposition: form-data; name="nik"\r\n\r\n12\r\n'
        b'--batas\r\nContent-Disposition: form-data; name="reason"\r\n\r\n\xc3\xa9\r\n'
        b'--batas\r\nContent-Disposition: form-data; name="file"; filename="dokumen.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF-\r\n\r\n"
        b"--batas--\r\n"
    )
    known = HttpConnection("http://x", "nama", "sandi")._identified({"X": "y"})
    assert known == {"Authorization": "Basic bmFtYTpzYW5kaQ==", "Accept": "*/*", "X": "y"}
    assert HttpConnection("http://x", "a", "b").timeout == 30.0


def said(status: int, body: bytes = b"", **headers: str) -> HttpAnswer:
    return HttpAnswer(status, headers, body)


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (401, "", bsre.AccessRefused),
        (403, "passphrase", bsre.AccessRefused),
        (400, "Passphrase anda salah", bsre.PassphraseRefused),
        (499, "lain", bsre.RequestRefused),
        (400, "", bsre.RequestRefused),
        (500, "passphrase", bsre.ServiceUnreachable),
        (599, "", bsre.ServiceUnreachable),
        (302, "", bsre.AnswerNotUnderstood),
        (399, "passphrase", bsre.AnswerNotUnderstood),
        (201, "", bsre.AnswerNotUnderstood),
    ],
)
def test_each_status_is_a_failure_of_its_own_kind(status: int, words: str, kind: type) -> None:
    assert type(bsre._failure(status, words)) is kind


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (said(200, id_dokumen="a-1_b.c"), "a-1_b.c"),
        (said(200, b'{"id_dokumen": "x9"}'), "x9"),
        (said(200, b'{"id_dokumen": "x9"}', id_dokumen="a"), "a"),
        (said(200, id_dokumen="a" * 100), "a" * 100),
        (said(200, id_dokumen="a" * 101), None),
        (said(200, id_dokumen="../x"), None),
        (said(200, id_dokumen=".."), None),
        (said(200, b"[1]"), None),
        (said(200, b"rusak"), None),
        (said(200), None),
    ],
)
def test_the_number_of_a_document_is_taken_only_where_it_leads_nowhere_else(
    answer: HttpAnswer, found: str | None
) -> None:
    if found:
        assert bsre._document_id(answer) == found
    else:
        with pytest.raises(bsre.AnswerNotUnderstood):
            bsre._document_id(answer)


def test_the_service_is_known_by_its_address_and_vouches_by_its_name() -> None:
    signer = BsreSigner(
        HttpConnection("https://esign", "u", "p"), "nik", "frasa", "Balai  SERTIFIKASI"
    )
    known: dict[str, Any] = {"subject": "a", "intact": True, "covers_all": True, "trusted": None}

    assert signer.label == "bsre:https://esign"
    assert BsreSigner(signer.service, "nik", "frasa").issuer == "BSrE"
    for issuer, vouched in (("CA balai sertifikasi elektronik", True), ("CA Lain", False)):
        found = PdfSignature(issuer=issuer, reported_at=None, **known)
        assert signer.vouches_for(found) is vouched
    assert "frasa" not in repr(signer)
    assert "nik'" not in repr(signer)


def test_a_practice_key_is_its_own_certificate_for_a_year_and_for_signing_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "kunci.p12"
    before_us = os.umask(0)
    try:
        write_test_key(path, name="Segel", agency="Badan", passphrase="frasa", at=AT)
    finally:
        os.umask(before_us)

    key, certificate, others = pkcs12.load_key_and_certificates(path.read_bytes(), b"frasa")
    assert certificate is not None
    assert not others
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert certificate.not_valid_before_utc == AT - timedelta(minutes=5)
    assert certificate.not_valid_after_utc == AT + timedelta(days=365)
    names = {each.rfc4514_attribute_name: each.value for each in certificate.subject}
    assert names == {"C": "ID", "O": "Badan", "CN": "Segel"}
    assert certificate.issuer == certificate.subject
    numbers: Any = certificate.public_key()
    assert (numbers.key_size, numbers.public_numbers().e) == (3072, 65537)
    assert key is not None
    certificate.verify_directly_issued_by(certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    on = ("digital_signature", "content_commitment")
    off = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    assert [getattr(usage.value, name) for name in (*on, *off)] == [True] * 2 + [False] * 5
    stored = pkcs12.load_pkcs12(path.read_bytes(), b"frasa").cert
    assert stored is not None
    assert stored.friendly_name == b"Segel"
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_test_key(path, name="Lain", agency="Badan", passphrase="frasa", at=AT)
    assert path.read_bytes() == before


def test_the_qr_drawing_is_of_this_size_and_a_seventh_of_it_may_be_dirty(app: Flask) -> None:
    url = "https://a.go.id/verifikasi/7QF2-M9XD-0KTR-4HZA"
    with app.test_request_context():
        drawn = qr_drawing(url)

    title = "Kode QR menuju halaman verifikasi dokumen ini"
    code = segno.make(url, error="m", micro=False)
    assert drawn == code.svg_inline(border=4, scale=0.6, unit="mm", title=title)
    assert hasattr(drawn, "__html__")


@pytest.mark.parametrize(
    ("public", "address"),
    [
        ("https://nilai.go.id", "https://nilai.go.id/verifikasi/X"),
        ("", "http://localhost/verifikasi/X"),
    ],
)
def test_a_code_leads_to_the_public_address_where_one_is_set(
    app: Flask, monkeypatch: pytest.MonkeyPatch, public: str, address: str
) -> None:
    monkeypatch.setitem(app.config, "BERAKHLAK", SimpleNamespace(public_url=public))
    with app.test_request_context():
        assert verification_address("X") == address


@pytest.fixture
def signer() -> SimpleNamespace:
    return SimpleNamespace(label="key:1", vouches_for=lambda found: found.subject == "Segel")


def desk_of(signer: Any, tmp_path: Path, host: str = "a") -> DocumentIssuer:
    return DocumentIssuer(
        signer, (), IssuedFileCache(tmp_path), lambda code: f"https://{host}/{code}"
    )


def test_another_signer_or_address_makes_another_source(signer: Any, tmp_path: Path) -> None:
    expected = sha256(b"isi\nkey:1\nhttps://a/").hexdigest()

    assert desk_of(signer, tmp_path).source("isi") == expected
    unsigned = sha256(b"isi\nunsigned\nhttps://b/").hexdigest()
    assert desk_of(None, tmp_path, "b").source("isi") == unsigned


def signature(**changed: Any) -> PdfSignature:
    known = {"subject": "Segel", "issuer": "Akar", "intact": True, "covers_all": True}
    return PdfSignature(**({"trusted": True, "reported_at": None} | known | changed))


@pytest.mark.parametrize(
    ("found", "content", "is_taken"),
    [
        (signature(), code_marker(CODE), True),
        (signature(trusted=None), code_marker(CODE), True),
        (signature(trusted=False), code_marker(CODE), False),
        (signature(intact=False), code_marker(CODE), False),
        (signature(covers_all=False), code_marker(CODE), False),
        (signature(subject="Orang lain"), code_marker(CODE), False),
        (signature(), code_marker("0000-0000-0000-0000"), False),
        (None, code_marker(CODE), False),
        (BrokenSignature("x"), code_marker(CODE), False),
    ],
    ids=str,
)
def test_a_signed_file_is_taken_only_with_its_own_code_and_a_signature_that_holds(
    signer: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    found: Any,
    content: str,
    is_taken: bool,
) -> None:
    def read(_signed: bytes, _roots: object) -> PdfSignature | None:
        if isinstance(found, BrokenSignature):
            raise found
        return found  # type: ignore[no-any-return]

    monkeypatch.setattr(signatures, "read_signature", read)
    table = desk_of(signer, tmp_path)

    if is_taken:
        assert table._checked(signer, content.encode(), CODE) is found
    else:
        with pytest.raises(SignatureMissing):
            table._checked(signer, content.encode(), CODE)


def test_only_a_prepared_profile_has_a_code() -> None:
    prepared: Any = SimpleNamespace(verification=SimpleNamespace(code=CODE))
    bare: Any = SimpleNamespace(verification=None)

    assert issuing._code_of(prepared) == CODE
    with pytest.raises(ValueError, match="prepared"):
        issuing._code_of(bare)
