"""Tampering inside the signature itself: nothing but the signer's own value holds."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from asn1crypto import cms
from asn1crypto.core import OctetString

from berakhlak.signing.signatures import BrokenSignature, PdfSignature, read_signature
from berakhlak.signing.signers.keyfile import KeyFileSigner
from tests.signing import keys
from tests.signing.conftest import ROOT

CONTENTS = re.compile(rb"/Contents ?<([0-9a-fA-F]+)>")
Forge = Callable[[cms.SignedData], None]


@pytest.fixture
def signed(seal: KeyFileSigner, small_pdf: bytes) -> bytes:
    return seal.sign(small_pdf, reason="uji")


def forged(pdf: bytes, forge: Forge) -> bytes:
    """The same file, byte ranges untouched, with another signature in its place."""
    found = CONTENTS.search(pdf)
    assert found is not None
    envelope = cms.ContentInfo.load(bytes.fromhex(found[1].decode()), strict=False)
    forge(envelope["content"])
    value = envelope.dump(force=True).hex().encode()
    assert len(value) <= len(found[1])
    return pdf[: found.start(1)] + value.ljust(len(found[1]), b"0") + pdf[found.end(1) :]


def read(pdf: bytes) -> PdfSignature | None:
    """None where it is called broken."""
    try:
        return read_signature(pdf, [keys.root_as_asn1(ROOT)])
    except BrokenSignature:
        return None


def signer_of(data: cms.SignedData) -> cms.SignerInfo:
    return data["signer_infos"][0]


def nothing(_data: cms.SignedData) -> None:
    """Encoded again as it was."""


def flip_the_value(data: cms.SignedData) -> None:
    value = bytearray(signer_of(data)["signature"].native)
    value[len(value) // 2] ^= 1
    signer_of(data)["signature"] = OctetString(bytes(value))


def empty_the_value(data: cms.SignedData) -> None:
    signer_of(data)["signature"] = OctetString(b"\0" * 256)


def flip_the_digest(data: cms.SignedData) -> None:
    for attribute in signer_of(data)["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            digest = bytearray(attribute["values"][0].native)
            digest[0] ^= 1
            attribute["values"] = [OctetString(bytes(digest))]


def drop_the_signed_attributes(data: cms.SignedData) -> None:
    signer = signer_of(data)
    signer["signed_attrs"] = None


def put_another_key_behind_the_name(data: cms.SignedData) -> None:
    """A certificate of the same subject under the same issuer's name, but with a key of its own."""
    own = keys.certificate("Kunci Lain", "Kunci Lain Akar")
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    strange = x509.Certificate.load(own.public_bytes(Encoding.DER))
    data["certificates"] = cms.CertificateSet([cms.CertificateChoices("certificate", strange)])
    identifier = cms.IssuerAndSerialNumber(
        {"issuer": strange.issuer, "serial_number": strange.serial_number}
    )
    signer_of(data)["sid"] = cms.SignerIdentifier("issuer_and_serial_number", identifier)


def test_a_signature_encoded_again_as_it_was_holds(signed: bytes) -> None:
    signature = read(forged(signed, nothing))

    assert signature is not None
    assert (signature.intact, signature.covers_all, signature.trusted) == (True, True, True)
    assert signature.holds


@pytest.mark.parametrize(
    "forge",
    [
        flip_the_value,
        empty_the_value,
        flip_the_digest,
        drop_the_signed_attributes,
        put_another_key_behind_the_name,
    ],
)
def test_no_forged_signature_holds(signed: bytes, forge: Forge) -> None:
    signature = read(forged(signed, forge))

    assert signature is None or not signature.intact
    assert signature is None or not signature.holds


def test_the_value_of_one_file_does_not_hold_on_another(
    seal: KeyFileSigner, signed: bytes, small_pdf: bytes
) -> None:
    other = seal.sign(small_pdf, reason="lain")
    value = CONTENTS.search(other)
    assert value is not None
    found = CONTENTS.search(signed)
    assert found is not None
    content = value[1][: len(found[1])].ljust(len(found[1]), b"0")

    signature = read(signed[: found.start(1)] + content + signed[found.end(1) :])

    assert signature is None or not signature.holds


def test_a_signature_holds_only_with_everything_that_makes_it(signed: bytes) -> None:
    known = {"subject": "a", "issuer": "b", "reported_at": None}
    for intact in (True, False):
        for covers_all in (True, False):
            for trusted in (True, False, None):
                signature = PdfSignature(
                    intact=intact, covers_all=covers_all, trusted=trusted, **known
                )
                assert signature.holds is (intact and covers_all and trusted is not False)
