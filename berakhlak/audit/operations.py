"""Writing the record. Filling a sheet is never recorded: a time beside a rater is a link."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from berakhlak.audit.models import AuditEntry


class Actor(Protocol):
    """Whoever acts: anything with an account id."""

    @property
    def id(self) -> int: ...


def record_act(
    session: Session,
    act: str,
    kind: str,
    object_id: int | None,
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Note that `by` did `act` (a past participle, e.g. "opened") to the object."""
    session.add(
        AuditEntry(
            at=at,
            account_id=by.id if by else None,
            act=act,
            object_kind=kind,
            object_id=object_id,
        )
    )
