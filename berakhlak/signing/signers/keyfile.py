"""A key in a file: PKCS#12, or PEM with key and certificates in one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import SimpleSigner

from berakhlak.run_language import N_, operator_gettext
from berakhlak.signing.pdf_signature import PdfSignature
from berakhlak.signing.signatures import certificate_name
from berakhlak.signing.signers.pades import add_signature, own_statement
from berakhlak.signing.signers.protocol import SigningFailed, SigningNotConfigured
from config import SigningSettings

_PEM = b"-----BEGIN"


@dataclass(frozen=True)
class KeyFileSigner:
    """Signs with a key that the server itself holds."""

    key: SimpleSigner

    @classmethod
    def from_settings(cls, settings: SigningSettings) -> KeyFileSigner:
        """Read SIGNING_KEY_FILE. Raises SigningNotConfigured."""
        if settings.key_file is None:
            raise SigningNotConfigured(
                operator_gettext(
                    N_("%(setting)s memerlukan %(needed)s"),
                    setting="SIGNER=key",
                    needed="SIGNING_KEY_FILE",
                )
            )
        return cls.from_file(settings.key_file, settings.passphrase)

    @classmethod
    def from_file(cls, path: Path, passphrase: str) -> KeyFileSigner:
        """Read a key file. Raises SigningNotConfigured, without the library's own words."""
        try:
            content = path.read_bytes()
            archive = _as_pkcs12(content, passphrase) if _PEM in content else content
            return cls(SimpleSigner.load_pkcs12_data(archive, [], passphrase.encode() or None))
        except OSError as error:
            raise SigningNotConfigured(
                operator_gettext(N_("berkas kunci %(path)s tidak dapat dibaca"), path=path)
            ) from error
        except (ValueError, TypeError, AttributeError):
            detail = operator_gettext(
                N_("%(path)s tidak berisi kunci dan sertifikat yang dibuka SIGNING_PASSPHRASE"),
                path=path,
            )
            raise SigningNotConfigured(detail) from None

    @property
    def _certificate(self) -> Any:
        return self.key.signing_cert

    @property
    def subject(self) -> str:
        """The certificate's owner in words."""
        return certificate_name(self._certificate.subject)

    @property
    def label(self) -> str:
        """Another certificate is another signer."""
        return f"key:{self._certificate.sha256_fingerprint}"

    def statement(self) -> str:
        """Names the certificate."""
        return own_statement(self.subject)

    def vouches_for(self, signature: PdfSignature) -> bool:
        """Whether this certificate signed."""
        return signature.subject == self.subject

    def sign(self, pdf: bytes, *, reason: str) -> bytes:
        """Sign at once, here. Raises SigningFailed."""
        try:
            return add_signature(pdf, self.key, reason=reason)
        except (SigningError, PdfError, ValueError) as error:
            raise SigningFailed from error


def _as_pkcs12(pem: bytes, passphrase: str) -> bytes:
    """The same key and certificates as one archive; the first certificate is the signer's."""
    password = passphrase.encode()
    try:
        key = serialization.load_pem_private_key(pem, password)
    except TypeError:  # A passphrase was given, be it an empty one, but the key is not locked.
        key = serialization.load_pem_private_key(pem, None)
    first, *others = x509.load_pem_x509_certificates(pem)
    lock = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates(None, key, first, others, lock)  # type: ignore[arg-type]
