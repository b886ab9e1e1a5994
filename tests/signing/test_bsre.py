"""The national service, against a local server that behaves as documented."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from berakhlak.signing.signatures import read_signature
from berakhlak.signing.signers import SigningFailed, SigningNotConfigured, signer_from
from berakhlak.signing.signers.bsre import (
    AccessRefused,
    AnswerNotUnderstood,
    BsreSigner,
    PassphraseRefused,
    RequestRefused,
    ServiceUnreachable,
)
from config import SigningSettings
from tests.signing.bsre_service import NIK, PASSPHRASE, PASSWORD, USER, BsreService
from tests.support.network import free_port


def signer(service: BsreService, **changes: Any) -> BsreSigner:
    values: dict[str, Any] = {
        "signer": "bsre",
        "passphrase": PASSPHRASE,
        "bsre_url": service.url,
        "bsre_user": USER,
        "bsre_password": PASSWORD,
        "bsre_nik": NIK,
        "timeout_seconds": 5.0,
    }
    made = signer_from(SigningSettings(**values | changes))
    assert isinstance(made, BsreSigner)
    return made


def test_the_request_has_the_documented_fields_and_the_download_is_what_was_signed(
    bsre: BsreService, small_pdf: bytes
) -> None:
    signed = signer(bsre).sign(small_pdf, reason="Penerbitan profil")
    [fields] = bsre.received
    assert fields == {
        "file": small_pdf,
        "nik": NIK.encode(),
        "passphrase": PASSPHRASE.encode(),
        "tampilan": b"invisible",
        "reason": b"Penerbitan profil",
    }
    signature = read_signature(signed)
    assert signature is not None
    assert signature.holds
    assert signer(bsre).vouches_for(signature)
    assert not bsre.signed  # It was fetched from the download address, which hands out once.


def test_a_service_that_answers_with_the_file_itself_is_not_asked_again(
    bsre: BsreService, small_pdf: bytes
) -> None:
    bsre.returns_body = True
    signed = signer(bsre).sign(small_pdf, reason="uji")
    assert read_signature(signed) is not None
    assert len(bsre.signed) == 1


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"bsre_password": "salah"}, AccessRefused),
        ({"passphrase": "passphrase-salah"}, PassphraseRefused),
        ({"bsre_nik": "3201010101809999"}, RequestRefused),
    ],
)
def test_each_refusal_has_a_name_and_is_never_repeated(
    bsre: BsreService, small_pdf: bytes, changes: dict[str, str], failure: type[SigningFailed]
) -> None:
    with pytest.raises(failure):
        signer(bsre, **changes).sign(small_pdf, reason="uji")
    assert len(bsre.received) == (0 if failure is AccessRefused else 1)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (403, AccessRefused),
        (422, RequestRefused),
        (500, ServiceUnreachable),
        (302, AnswerNotUnderstood),
    ],
)
def test_other_answers_fail_by_their_status(
    bsre: BsreService, small_pdf: bytes, status: int, failure: type[SigningFailed]
) -> None:
    bsre.fails_with = (status, {"message": "gangguan"})
    with pytest.raises(failure):
        signer(bsre).sign(small_pdf, reason="uji")


@pytest.mark.parametrize("number", ["../../api/user", "a/b", "..", "a b", "%2e%2e"])
def test_a_document_id_leads_nowhere_but_to_the_download(
    bsre: BsreService, small_pdf: bytes, number: str
) -> None:
    bsre.document_id = number
    with pytest.raises(AnswerNotUnderstood):
        signer(bsre).sign(small_pdf, reason="uji")


def test_silence_ends_after_the_time_limit(bsre: BsreService, small_pdf: bytes) -> None:
    bsre.silence = threading.Event()
    with pytest.raises(ServiceUnreachable):
        signer(bsre, timeout_seconds=0.2).sign(small_pdf, reason="uji")


def test_a_service_that_is_not_there_is_unreachable(bsre: BsreService, small_pdf: bytes) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ServiceUnreachable):
        signer(bsre, bsre_url=nowhere).sign(small_pdf, reason="uji")


@pytest.mark.parametrize(
    "changes", [{"passphrase": "passphrase-salah"}, {"bsre_nik": "3201010101809999"}]
)
def test_neither_log_nor_message_carries_a_secret(
    bsre: BsreService,
    small_pdf: bytes,
    caplog: pytest.LogCaptureFixture,
    changes: dict[str, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(SigningFailed) as caught:
        signer(bsre, **changes).sign(small_pdf, reason="uji")
    told = caplog.text + str(caught.value) + repr(signer(bsre, **changes))
    secrets = [PASSPHRASE, PASSWORD, NIK, *changes.values()]
    assert "HTTP 400" in caplog.text
    assert [secret for secret in secrets if secret in told] == []


def test_the_official_sentence_is_the_statement(app: Flask, bsre: BsreService) -> None:
    with app.test_request_context():
        assert signer(bsre).statement() == (
            "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik "
            "yang diterbitkan oleh Balai Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi "
            "Negara (BSSN)."
        )


def test_a_certificate_of_somebody_else_is_not_vouched_for(
    bsre: BsreService, small_pdf: bytes
) -> None:
    signature = read_signature(signer(bsre).sign(small_pdf, reason="uji"))
    assert signature is not None
    assert not signer(bsre).vouches_for(replace(signature, issuer="CA Lain, PT Contoh"))


@pytest.mark.parametrize(
    "missing", ["bsre_url", "bsre_user", "bsre_password", "bsre_nik", "passphrase"]
)
def test_incomplete_settings_are_refused(bsre: BsreService, missing: str) -> None:
    with pytest.raises(SigningNotConfigured):
        signer(bsre, **{missing: ""})
