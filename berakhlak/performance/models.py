"""What the performance appraiser decided about behaviour, and imported ratings of work results."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.cycles.models import Participant
from berakhlak.extensions import Base


class ExpectationRating(StrEnum):
    """The three ratings of PermenPANRB 6/2022, of behaviour and of work results alike."""

    ABOVE = "above"
    AS_EXPECTED = "as_expected"
    BELOW = "below"


class BehaviourRating(Base):
    """The rating of one officer's behaviour in one cycle, and why; final from `final_on` on."""

    __tablename__ = "behaviour_rating"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    rating: Mapped[ExpectationRating]
    reason: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date]
    final_on: Mapped[date | None]

    participant: Mapped[Participant] = relationship()


class ReopenedRating(Base):
    """A rating as it was final, and why it was opened again; it stays readable for the two."""

    __tablename__ = "reopened_rating"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    rating: Mapped[ExpectationRating]
    reason: Mapped[str] = mapped_column(Text)
    final_on: Mapped[date]
    reopened_on: Mapped[date]
    why: Mapped[str] = mapped_column(Text)


class WorkResult(Base):
    """The rating of an officer's work results, as HR imported it from where it was decided."""

    __tablename__ = "work_result"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    rating: Mapped[ExpectationRating]


class StandInAppraiser(Base):
    """Whom HR named to rate an officer whose supervisor cannot; it holds as long as that is so."""

    __tablename__ = "stand_in_appraiser"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    named_on: Mapped[date]
