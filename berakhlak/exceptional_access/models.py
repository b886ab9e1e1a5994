"""Exceptional accesses: docs/decisions/0213. Hours are those of who opened, never the officer's."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import Participant
from berakhlak.extensions import Base, UtcDateTime

LONGEST_REASON, LONGEST_PAPER = 1000, 200


class OpenedContent(StrEnum):
    """What may be opened, of one officer in one published cycle. Nothing else may: 0213."""

    PROFILE = "profile"
    OBJECTION = "objection"


class Ground(StrEnum):
    """On what an exceptional access rests."""

    AUDIT = "audit"
    COURT = "court"
    OMBUDSMAN = "ombudsman"
    OFFICER = "officer"


class ExceptionalAccess(Base):
    """One account may read one thing until `ends_at`, or until somebody ended it before.

    `paper`: number and day of the letter that it rests on. `readings`: how often it was read.
    """

    __tablename__ = "exceptional_access"
    __table_args__ = (
        CheckConstraint("ends_at > opened_at", name="ends_later"),
        CheckConstraint("paper <> '' AND reason <> ''", name="says_why"),
        CheckConstraint("readings >= 0", name="readings_are_counted"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    thing: Mapped[OpenedContent]
    ground: Mapped[Ground]
    paper: Mapped[str] = mapped_column(String(LONGEST_PAPER))
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    readings: Mapped[int] = mapped_column(default=0)

    participant: Mapped[Participant] = relationship()
    account: Mapped[Account] = relationship(foreign_keys=[account_id])

    def is_open(self, now: datetime) -> bool:
        """Whether it may be read at this moment, by who opened it."""
        return self.ended_at is None and self.opened_at <= now < self.ends_at
