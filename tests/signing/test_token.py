"""A key in a PKCS#11 token. The real signature needs SoftHSM and python-pkcs11, both optional."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from berakhlak.signing.signatures import read_signature
from berakhlak.signing.signers import SigningFailed, SigningNotConfigured, signer_from
from config import SigningSettings
from tests.signing import keys
from tests.signing.conftest import ROOT, SEAL

PIN = "473829"
DRIVERS = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
DRIVER = next((path for path in DRIVERS if Path(path).exists()), "")
HAS_LIBRARY = importlib.util.find_spec("pkcs11") is not None
NEEDED = pytest.mark.skipif(
    not (DRIVER and HAS_LIBRARY and shutil.which("softhsm2-util")),
    reason="SoftHSM or the optional library python-pkcs11 is not installed",
)


def settings(**changes: Any) -> SigningSettings:
    values = {
        "signer": "token",
        "token_module": DRIVER or "/nowhere.so",
        "token_label": "segel",
        "token_key": "kunci",
        "passphrase": PIN,
    }
    return SigningSettings(**values | changes)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A software token that holds the seal's key and certificate."""
    (tmp_path / "tokens").mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "segel"]
        + ["--so-pin", "99999999", "--pin", PIN],
        check=True,
        capture_output=True,
    )
    _put_in(keys.private_key(SEAL), keys.certificate(SEAL, ROOT))


def _put_in(key: Any, certificate: Any) -> None:
    import pkcs11
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    library = pkcs11.lib(DRIVER)
    library.reinitialize()
    device = library.get_token(token_label="segel")
    with device.open(user_pin=PIN, rw=True) as opened:
        label = {pkcs11.Attribute.LABEL: "kunci", pkcs11.Attribute.TOKEN: True}
        opened.create_object(decode_rsa_private_key(der) | label)
        shown = certificate.public_bytes(serialization.Encoding.DER)
        opened.create_object(decode_x509_certificate(shown) | label)


@NEEDED
def test_the_token_signs_and_keeps_its_key(token: None, small_pdf: bytes) -> None:
    signer = signer_from(settings())
    assert signer is not None
    signature = read_signature(signer.sign(small_pdf, reason="uji"), [keys.root_as_asn1(ROOT)])
    assert signature is not None
    assert signature.holds
    assert signer.vouches_for(signature)


@NEEDED
@pytest.mark.parametrize("changes", [{"passphrase": "111111"}, {"token_label": "lain"}])
def test_a_token_that_refuses_is_named_without_its_pin(
    token: None, small_pdf: bytes, changes: dict[str, str]
) -> None:
    signer = signer_from(settings(**changes))
    assert signer is not None
    with pytest.raises(SigningFailed) as caught:
        signer.sign(small_pdf, reason="uji")
    assert settings(**changes).passphrase not in str(caught.value) + repr(signer)


@pytest.mark.skipif(HAS_LIBRARY, reason="python-pkcs11 is installed here")
def test_without_the_optional_library_the_operator_is_told_what_to_install(
    small_pdf: bytes,
) -> None:
    signer = signer_from(settings())
    assert signer is not None
    with pytest.raises(SigningNotConfigured) as caught:
        signer.sign(small_pdf, reason="uji")
    assert 'pip install "pyhanko[pkcs11]"' in caught.value.detail


@pytest.mark.parametrize("missing", ["token_module", "token_label", "token_key"])
def test_incomplete_settings_are_refused(missing: str) -> None:
    with pytest.raises(SigningNotConfigured):
        signer_from(settings(**{missing: ""}))
