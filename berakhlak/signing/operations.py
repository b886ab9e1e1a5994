"""Keeping the record of issues."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Participant
from berakhlak.errors import StateConflict
from berakhlak.signing.models import IssuedDocument


class AlreadyRevoked(StateConflict):
    """Revoking twice would change the date of the first."""

    message = _("Dokumen ini sudah dicabut.")


def record_issue(
    session: Session,
    *,
    code: str,
    participant_id: int,
    language: str,
    source: str,
    sha256: str,
    signed_by: str | None,
    by: Actor | None,
    at: datetime,
) -> IssuedDocument:
    """Note that a finished file was handed out. `signed_by` is read from the file itself."""
    document = IssuedDocument(
        code=code,
        participant_id=participant_id,
        cycle_id=session.get_one(Participant, participant_id).cycle_id,
        language=language,
        source=source,
        sha256=sha256,
        signed_by=signed_by,
        issued_at=at,
    )
    session.add(document)
    session.flush()
    audit.record_act(session, Act.ISSUED_DOCUMENT, document.id, by=by, at=at)
    return document


def revoke_document(
    session: Session, document: IssuedDocument, *, by: Actor | None, at: datetime
) -> None:
    """Withdraw an issue: from now on verification says so. Raises AlreadyRevoked."""
    if document.revoked_at is not None:
        raise AlreadyRevoked
    document.revoked_at = at
    audit.record_act(session, Act.REVOKED_DOCUMENT, document.id, by=by, at=at)
