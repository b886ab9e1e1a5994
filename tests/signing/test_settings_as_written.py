"""Settings of signing as written in the environment, with the real thing that each names."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from berakhlak.signing.issuing import trusted_roots
from berakhlak.signing.signatures import PdfSignature, read_signature
from berakhlak.signing.signers import SigningFailed, signer_from
from berakhlak.signing.signers.bsre import ServiceUnreachable
from config import Config, SigningSettings
from tests.signing import bsre_service, keys
from tests.signing.bsre_service import BsreService
from tests.signing.conftest import ROOT, SEAL
from tests.signing.test_token import DRIVER, NEEDED, PIN, token

__all__ = ["token"]  # A fixture.


def written(**environment: str) -> SigningSettings:
    """What the settings' parser makes of the environment."""
    config = Config.read(environment)
    assert not config.defects
    return config.signing


def signed(settings: SigningSettings, pdf: bytes) -> PdfSignature:
    """The signature that the configured signer puts on the file, judged by the configured roots."""
    signer = signer_from(settings)
    assert signer is not None
    signature = read_signature(signer.sign(pdf, reason="uji"), trusted_roots(settings))
    assert signature is not None
    assert signature.holds
    assert signer.vouches_for(signature)
    return signature


def service(bsre: BsreService, **more: str) -> dict[str, str]:
    return {
        "SIGNER": "bsre",
        "BSRE_URL": bsre.url,
        "BSRE_USER": bsre_service.USER,
        "BSRE_PASSWORD": bsre_service.PASSWORD,
        "BSRE_NIK": bsre_service.NIK,
        "SIGNING_PASSPHRASE": bsre_service.PASSPHRASE,
    } | more


@pytest.mark.exercises("SIGNER")
def test_nobody_signs_unless_a_signer_is_named() -> None:
    assert signer_from(written()) is None
    assert signer_from(written(SIGNER="none")) is None


@pytest.mark.exercises("SIGNING_KEY_FILE", "SIGNING_PASSPHRASE", "SIGNING_ROOTS")
@pytest.mark.parametrize(("root", "trusted"), [(ROOT, True), ("Akar Lain", False), ("", None)])
def test_the_key_file_signs_and_the_roots_judge(
    tmp_path: Path, small_pdf: bytes, root: str, trusted: bool | None
) -> None:
    roots = {"SIGNING_ROOTS": str(keys.roots_file(tmp_path, root))} if root else {}
    settings = written(
        SIGNER="key",
        SIGNING_KEY_FILE=str(keys.pkcs12_file(tmp_path, SEAL, ROOT)),
        SIGNING_PASSPHRASE=keys.PASSPHRASE,
        **roots,
    )
    signer = signer_from(settings)
    assert signer is not None
    signature = read_signature(signer.sign(small_pdf, reason="uji"), trusted_roots(settings))
    assert signature is not None
    assert signature.subject.startswith(SEAL)
    assert signature.trusted is trusted


@NEEDED
@pytest.mark.exercises("SIGNING_TOKEN_MODULE", "SIGNING_TOKEN_LABEL", "SIGNING_TOKEN_KEY")
@pytest.mark.usefixtures("token")
def test_the_token_signs_with_the_key_that_is_named(tmp_path: Path, small_pdf: bytes) -> None:
    environment = {
        "SIGNER": "token",
        "SIGNING_TOKEN_MODULE": DRIVER,
        "SIGNING_TOKEN_LABEL": "segel",
        "SIGNING_TOKEN_KEY": "kunci",
        "SIGNING_PASSPHRASE": PIN,
        "SIGNING_ROOTS": str(keys.roots_file(tmp_path, ROOT)),
    }
    assert signed(written(**environment), small_pdf).trusted is True
    for name in ("SIGNING_TOKEN_LABEL", "SIGNING_TOKEN_KEY"):
        other = signer_from(written(**environment | {name: "lain"}))
        assert other is not None
        with pytest.raises(SigningFailed):
            other.sign(small_pdf, reason="uji")


@pytest.mark.exercises("BSRE_URL", "BSRE_USER", "BSRE_PASSWORD", "BSRE_NIK")
def test_the_national_service_is_asked_as_written(bsre: BsreService, small_pdf: bytes) -> None:
    signed(written(**service(bsre)), small_pdf)
    assert bsre.received[0]["nik"] == bsre_service.NIK.encode()
    for wrong in ("BSRE_USER", "BSRE_PASSWORD", "BSRE_NIK"):
        signer = signer_from(written(**service(bsre, **{wrong: "3201010101809999"})))
        assert signer is not None
        with pytest.raises(SigningFailed):
            signer.sign(small_pdf, reason="uji")


@pytest.mark.exercises("BSRE_ISSUER")
@pytest.mark.parametrize(("issuer", "vouched"), [("BSrE CA Uji", True), ("CA Lain", False)])
def test_only_the_issuer_as_written_is_vouched_for(
    bsre: BsreService, small_pdf: bytes, issuer: str, vouched: bool
) -> None:
    signer = signer_from(written(**service(bsre, BSRE_ISSUER=issuer)))
    assert signer is not None
    signature = read_signature(signer.sign(small_pdf, reason="uji"))
    assert signature is not None
    assert signer.vouches_for(signature) is vouched


@pytest.mark.exercises("SIGNING_TIMEOUT")
def test_a_silent_service_is_waited_for_as_long_as_written(
    bsre: BsreService, small_pdf: bytes
) -> None:
    bsre.silence = threading.Event()
    signer = signer_from(written(**service(bsre, SIGNING_TIMEOUT="1")))
    assert signer is not None
    begun = time.monotonic()
    with pytest.raises(ServiceUnreachable):
        signer.sign(small_pdf, reason="uji")
    assert 0.9 < time.monotonic() - begun < 9
