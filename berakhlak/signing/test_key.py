"""A self-made key for trying things out: real cryptography, but nobody vouches for its name."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from berakhlak.disk import new_private_file

VALID_DAYS = 365
_BITS = 3072


def write_test_key(path: Path, *, name: str, agency: str, passphrase: str, at: datetime) -> None:
    """A new PKCS#12 file with a key and its own certificate, valid for a year from `at`.

    Raises FileExistsError: a key is never overwritten.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    certificate = _certificate(key, name, agency, at)
    lock = BestAvailableEncryption(passphrase.encode())
    content = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, lock)
    with new_private_file(path) as file:
        file.write(content)


def _certificate(key: rsa.RSAPrivateKey, name: str, agency: str, at: datetime) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + timedelta(days=VALID_DAYS))
        .add_extension(_for_signing(), critical=True)
        .sign(key, hashes.SHA256())
    )


def _for_signing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
