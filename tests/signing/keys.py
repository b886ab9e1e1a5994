"""A root and certificates under it, made anew for each run; nobody else trusts them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "rahasia-kunci-uji"
_DAY = timedelta(days=1)


@lru_cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@lru_cache
def root(name: str) -> x509.Certificate:
    """A self-made authority."""
    return _certificate(name, name, is_authority=True)


@lru_cache
def certificate(name: str, issuer: str) -> x509.Certificate:
    """A certificate for signing under the root called `issuer`."""
    return _certificate(name, issuer, is_authority=False)


def root_as_asn1(name: str) -> asn1.Certificate:
    return asn1.Certificate.load(root(name).public_bytes(serialization.Encoding.DER))


def pkcs12_file(folder: Path, name: str, issuer: str, passphrase: str = PASSPHRASE) -> Path:
    content = pkcs12.serialize_key_and_certificates(
        name.encode(),
        private_key(name),
        certificate(name, issuer),
        [root(issuer)],
        BestAvailableEncryption(passphrase.encode()),
    )
    path = folder / "segel.p12"
    path.write_bytes(content)
    return path


def pem_file(folder: Path, name: str, issuer: str, passphrase: str = "") -> Path:
    """Key and certificates in one file; the key is locked when there is a passphrase."""
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        lock = BestAvailableEncryption(passphrase.encode())
    parts = [
        private_key(name).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock
        ),
        *(c.public_bytes(serialization.Encoding.PEM) for c in (certificate(name, issuer),)),
        root(issuer).public_bytes(serialization.Encoding.PEM),
    ]
    path = folder / "segel.pem"
    path.write_bytes(b"".join(parts))
    return path


def roots_file(folder: Path, issuer: str) -> Path:
    path = folder / "akar.pem"
    path.write_bytes(root(issuer).public_bytes(serialization.Encoding.PEM))
    return path


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Pemerintah Kabupaten Sukamaju"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _certificate(name: str, issuer: str, *, is_authority: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    public = private_key(name).public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + 30 * _DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return builder.sign(private_key(issuer), hashes.SHA256())


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
