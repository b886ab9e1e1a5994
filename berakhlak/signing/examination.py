"""Is this file what was issued? By its bytes first; a file that is not ours is never parsed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from asn1crypto import x509
from sqlalchemy.orm import Session

from berakhlak.sealing.result_leaves import RootStatus, officer_root_status
from berakhlak.signing import queries
from berakhlak.signing.codes import codes_in
from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.pdf_signature import BrokenSignature, PdfSignature


class FileVerdict(StrEnum):
    """What can be said of a file."""

    GENUINE = "genuine"
    REVOKED = "revoked"
    CHANGED = "changed"
    OTHER = "other"
    SIGNATURE_BROKEN = "signature_broken"
    RESULTS_ALTERED = "results_altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class FileExamination:
    """`document` is the issue that the file is, or claims to be. `signature` only of our own."""

    verdict: FileVerdict
    sha256: str
    document: IssuedDocument | None = None
    signature: PdfSignature | None = None

    @property
    def is_genuine(self) -> bool:
        return self.verdict is FileVerdict.GENUINE


def examine_file(
    session: Session,
    content: bytes,
    *,
    expected: IssuedDocument | None = None,
    roots: Sequence[x509.Certificate] = (),
) -> FileExamination:
    """Compare a file with the record; `expected` is the issue that it should be.

    GENUINE or REVOKED: byte for byte what was issued. CHANGED: it carries the code of an issue,
    or was given as one, but its bytes differ. OTHER: genuine, but not `expected`. UNKNOWN:
    nothing in it leads to an issue. RESULTS_ALTERED: what was issued, but the stored results are
    no longer those of closing, so the record cannot vouch for it.
    """
    digest = sha256(content).hexdigest()
    document = queries.document_by_sha256(session, digest)
    if document is None:
        claimed = expected or queries.first_known_document(session, codes_in(content))
        verdict = FileVerdict.CHANGED if claimed else FileVerdict.UNKNOWN
        return FileExamination(verdict=verdict, sha256=digest, document=claimed)
    if expected is not None and expected.id != document.id:
        return FileExamination(verdict=FileVerdict.OTHER, sha256=digest, document=expected)
    return _of_issue(session, content, document, roots)


def _of_issue(
    session: Session, content: bytes, document: IssuedDocument, roots: Sequence[x509.Certificate]
) -> FileExamination:
    signature = _signature(content, roots) if document.signed_by else None
    if document.signed_by and (signature is None or not signature.intact):
        verdict = FileVerdict.SIGNATURE_BROKEN
    elif document.revoked_at:
        verdict = FileVerdict.REVOKED
    elif _are_results_altered(session, document):
        verdict = FileVerdict.RESULTS_ALTERED
    else:
        verdict = FileVerdict.GENUINE
    return FileExamination(
        verdict=verdict, sha256=document.sha256, document=document, signature=signature
    )


def _are_results_altered(session: Session, document: IssuedDocument) -> bool:
    """Once results are deleted, the hash of the file itself is what remains to be compared."""
    officer = document.participant
    return officer is not None and officer_root_status(session, officer) is RootStatus.BROKEN


def _signature(content: bytes, roots: Sequence[x509.Certificate]) -> PdfSignature | None:
    from berakhlak.signing.signatures import read_signature

    try:
        return read_signature(content, roots)
    except BrokenSignature:
        return None
