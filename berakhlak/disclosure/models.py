"""Audits as they were run, kept with their cycle."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base, UtcDateTime


class DisclosureAudit(Base):
    """One run over the results with this hash; `payload` is a `report.AuditReport` as JSON."""

    __tablename__ = "disclosure_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str] = mapped_column(String(64))
    is_safe: Mapped[bool]
    payload: Mapped[str] = mapped_column(Text)
