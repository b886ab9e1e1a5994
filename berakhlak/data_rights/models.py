"""Requests to have data mended, and marks that the notice was read; no hours.

A time beside a rater is a link.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import text as sa_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.data_rights.terms import CORRECTION
from berakhlak.extensions import Base
from berakhlak.people.models import Person

LONGEST_NOTE = 500


class CorrectedField(StrEnum):
    """What of a personnel row may be asked to be mended."""

    NAME = "name"
    NIP = "nip"
    POSITION = "position"
    LEVEL = "level"
    RANK = "rank"
    UNIT = "unit"
    SUPERVISOR = "supervisor"
    EMAIL = "email"
    OTHER = "other"


class CorrectionOutcome(StrEnum):
    """What became of a request."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CorrectionRequest(Base):
    """One wish of one officer. `wrong`: what stood there when it was asked; `right`: what should.

    At most one for each field waits. `answer`: why it was refused, or a word on what was done.
    """

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (decided_on IS NULL)", name="decided_on_a_day"),
        CheckConstraint("outcome IS NULL OR outcome <> 'refused' OR answer <> ''", name="says_why"),
        Index(
            "uq_correction_request_waiting",
            "person_id",
            "field",
            unique=True,
            sqlite_where=sa_text("outcome IS NULL"),
            postgresql_where=sa_text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    field: Mapped[CorrectedField]
    wrong: Mapped[str] = mapped_column(String(200))
    right: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    asked_on: Mapped[date]
    outcome: Mapped[CorrectionOutcome | None]
    answer: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    person: Mapped[Person] = relationship()

    @property
    def answer_by(self) -> date:
        """The last day of the term."""
        return CORRECTION.last_day(self.asked_on)

    def is_late(self, today: date) -> bool:
        """Whether it was answered after its term, or waits and the term is over."""
        if self.outcome is CorrectionOutcome.WITHDRAWN:
            return False
        return (self.decided_on or today) > self.answer_by


class NoticeMark(Base):
    """That a version of the notice was read by somebody, in a month; see docs/decisions/0216.

    `digest`: a mark that only SECRET_KEY makes; it names no account. No day: joined with the order
    in which sheets were written, that would tell whose they are.
    """

    __tablename__ = "notice_mark"
    __table_args__ = {"sqlite_with_rowid": False}  # Nobody's order of coming.

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    version: Mapped[int]
    month: Mapped[date]
