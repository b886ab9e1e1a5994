"""Complaints, what was answered, and the agency's rules about both. Days, no hours.

Nothing leads from here to a counter's code, a ticket, a box or a rating: this room cannot import
them. Names of rows are drawn by chance, so that their order tells nothing (0222).
"""

from __future__ import annotations

import secrets
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.complaints.states import ComplaintState
from berakhlak.extensions import Base
from berakhlak.people.models import Unit

LONGEST_WORDS, LONGEST_PLACE, LONGEST_CONTACT = 3000, 120, 200
LONGEST_KIND = 100


class WordBy(StrEnum):
    """Who says something about a complaint."""

    CITIZEN = "citizen"
    UNIT = "unit"
    FORWARD = "forward"  # Nobody's words: from here on another unit answers.


class ComplaintNotice(StrEnum):
    """What is told once, by mail, of a complaint as it stands."""

    NEW = "new"  # To who answers.
    DUE = "due"  # To who answers: the term ends soon.
    LATE = "late"  # To who answers, to the heads above, and to HR.


class ComplaintPolicy(Base):
    """How an agency takes complaints; without a row it takes none.

    `first_days`: for the first answer. `remind_days`: before the end of a term. `reopen_days`: for
    so long the citizen may reopen what was closed. `kept_months`: after the last closing. `wbs`:
    where the agency's own whistleblowing desk is found; may be empty.
    """

    __tablename__ = "complaint_policy"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=False)
    first_days: Mapped[int] = mapped_column(default=3)
    counts_working_days: Mapped[bool] = mapped_column(default=True)
    remind_days: Mapped[int] = mapped_column(default=1)
    reopen_days: Mapped[int] = mapped_column(default=30)
    kept_months: Mapped[int] = mapped_column(default=24)
    wbs: Mapped[str] = mapped_column(String(LONGEST_CONTACT), default="")


class ComplaintKind(Base):
    """A kind of the agency's own, or another wording or term for a shipped one (`data/kinds.toml`).

    `days`: within so many it is settled.
    """

    __tablename__ = "complaint_kind"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    name_id: Mapped[str] = mapped_column(String(LONGEST_KIND))
    name_en: Mapped[str] = mapped_column(String(LONGEST_KIND))
    days: Mapped[int]
    is_offered: Mapped[bool] = mapped_column(default=True)


class ComplaintOfficer(Base):
    """Whom HR named to answer for a unit, beside its head; mail goes to them instead of to it."""

    __tablename__ = "complaint_officer"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Complaint(Base):
    """One complaint about a unit.

    `receipt`: a keyed hash of the code by which the citizen follows it. Both terms are kept as they
    were told, and `days` with them, for what is reopened. `closed_on` is the first time.
    `is_counted`: it stands in the counts of its quarter (`ComplaintCount`).
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint(
            "closed_on IS NULL OR first_answered_on IS NOT NULL", name="closed_with_an_answer"
        ),
        CheckConstraint("reopened_on IS NULL OR closed_on IS NOT NULL", name="reopened_once_over"),
        {"sqlite_with_rowid": False},
    )

    name: Mapped[str] = mapped_column(
        String(16), primary_key=True, default=lambda: secrets.token_hex(8)
    )
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    receipt: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    contact: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    state: Mapped[ComplaintState]
    received_on: Mapped[date]
    first_by: Mapped[date]
    close_by: Mapped[date]
    days: Mapped[int]
    counts_working_days: Mapped[bool]
    first_answered_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    reopened_on: Mapped[date | None]
    closed_again_on: Mapped[date | None]
    has_helped: Mapped[bool | None]
    is_closed_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_counted: Mapped[bool] = mapped_column(default=False, server_default=false())

    unit: Mapped[Unit] = relationship()
    words: Mapped[list[ComplaintMessage]] = relationship(
        order_by="ComplaintMessage.number", cascade="all, delete-orphan", passive_deletes=True
    )
    told: Mapped[list[SentComplaintNotice]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

    @property
    def is_open(self) -> bool:
        return self.state is not ComplaintState.CLOSED

    @property
    def due_on(self) -> date:
        """The last day of the term that runs, or ran last."""
        return self.first_by if self.state is ComplaintState.RECEIVED else self.close_by

    def is_late(self, today: date) -> bool:
        """Whether it waits, and the term is over."""
        return self.is_open and today > self.due_on

    @property
    def in_time(self) -> bool:
        """Whether both the first word and the first closing came within their terms.

        Opening it again starts another term, which mends nothing of the first.
        """
        first, closed = self.first_answered_on, self.closed_on
        return bool(first and closed and first <= self.first_by and not self.is_closed_late)


class ComplaintMessage(Base):
    """What was said, the complaint itself first.

    `unit_id`: the unit that said it, or that it was forwarded to; None for the citizen.
    """

    __tablename__ = "complaint_word"
    __table_args__ = {"sqlite_with_rowid": False}

    complaint_name: Mapped[str] = mapped_column(
        ForeignKey("complaint.name", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by: Mapped[WordBy]
    on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)

    unit: Mapped[Unit | None] = relationship()


class SentComplaintNotice(Base):
    """A mail about a complaint, put together on a day; gone when it is to be told anew."""

    __tablename__ = "complaint_told"
    __table_args__ = {"sqlite_with_rowid": False}

    complaint_name: Mapped[str] = mapped_column(
        ForeignKey("complaint.name", ondelete="CASCADE"), primary_key=True
    )
    notice: Mapped[ComplaintNotice] = mapped_column(primary_key=True)
    told_on: Mapped[date]


class ComplaintCount(Base):
    """How many complaints of a unit came in a quarter that is over, and how many were answered in
    time; it stays when they are erased."""

    __tablename__ = "complaint_count"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    quarter: Mapped[date] = mapped_column(primary_key=True)  # Its first day.
    received: Mapped[int]
    in_time: Mapped[int]
