"""Reading the record where it holds numbers that are kept nowhere else."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.audit.models import AuditEntry


def latest_act(session: Session, kind: str, object_id: int, beginning: str) -> str | None:
    """The newest act on an object that begins so; None where there is none."""
    return session.scalar(
        select(AuditEntry.act)
        .where(
            AuditEntry.object_kind == kind,
            AuditEntry.object_id == object_id,
            AuditEntry.act.startswith(beginning, autoescape=True),
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
