"""What an officer answers to a profile. Days, no hours."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.cycles.models import Participant
from berakhlak.extensions import Base
from berakhlak.people.models import Person

LONGEST_REPLY, LONGEST_TEXT = 1000, 3000


class ObjectionPart(StrEnum):
    """What of a profile an objection is about."""

    VALUE = "value"
    COMMENTS = "comments"
    PROCESS = "process"


class Outcome(StrEnum):
    """What was decided."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


UPHELD = (Outcome.ACCEPTED, Outcome.PARTLY)


class Notice(StrEnum):
    """What one of those concerned is told of by mail, once."""

    RECEIVED = "received"
    HEARING = "hearing"
    TO_DECIDE = "to_decide"
    REMINDER = "reminder"
    LATE = "late"
    DESK_UNNAMED = "desk_unnamed"
    DESK_LATE = "desk_late"
    DECIDED = "decided"


class ProfileResponse(Base):
    """That the officer has read the profile, and a short reply; the supervisor reads both."""

    __tablename__ = "profile_response"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    read_on: Mapped[date | None]
    reply: Mapped[str] = mapped_column(Text)
    replied_on: Mapped[date | None]


class Objection(Base):
    """One objection to one profile. `round`: the next one after an earlier one was withdrawn.

    `about` is the code of a value or behaviour where `part` is a value. Both terms are kept as they
    were told when it was lodged. `decider_id` is None while nobody may decide. Of one that was
    withdrawn only days stay.
    """

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("participant_id", "round"),
        CheckConstraint("(outcome IS NULL) = (decided_on IS NULL)", name="decided_on_a_day"),
        CheckConstraint("outcome IS NULL OR withdrawn_on IS NULL", name="one_end"),
        CheckConstraint("outcome IS NULL OR decider_id IS NOT NULL", name="decided_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))
    round: Mapped[int]
    part: Mapped[ObjectionPart]
    about: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    lodged_on: Mapped[date]
    lodge_by: Mapped[date]
    decide_by: Mapped[date]
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    withdrawn_on: Mapped[date | None]
    statement: Mapped[str] = mapped_column(Text)
    stated_on: Mapped[date | None]
    outcome: Mapped[Outcome | None]
    decision: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date | None]

    participant: Mapped[Participant] = relationship()
    decider: Mapped[Person | None] = relationship()
    notices: Mapped[list[ObjectionNotice]] = relationship(lazy="selectin")

    @property
    def number(self) -> str:
        """By which people speak of it: cycle, officer and round, so that it tells no counts."""
        return f"{self.participant.cycle_id}-{self.participant_id}-{self.round}"

    @property
    def is_open(self) -> bool:
        return self.outcome is None and self.withdrawn_on is None

    def is_late(self, today: date) -> bool:
        """Whether it was decided after its term, or is not decided and the term is over."""
        if self.withdrawn_on is not None:
            return False
        return (self.decided_on or today) > self.decide_by


class ObjectionNotice(Base):
    """A mail about an objection, put together on a day; None to have it sent anew."""

    __tablename__ = "objection_notice"

    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), primary_key=True)
    notice: Mapped[Notice] = mapped_column(primary_key=True)
    told_on: Mapped[date | None]
