"""A cycle, and the snapshot of units and people that it freezes when it opens."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, exists
from sqlalchemy import text as sa_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.cycles.asked_questions import asked_in_cycle
from berakhlak.cycles.policy import Policy
from berakhlak.extensions import Base, UtcDateTime
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.citizen_form import CitizenForm, form_from_text
from berakhlak.instrument.models import InstrumentVersion, cached_pair
from berakhlak.key_holders.holders import KeyHolders, holders_from
from berakhlak.people.models import PositionLevel
from berakhlak.people.namesakes import name_with_mark


class CycleState(StrEnum):
    """Steps of a cycle in their only order; there is no way back over sealing."""

    DRAFT = "draft"
    NOMINATION = "nomination"
    OPEN = "open"
    SEALING = "sealing"
    CLOSED = "closed"
    PUBLISHED = "published"
    ARCHIVED = "archived"


ENDED = (CycleState.CLOSED, CycleState.PUBLISHED, CycleState.ARCHIVED)
BEFORE_OPENING = (CycleState.DRAFT, CycleState.NOMINATION)


class Cycle(Base):
    """One evaluation round of an agency. `key_name` names the key file outside the database.

    One whose sheets asked a second instrument has two results: its own, of the first instrument,
    and those of `second`, a cycle of the same people without sheets that closing makes (see
    docs/decisions/0024). `key_fingerprint` tells whether what lies there is the cycle's key; 64
    hexadecimal digits. Empty until the cycle opens, and where it was opened by a version that kept
    none. `extended_on`: the day on which raters were last given more time. `holders_json`: who
    holds the key to what is sent (`key_holders`); None where the server does.
    """

    __tablename__ = "cycle"
    recorded_as = "cycle"
    __table_args__ = (
        CheckConstraint("closes_on >= opens_on", name="closes_after_opening"),
        UniqueConstraint("agency_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[CycleState] = mapped_column(default=CycleState.DRAFT)
    policy_json: Mapped[str] = mapped_column(Text)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    extended_on: Mapped[date | None]
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    key_name: Mapped[str] = mapped_column(String(32), unique=True)
    key_fingerprint: Mapped[str | None] = mapped_column(String(64))
    holders_json: Mapped[str | None] = mapped_column(Text)

    instrument: Mapped[InstrumentVersion] = relationship()
    asked_second: Mapped[SecondInstrument | None] = relationship(
        foreign_keys="SecondInstrument.cycle_id",
        back_populates="cycle",
        cascade="all, delete-orphan",
        uselist=False,
    )
    kept_citizen_form: Mapped[KeptCitizenForm | None] = relationship(
        cascade="all, delete-orphan", uselist=False
    )
    result_of: Mapped[SecondInstrument | None] = relationship(
        foreign_keys="SecondInstrument.results_id", back_populates="results", uselist=False
    )
    looks_back: Mapped[Pulse | None] = relationship(
        foreign_keys="Pulse.cycle_id",
        back_populates="cycle",
        cascade="all, delete-orphan",
        uselist=False,
    )
    looked_at: Mapped[Pulse | None] = relationship(
        foreign_keys="Pulse.of_id", back_populates="of", uselist=False
    )

    @property
    def is_pulse(self) -> bool:
        """Whether it asks again about a few behaviours of an earlier cycle."""
        return self.looks_back is not None

    @property
    def pulse(self) -> Cycle | None:
        """The pulse that looks back on this cycle."""
        return self.looked_at.cycle if self.looked_at else None

    @property
    def questionnaire(self) -> Instrument:
        """All that a sheet of this cycle asks of staff."""
        asked = self.instrument.content
        if self.asked_second is not None:
            asked = cached_pair(self.instrument.source, self.asked_second.instrument.source)
        return asked if self.is_pulse else asked_in_cycle(asked, self.policy)

    @property
    def citizen_form(self) -> CitizenForm | None:
        """What citizens are asked; None where it is the behaviours as the instrument words them."""
        kept = self.kept_citizen_form
        return form_from_text(kept.source) if kept else None

    @property
    def main(self) -> Cycle | None:
        """The cycle on whose sheets the instrument of this one was the second."""
        return self.result_of.cycle if self.result_of else None

    @property
    def second(self) -> Cycle | None:
        """The cycle that holds the results of the second instrument, once there are any."""
        return self.asked_second.results if self.asked_second else None

    @property
    def both(self) -> tuple[Cycle, ...]:
        """The cycle of each instrument, once there are results of two; else this one alone."""
        main = self.main or self
        return (main, main.second) if main.second else (self,)

    @property
    def is_one_of_two(self) -> bool:
        """Whether its sheets asked two instruments; its own results are of one of them."""
        return bool(self.asked_second or self.result_of)

    @property
    def holders(self) -> KeyHolders | None:
        """Who holds the key to what is sent; None where the server does."""
        return holders_from(self.holders_json)

    @property
    def policy(self) -> Policy:
        return Policy.from_json(self.policy_json)

    @property
    def carries_ratings(self) -> bool:
        """Whether ratings of behaviour may rest on its results; of two, on the first."""
        return self.main is None and self.policy.purpose.allows_rating

    @property
    def accepts_answers(self) -> bool:
        return self.state is CycleState.OPEN


class SecondInstrument(Base):
    """The instrument that the sheets of a cycle ask after its first one.

    `results_id`: the cycle that holds its results, from closing on.
    """

    __tablename__ = "second_instrument"
    __table_args__ = (UniqueConstraint("results_id"),)

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    results_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"))

    instrument: Mapped[InstrumentVersion] = relationship()
    cycle: Mapped[Cycle] = relationship(foreign_keys=[cycle_id], back_populates="asked_second")
    results: Mapped[Cycle | None] = relationship(
        foreign_keys=[results_id], back_populates="result_of"
    )


class Pulse(Base):
    """That a cycle is a pulse: three questions at most about each officer who agreed, months after
    the cycle `of`. It never enters the states in which profiles and results are read; see
    docs/decisions/0197. `cycles.pulses` says more.
    """

    __tablename__ = "pulse"
    __table_args__ = (UniqueConstraint("of_id"),)

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    of_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))

    cycle: Mapped[Cycle] = relationship(foreign_keys=[cycle_id], back_populates="looks_back")
    of: Mapped[Cycle] = relationship(foreign_keys=[of_id], back_populates="looked_at")


class KeptCitizenForm(Base):
    """What citizens are asked in a cycle, in every language, as it was when the cycle opened.

    Cycles that opened before there were such forms have none, and those of instruments without one.
    """

    __tablename__ = "citizen_form"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    source: Mapped[str] = mapped_column(Text)


IS_MAIN = ~exists().where(SecondInstrument.results_id == Cycle.id)
"""Of cycles in a query: all but those that hold results of a second instrument."""

IS_NO_PULSE = ~exists().where(Pulse.cycle_id == Cycle.id)
"""Of cycles in a query: all but pulses, which have no results for others than their officers."""


class DeletedCycle(Base):
    """What stays of a cycle whose results were deleted: that it was, who decided, and how much.

    `cycle_id` is the number that it had. `counts_json`: rows by what they were.
    """

    __tablename__ = "deleted_cycle"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    cycle_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    years_kept: Mapped[int]
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    agreed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    counts_json: Mapped[str] = mapped_column(Text)

    instrument: Mapped[InstrumentVersion] = relationship()

    @property
    def counts(self) -> dict[str, int]:
        return dict(json.loads(self.counts_json))


class CycleUnit(Base):
    """A unit covered by the cycle; name and parent as they were when it opened."""

    __tablename__ = "cycle_unit"
    __table_args__ = (UniqueConstraint("cycle_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("cycle_unit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))


class Participant(Base):
    """A person as the cycle saw them at opening: rated, rating, or both."""

    __tablename__ = "participant"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        CheckConstraint("NOT is_rated OR unit_id IS NOT NULL", name="rated_has_a_unit"),
        # Counts of those who are rated, and who leads them, are read from it alone.
        Index("ix_participant_rated", "cycle_id", "is_rated", "supervisor_id"),
        # Who is where in a cycle is counted from it alone.
        Index("ix_participant_in_unit", "cycle_id", "unit_id", "is_rated", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("cycle_unit.id"), index=True)
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    nip: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(200))
    # Tells them from namesakes in the cycle.
    mark: Mapped[str] = mapped_column(Text, default="", server_default=sa_text("''"))
    rank: Mapped[str | None] = mapped_column(String(10))
    position: Mapped[str] = mapped_column(String(200))
    level: Mapped[PositionLevel]
    is_rated: Mapped[bool]

    cycle: Mapped[Cycle] = relationship()
    unit: Mapped[CycleUnit | None] = relationship()
    supervisor: Mapped[Participant | None] = relationship(remote_side=[id])

    @property
    def called(self) -> str:
        """The name as it is shown wherever several people are."""
        return name_with_mark(self.name, self.mark)
