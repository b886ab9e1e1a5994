"""An assignment: the promise of a sheet. It never says whether the sheet exists."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sa_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.cycles.models import Participant
from berakhlak.extensions import Base, UtcDateTime


class DeclineReason(StrEnum):
    """Why an assignment is not owed any more: the rater said so, or the officer was withdrawn."""

    CONFLICT_OF_INTEREST = "conflict_of_interest"
    DOES_NOT_KNOW = "does_not_know"
    WITHDRAWN = "withdrawn"  # By HR, for the officer is no longer rated.


BY_THE_RATER = (DeclineReason.DOES_NOT_KNOW, DeclineReason.CONFLICT_OF_INTEREST)


class AddedFor(StrEnum):
    """Why a rater was asked after the cycle had opened."""

    DECLINED = "declined"
    LEFT = "left"


class Assignment(Base):
    """`rater` is asked to rate `ratee` in the group of this code. Rows stay untouched meanwhile.

    A changed row would carry the transaction number of the sheet written with it, and its new
    place in the file would repeat the order of answering. So progress is not stored here: it is
    looked up through the cycle key (`ratings.progress`), and is gone when the key is. The rows
    themselves, with who gave one back and why, are erased when the cycle closes.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("rater_id", "ratee_id"),
        CheckConstraint("(\"group\" = 'self') = (rater_id = ratee_id)", name="self_rates_self"),
        CheckConstraint("\"group\" <> 'citizen'", name="citizens_have_no_assignment"),
        # Few are given back, and HR's page of them reads these alone.
        Index(
            "ix_assignment_declined",
            "cycle_id",
            sqlite_where=sa_text("declined IS NOT NULL"),
            postgresql_where=sa_text("declined IS NOT NULL"),
        ),
        # Never a number twice: what a phone still holds for an erased one must find no other.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))  # First of the unique pair.
    ratee_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    group: Mapped[str] = mapped_column(String(30))
    declined: Mapped[DeclineReason | None]
    # Asked after opening, in place of somebody who does not rate: see docs/cycle.md.
    added_for: Mapped[AddedFor | None]

    rater: Mapped[Participant] = relationship(foreign_keys=[rater_id])
    ratee: Mapped[Participant] = relationship(foreign_keys=[ratee_id])


class ProgressLook(Base):
    """How far a cycle was when HR's page was last brought up to date; no time, only the day.

    `box` holds it under the cycle's key: a database without the key folder tells nothing of it.
    `raters` holds in the same way who was late; looks of older versions have them in `box`. `names`
    says which words stand in everybody's name, late or not: its size must not tell who is.
    """

    __tablename__ = "progress_look"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    taken_on: Mapped[date]
    box: Mapped[bytes] = mapped_column(LargeBinary)
    raters: Mapped[bytes | None] = mapped_column(LargeBinary)
    names: Mapped[bytes | None] = mapped_column(LargeBinary)


class RaterCoverage(Base):
    """How many raters each officer of a large cycle has, as counted last: see
    docs/decisions/0188. Numbers of officers and counts alone, no names of raters.

    `revision`: of what it was counted from (`cycles.input_revision`). `seconds`: what counting
    took. `rows` holds every officer in the order of the page, `wanting` those who need a look.
    """

    __tablename__ = "rater_coverage"

    cycle_id: Mapped[int] = mapped_column(
        ForeignKey("cycle.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[float]
    summary_json: Mapped[str] = mapped_column(Text)
    rows: Mapped[bytes] = mapped_column(LargeBinary)
    wanting: Mapped[bytes] = mapped_column(LargeBinary)
