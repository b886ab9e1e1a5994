"""Providers, their programmes, runs of these with a roll, and what units need. Days, no hours of
the day; money in whole rupiah; `hours` are JP (jam pelajaran)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from berakhlak.cycles.models import Participant
from berakhlak.extensions import Base
from berakhlak.people.models import Person, Unit
from berakhlak.text import label_key, search_key

MOST_HOURS = 2_000
MOST_RUPIAH = 10**12
LONGEST_SERVES = 500


class ProviderKind(StrEnum):
    """Who teaches."""

    INSTITUTE = "institute"
    UNIVERSITY = "university"
    PRIVATE = "private"
    COMMUNITY = "community"
    OWN = "own"


class TrainingMode(StrEnum):
    """How it is taught."""

    CLASSICAL = "classical"
    ONLINE = "online"
    BLENDED = "blended"
    COACHING = "coaching"
    MENTORING = "mentoring"
    ASSIGNMENT = "assignment"


class ProgrammeState(StrEnum):
    """Where a programme stands; `proposed` and `declined` are of partners alone."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    DECLINED = "declined"
    ENDED = "ended"


class TrainingProvider(Base):
    """An institute, university, company, community, or the agency itself."""

    __tablename__ = "training_provider"
    __table_args__ = (UniqueConstraint("agency_id", "name_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[ProviderKind]
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(Text)

    @validates("name")
    def _keep_the_key(self, _column: str, words: str) -> str:
        self.name_key = label_key(words)
        return words


class TrainingProgramme(Base):
    """What a provider teaches. `serves`: codes of values and behaviours; `levels`: kinds of post,
    none for all; both between commas. `answer`: what HR told a partner who proposed it."""

    __tablename__ = "training_programme"
    __table_args__ = (
        CheckConstraint("hours > 0", name="has_hours"),
        CheckConstraint("price >= 0", name="price_not_below_zero"),
        CheckConstraint("state <> 'declined' OR answer <> ''", name="declined_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("training_provider.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    title_key: Mapped[str] = mapped_column(Text)
    mode: Mapped[TrainingMode]
    hours: Mapped[int]
    price: Mapped[int] = mapped_column(BigInteger)
    serves: Mapped[str] = mapped_column(String(LONGEST_SERVES))
    levels: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(String(1000), default="")
    state: Mapped[ProgrammeState] = mapped_column(default=ProgrammeState.OFFERED)
    answer: Mapped[str] = mapped_column(String(500), default="")

    provider: Mapped[TrainingProvider] = relationship(lazy="joined")

    @validates("title")
    def _keep_the_key(self, _column: str, words: str) -> str:
        self.title_key = search_key(words)
        return words

    @property
    def served(self) -> tuple[str, ...]:
        return codes_of(self.serves)

    @property
    def for_levels(self) -> tuple[str, ...]:
        return codes_of(self.levels)


class PlannedTraining(Base):
    """A training in an officer's plan, read by the two of it; `asked_on`: since when HR may read
    that this officer would like a place."""

    __tablename__ = "planned_training"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("training_programme.id"), primary_key=True, index=True
    )
    planned_on: Mapped[date]
    asked_on: Mapped[date | None]

    participant: Mapped[Participant] = relationship()
    programme: Mapped[TrainingProgramme] = relationship(lazy="joined")


class TrainingRun(Base):
    """A programme held on certain days. `hours`: as they were when HR entered it. `materials`: what
    the provider reported. Hours count from `confirmed_on`."""

    __tablename__ = "training_run"
    recorded_as = "training run"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("hours > 0", name="has_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("training_programme.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[int]
    materials: Mapped[str] = mapped_column(Text, default="")
    reported_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]

    programme: Mapped[TrainingProgramme] = relationship(lazy="joined")


class TrainingAttendance(Base):
    """One officer on the roll of a run; `attended` is None until it is reported."""

    __tablename__ = "training_attendance"

    run_id: Mapped[int] = mapped_column(ForeignKey("training_run.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    sent_on: Mapped[date]
    attended: Mapped[bool | None]

    run: Mapped[TrainingRun] = relationship()
    person: Mapped[Person] = relationship()


class TrainingNeed(Base):
    """One line of the needs of a year (AKPK): HR's decision, and no figure of ratings."""

    __tablename__ = "training_need"
    recorded_as = "training need"
    __table_args__ = (
        CheckConstraint("places > 0", name="has_places"),
        CheckConstraint("price >= 0", name="price_not_below_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    year: Mapped[int]
    subject: Mapped[str] = mapped_column(String(40))
    places: Mapped[int]
    programme_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_programme.id"), index=True
    )
    price: Mapped[int] = mapped_column(BigInteger, default=0)

    unit: Mapped[Unit] = relationship(lazy="joined")
    programme: Mapped[TrainingProgramme | None] = relationship(lazy="joined")

    @property
    def cost(self) -> int:
        return self.places * self.price


class TrainingBudget(Base):
    """What an agency may spend on trainings in a year."""

    __tablename__ = "training_budget"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ceiling: Mapped[int] = mapped_column(BigInteger)


class PartnerAccount(Base):
    """For which provider an account with the role of a partner acts."""

    __tablename__ = "partner_account"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("training_provider.id"), index=True)


class SharedNeed(Base):
    """That a provider may read how many places of a year are for this, over all units."""

    __tablename__ = "shared_need"

    provider_id: Mapped[int] = mapped_column(ForeignKey("training_provider.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)


def codes_of(words: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(code for code in (each.strip() for each in words.split(",")) if code)
