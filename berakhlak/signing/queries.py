"""Finding issues by what a reader has: the code, the file, or the profile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from berakhlak.engines import in_pieces
from berakhlak.people.models import Agency
from berakhlak.signing.models import IssuedDocument


def document_by_code(session: Session, code: str) -> IssuedDocument | None:
    """The issue with this code, written as `codes.normalised` writes it."""
    return _one(session, IssuedDocument.code == code)


def document_by_sha256(session: Session, sha256: str) -> IssuedDocument | None:
    """The issue whose file has exactly this hash (hexadecimal)."""
    return _one(session, IssuedDocument.sha256 == sha256)


def first_known_document(session: Session, codes: Iterable[str]) -> IssuedDocument | None:
    """Any issue among these codes."""
    return _one(session, IssuedDocument.code.in_(sorted(codes)[:20]))


def latest_issue_of(session: Session, participant_id: int, source: str) -> IssuedDocument | None:
    """The newest issue of this very content that still stands."""
    return session.scalars(
        select(IssuedDocument)
        .where(
            IssuedDocument.participant_id == participant_id,
            IssuedDocument.source == source,
            IssuedDocument.revoked_at.is_(None),
        )
        .order_by(IssuedDocument.id.desc())
        .limit(1)
    ).first()


def outdated_codes(session: Session, current: IssuedDocument) -> Sequence[str]:
    """Codes of other issues of the same profile in the same language."""
    return session.scalars(
        select(IssuedDocument.code).where(
            IssuedDocument.participant_id == current.participant_id,
            IssuedDocument.language == current.language,
            IssuedDocument.id != current.id,
        )
    ).all()


def codes_that_are_over(session: Session, codes: Sequence[str]) -> list[str]:
    """Those of the codes whose document was withdrawn, or whose results were deleted."""
    is_over = or_(
        IssuedDocument.revoked_at.is_not(None), IssuedDocument.deleted_cycle_id.is_not(None)
    )
    wanted = select(IssuedDocument.code).where(is_over)
    pieces = (wanted.where(IssuedDocument.code.in_(some)) for some in in_pieces(codes))
    return [code for each in pieces for code in session.scalars(each)]


def issuer_of(session: Session, document: IssuedDocument) -> Agency:
    """The agency that answers for the document."""
    return session.get_one(Agency, document.cycle.agency_id)


def _one(session: Session, condition: ColumnElement[bool]) -> IssuedDocument | None:
    return session.scalars(select(IssuedDocument).where(condition).limit(1)).first()
