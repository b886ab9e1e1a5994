"""What one account asks about a cycle, and another's is needed to do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base, UtcDateTime


class CycleRequest:
    """Columns of what one account asks about a cycle and another's confirms.

    `seen` is a digest of what was asked about; 64 hexadecimal digits.
    """

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen: Mapped[str] = mapped_column(String(64))


class EarlyClosing(CycleRequest, Base):
    """One account's request to close before the last day; another's is needed to do it."""

    __tablename__ = "early_closing"


class ResultsDeletion(CycleRequest, Base):
    """One account's request to delete the results of a cycle whose period is over."""

    __tablename__ = "results_deletion"


class PublishingRequest(CycleRequest, Base):
    """One account's request to publish results, where the policy asks for two."""

    __tablename__ = "publishing_request"
