"""Reading the record where it holds numbers that are kept nowhere else."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail, AuditEntry


def entries_of(act: Act, object_id: int) -> Select[AuditEntry]:
    """Every time that this was done to the object."""
    return select(AuditEntry).where(
        AuditEntry.object_kind == act.kind,
        AuditEntry.act == act.code,
        AuditEntry.object_id == object_id,
    )


def latest_detail(session: Session, act: Act, object_id: int) -> AuditDetail:
    """What the newest of them kept; nothing where there is none, or an older version did it."""
    newest = entries_of(act, object_id).order_by(AuditEntry.id.desc()).limit(1)
    found = session.scalars(newest).first()
    return dict(found.detail or {}) if found else {}
