"""Steps of an officer after a profile, and the talk with the supervisor. Days, no hours."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.cycles.models import Participant
from berakhlak.extensions import Base

LONGEST_NOTE = 3000
MOST_STEPS = 3  # At once; more would all be begun and none kept up.


class LearningWay(StrEnum):
    """How something is learnt: 70, 20 and 10 parts of a hundred, as a rule of thumb."""

    WORK = "work"
    PEOPLE = "people"
    COURSE = "course"


class StepState(StrEnum):
    """Where a step stands."""

    CHOSEN = "chosen"
    FINISHED = "finished"
    DROPPED = "dropped"


class TalkState(StrEnum):
    """Where the talk about a profile stands."""

    NONE = "none"
    PLANNED = "planned"
    HELD = "held"
    CONFIRMED = "confirmed"


class CheckInAnswer(StrEnum):
    """How far a step has become a habit."""

    OFTEN = "often"
    SOMETIMES = "sometimes"
    NOT_YET = "not_yet"


class DevelopmentStep(Base):
    """One thing that the officer will do: when something happens, then I will do this.

    `situation` and `intention` are the two halves of the sentence; `evidence`: what would show it.
    """

    __tablename__ = "development_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    behaviour: Mapped[str] = mapped_column(String(40))
    situation: Mapped[str] = mapped_column(String(200))
    intention: Mapped[str] = mapped_column(String(200))
    way: Mapped[LearningWay]
    due_on: Mapped[date]
    evidence: Mapped[str] = mapped_column(String(200))
    chosen_on: Mapped[date]
    state: Mapped[StepState] = mapped_column(default=StepState.CHOSEN)

    participant: Mapped[Participant] = relationship()
    check_ins: Mapped[list[DevelopmentCheckIn]] = relationship(
        lazy="selectin", order_by="DevelopmentCheckIn.mark"
    )


class SharedSentence(Base):
    """One of at most three sentences that an officer shares with the unit; gone once taken back."""

    __tablename__ = "shared_sentence"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(String(200))
    shared_on: Mapped[date]

    participant: Mapped[Participant] = relationship()


class DevelopmentCheckIn(Base):
    """A look at a step, so many days (`mark`) after it began: told of by mail, and answered."""

    __tablename__ = "development_check_in"

    step_id: Mapped[int] = mapped_column(ForeignKey("development_step.id"), primary_key=True)
    mark: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_on: Mapped[date | None]
    answer: Mapped[CheckInAnswer | None]
    answered_on: Mapped[date | None]


class DevelopmentTalk(Base):
    """The talk about one profile: planned for a day, held on a day, confirmed by each of the two.

    Without a row there is none yet.
    """

    __tablename__ = "development_talk"
    __table_args__ = (
        CheckConstraint(
            "held_on IS NOT NULL OR NOT (officer_confirmed OR supervisor_confirmed)",
            name="confirmed_was_held",
        ),
    )

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    planned_on: Mapped[date | None]
    held_on: Mapped[date | None]
    officer_confirmed: Mapped[bool] = mapped_column(default=False)
    supervisor_confirmed: Mapped[bool] = mapped_column(default=False)

    participant: Mapped[Participant] = relationship()

    @property
    def state(self) -> TalkState:
        if self.officer_confirmed and self.supervisor_confirmed:
            return TalkState.CONFIRMED
        if self.held_on:
            return TalkState.HELD
        return TalkState.PLANNED if self.planned_on else TalkState.NONE


class TalkNote(Base):
    """What the supervisor notes for the talk about one profile, for themselves alone.

    Whose it is follows from the seat: who led the officer in that cycle. See docs/decisions/0206.
    """

    __tablename__ = "talk_note"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    written_on: Mapped[date]
