"""Reading the signature of a PDF: by whom, whether it holds, whether anything was added since."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from berakhlak.signing.pdf_signature import BrokenSignature, PdfSignature
from berakhlak.signing.signer_thread import call_in_thread

_UNREADABLE = (PdfError, SigningError, SignatureValidationError, ValueError, TypeError, KeyError)


def read_signature(pdf: bytes, roots: Sequence[x509.Certificate] = ()) -> PdfSignature | None:
    """The last signature of `pdf`, None when it has none. Raises BrokenSignature.

    Nothing is fetched: revocation lists and time stamps are not consulted.
    """
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        if not signatures:
            return None
        embedded = signatures[-1]
        # Without roots the certificate stands for itself, and the verdict on trust is dropped.
        trusted = list(roots) or [embedded.signer_cert]
        context = ValidationContext(trust_roots=trusted, allow_fetching=False)
        status = call_in_thread(lambda: validate_pdf_signature(embedded, context))
    except _UNREADABLE as error:
        raise BrokenSignature(str(error)) from error
    return PdfSignature(
        subject=certificate_name(status.signing_cert.subject),
        issuer=certificate_name(status.signing_cert.issuer),
        intact=status.intact and status.valid,
        covers_all=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        trusted=status.trusted if roots else None,
        reported_at=status.signer_reported_dt,
    )


def certificate_name(name: x509.Name) -> str:
    """A certificate's subject or issuer in words: common name, unit, organisation."""
    parts = name.native
    wanted = ("common_name", "organizational_unit_name", "organization_name")
    words = [_one(parts[part]) for part in wanted if parts.get(part)]
    return ", ".join(dict.fromkeys(words)) or name.human_friendly


def load_roots(path: Path | None) -> list[x509.Certificate]:
    """The trusted certificates of a PEM or DER file; none without a file. Raises OSError."""
    return list(load_certs_from_pemder_data(path.read_bytes())) if path else []


def _one(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
