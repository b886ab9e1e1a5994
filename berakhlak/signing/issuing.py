"""Issuing: a code into the document, a signature over it where one is configured, a record of it.

A document that claims a signature leaves only after the signature was found in it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar

import segno
from asn1crypto import x509
from flask import current_app
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.documents.parts import VerificationDetails
from berakhlak.run_language import N_, operator_gettext
from berakhlak.signing import operations, queries
from berakhlak.signing.codes import codes_in, new_code
from berakhlak.signing.issuable import Issuable
from berakhlak.signing.issued_files import IssuedFileCache, issued_files_of
from berakhlak.signing.pdf_signature import BrokenSignature, PdfSignature
from berakhlak.signing.signers import (
    DocumentSigner,
    SigningFailed,
    SigningNotConfigured,
    signer_from,
)
from berakhlak.web.whole_addresses import public_address
from config import Config, SigningSettings

log = logging.getLogger(__name__)
Document = TypeVar("Document", bound=Issuable)
# Millimetres of one QR module: 25 mm across for an ordinary address, scanned from arm's length.
_MODULE = 0.6


class SignatureMissing(SigningFailed):
    """What came back from signing is not this document with a signature that holds."""

    message = _(
        "Tanda tangan pada dokumen tidak dapat dipastikan, sehingga dokumen tidak diterbitkan. "
        "Hubungi pengelola sistem."
    )


@dataclass(frozen=True)
class DocumentIssuer:
    """Hands documents out. `address` leads from a code to its public verification page."""

    signer: DocumentSigner | None
    roots: Sequence[x509.Certificate]
    issued_files: IssuedFileCache
    address: Callable[[str], str]

    def issue(
        self,
        session: Session,
        document: Document,
        *,
        source: str,
        render: Callable[[Document], bytes],
        by: Actor | None,
        at: datetime,
    ) -> bytes:
        """The issued PDF of a document: the same bytes as long as its content stays the same.

        `source` is the hash of everything the file is made from. Nothing is recorded, and no
        lock is held, before the signature is there. Raises SigningFailed and its kinds.
        """
        source = self.source(source)
        held = self._held(session, document.participant_id, source)
        if held is not None:
            return held
        printed = self.prepared(document)
        rendered = render(printed)
        content = self.finished(session, printed, source, rendered, by=by, at=at)
        self.issued_files.keep(session, _code_of(printed), content)
        return content

    def source(self, source: str) -> str:
        """The source and what the issuer adds: another signer or address makes another file."""
        signer = self.signer.label if self.signer else "unsigned"
        return sha256(f"{source}\n{signer}\n{self.address('')}".encode()).hexdigest()

    def prepared(self, document: Document) -> Document:
        """The document as it is to be printed, with a fresh code."""
        code = new_code()
        url = self.address(code)
        with force_locale(document.language):
            verification = VerificationDetails(
                code=code,
                url=url,
                qr=qr_drawing(url),
                signature=self.signer.statement() if self.signer else "",
            )
        return document.with_verification(verification)

    def finished(
        self,
        session: Session,
        printed: Issuable,
        source: str,
        rendered: bytes,
        *,
        by: Actor | None,
        at: datetime,
    ) -> bytes:
        """Sign what was rendered from a prepared document, and record the issue."""
        content, signed_by = self._signed(printed, rendered)
        issued = operations.record_issue(
            session,
            code=_code_of(printed),
            participant_id=printed.participant_id,
            language=printed.language,
            source=source,
            sha256=sha256(content).hexdigest(),
            signed_by=signed_by,
            by=by,
            at=at,
        )
        for outdated in queries.outdated_codes(session, issued):
            self.issued_files.forget(session, outdated)
        return content

    def signed_page(self, rendered: bytes, reason: str) -> bytes:
        """A page that is about no officer, signed where a signer is set. Raises SigningFailed."""
        if self.signer is None:
            return rendered
        signed = self.signer.sign(rendered, reason=reason)
        self._held_by_signer(self.signer, signed)
        return signed

    def _held(self, session: Session, participant_id: int, source: str) -> bytes | None:
        known = queries.latest_issue_of(session, participant_id, source)
        return self.issued_files.read_file(known.code, known.sha256) if known else None

    def _signed(self, printed: Issuable, rendered: bytes) -> tuple[bytes, str | None]:
        """The finished bytes, and whose certificate is in them."""
        if self.signer is None:
            return rendered, None
        code = _code_of(printed)
        with force_locale(printed.language):
            reason = gettext("Penerbitan profil perilaku, kode verifikasi %(code)s", code=code)
            signed = self.signer.sign(rendered, reason=reason)
        return signed, self._checked(self.signer, signed, code).subject

    def _checked(self, signer: DocumentSigner, signed: bytes, code: str) -> PdfSignature:
        """The signature in the finished file. Raises SignatureMissing."""
        signature = self._held_by_signer(signer, signed)
        if code not in codes_in(signed):
            raise SignatureMissing
        return signature

    def _held_by_signer(self, signer: DocumentSigner, signed: bytes) -> PdfSignature:
        """A signature that holds, by whom the file says. Raises SignatureMissing."""
        from berakhlak.signing.signatures import read_signature

        try:
            signature = read_signature(signed, self.roots)
        except BrokenSignature as error:
            raise SignatureMissing from error
        if signature is None:
            raise SignatureMissing
        if not signature.holds or not signer.vouches_for(signature):
            log.error("Signing: refused the signature of %s", signature.issuer)
            raise SignatureMissing
        return signature


def document_issuer() -> DocumentIssuer:
    """The issuer of the running application. Raises SigningNotConfigured."""
    config: Config = current_app.config["BERAKHLAK"]
    return DocumentIssuer(
        signer=_signer(config.signing),
        roots=trusted_roots(config.signing),
        issued_files=issued_files_of(config),
        address=verification_address,
    )


def verification_address(code: str) -> str:
    """The public page of a code."""
    return f"{public_address('signing.verification_page')}/{code}"


@lru_cache(maxsize=4)
def _signer(settings: SigningSettings) -> DocumentSigner | None:
    return signer_from(settings)


@lru_cache(maxsize=4)
def trusted_roots(settings: SigningSettings) -> Sequence[x509.Certificate]:
    """The roots of SIGNING_ROOTS; none without. Raises SigningNotConfigured."""
    if settings.roots_file is None:
        return []
    from berakhlak.signing.signatures import load_roots

    try:
        return load_roots(settings.roots_file)
    except (OSError, ValueError) as error:
        raise SigningNotConfigured(
            operator_gettext(N_("%(path)s tidak dapat dibaca"), path=settings.roots_file)
        ) from error


def _code_of(printed: Issuable) -> str:
    if printed.verification is None:
        raise ValueError("only a prepared document can be issued")
    return printed.verification.code


def qr_drawing(url: str) -> str:
    """The QR code as SVG; a seventh of it may be dirty."""
    title = gettext("Kode QR menuju halaman verifikasi dokumen ini")
    code = segno.make(url, error="m", micro=False)
    # The drawing is made of numbers and our own title: nothing of the address stands in it.
    return Markup(code.svg_inline(border=4, scale=_MODULE, unit="mm", title=title))  # noqa: S704
