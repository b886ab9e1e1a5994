"""Writing the record. Filling a sheet is never recorded: a time beside a rater is a link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry


class Actor(Protocol):
    """Whoever acts: anything with an account id."""

    @property
    def id(self) -> int: ...


def record_act(
    session: Session,
    act: Act,
    object_id: int | None,
    *,
    by: Actor | None,
    at: datetime,
    detail: Mapping[str, int | str] | None = None,
) -> None:
    """Note that `by` did this to the object; `detail`: counts and words, never what was said."""
    session.add(
        AuditEntry(
            at=at,
            account_id=by.id if by else None,
            act=act.code,
            object_kind=act.kind,
            object_id=object_id,
            detail=None if detail is None else dict(detail),
        )
    )
