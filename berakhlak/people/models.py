"""Agencies, the tree of units, and the people in it."""

from __future__ import annotations

from collections.abc import Iterator
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
from sqlalchemy import false as sa_false
from sqlalchemy import text as sa_text
from sqlalchemy import true as sa_true
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from berakhlak.accounts.models import Account
from berakhlak.extensions import Base, UtcDateTime
from berakhlak.people.namesakes import name_with_mark
from berakhlak.text import search_key


class Employment(StrEnum):
    """The two kinds of civil servant of UU 20/2023."""

    PNS = "PNS"
    PPPK = "PPPK"


class PositionLevel(StrEnum):
    """Kinds of post of UU 20/2023 articles 13-18; peers share one."""

    JPT_UTAMA = "jpt_utama"
    JPT_MADYA = "jpt_madya"
    JPT_PRATAMA = "jpt_pratama"
    ADMINISTRATOR = "administrator"
    PENGAWAS = "pengawas"
    FUNGSIONAL = "fungsional"
    PELAKSANA = "pelaksana"


class ActingKind(StrEnum):
    """Why somebody holds a post that is not their own."""

    PLT = "Plt."  # The post is vacant.
    PLH = "Plh."  # Its holder is away.
    PJ = "Pj."
    PJS = "Pjs."


class LeavingReason(StrEnum):
    """Why an officer is no longer in the agency."""

    RETIRED = "retired"
    DIED = "died"
    MOVED_OUT = "moved_out"
    DISMISSED = "dismissed"
    OTHER = "other"


class Agency(Base):
    """An instansi."""

    __tablename__ = "agency"
    __table_args__ = (
        CheckConstraint("most_officers > 0", name="most_officers_above_zero"),
        CheckConstraint("most_file_mb > 0", name="most_file_mb_above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    # The letterhead around the name; HR types it.
    government: Mapped[str] = mapped_column(String(200), default="", server_default=sa_text("''"))
    address: Mapped[str] = mapped_column(String(300), default="", server_default=sa_text("''"))
    contact: Mapped[str] = mapped_column(String(200), default="", server_default=sa_text("''"))
    # By the agency's own retention schedule; None until it has said so: everything is kept.
    results_kept_years: Mapped[int | None]
    # What an operator of the installation lets it take; None: no bound. See 0244.
    most_officers: Mapped[int | None]
    most_file_mb: Mapped[int | None]
    # A small PNG; read where it is printed alone.
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    # Whether visitors see photos of officers.
    shows_photos: Mapped[bool] = mapped_column(default=False, server_default=sa_false())


class Unit(Base):
    """A unit kerja; the root units of an agency have no parent."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))

    parent: Mapped[Unit | None] = relationship(remote_side=[id])


_SEARCHED = ("agency_id", "name_key", "id", "position_key", "is_active", "account_id")


class Person(Base):
    """An officer (ASN). `nip` is personal data: it holds birth date and sex; mask it in outputs."""

    __tablename__ = "person"
    recorded_as = "person"
    __table_args__ = (
        UniqueConstraint("agency_id", "nip"),
        CheckConstraint("length(nip) = 18", name="nip_has_18_digits"),
        CheckConstraint("supervisor_id <> id", name="not_own_supervisor"),
        # A search reads this alone, in the order in which it shows what it found.
        Index("ix_person_searched", *_SEARCHED),
        Index("ix_person_of_unit", "unit_id", "is_active", "account_id"),
        # Counts of who can sign in or be written to read accounts in their own order, each next to
        # the one before: in the order of names, each was looked for from the top.
        Index(
            "ix_person_of_account",
            "agency_id",
            "account_id",
            "is_active",
            sqlite_where=sa_text("is_active = 1"),
            postgresql_where=sa_text("is_active"),
        ),
        # Who has left is few, and is looked for at every view of who is late.
        Index(
            "ix_person_gone",
            "agency_id",
            sqlite_where=sa_text("is_active = 0"),
            postgresql_where=sa_text("NOT is_active"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True)
    nip: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(200))
    # Tells them from namesakes in the agency.
    mark: Mapped[str] = mapped_column(Text, default="", server_default=sa_text("''"))
    # What searches look in and lists are sorted by.
    name_key: Mapped[str] = mapped_column(Text, server_default=sa_text("''"))
    email: Mapped[str | None] = mapped_column(String(254))
    employment: Mapped[Employment]
    rank: Mapped[str | None] = mapped_column(String(10))  # golongan ruang, e.g. "III/b" or "IX"
    position: Mapped[str] = mapped_column(String(200))
    position_key: Mapped[str] = mapped_column(Text, server_default=sa_text("''"))
    level: Mapped[PositionLevel]
    is_active: Mapped[bool] = mapped_column(default=True)
    # Both only of who has left, and not of those whom an older version noted as gone.
    left_as: Mapped[LeavingReason | None]
    left_on: Mapped[date | None]
    # A small JPEG; read where it is shown alone.
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    unit: Mapped[Unit] = relationship()
    supervisor: Mapped[Person | None] = relationship(remote_side=[id])

    @property
    def called(self) -> str:
        """The name as it is shown wherever several people are."""
        return name_with_mark(self.name, self.mark)

    def those_above(self) -> Iterator[Person]:
        """The supervisor, the supervisor's supervisor and so on, each once."""
        seen: set[int] = set()
        lead = self.supervisor
        while lead is not None and lead.id not in seen:
            seen.add(lead.id)
            yield lead
            lead = lead.supervisor

    @validates("name", "position")
    def _keep_the_key(self, column: str, words: str) -> str:
        setattr(self, f"{column}_key", search_key(words))
        return words


class ActingPost(Base):
    """A post that an officer holds for a while beside their own.

    Whom it leads is not kept: it is who reports to the officer and sits in that unit. A personnel
    file ends only posts that came by one; HR's own end on their day, or when HR ends them.
    """

    __tablename__ = "acting_post"
    __table_args__ = (
        UniqueConstraint("person_id", "unit_id", "title"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[ActingKind]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    is_from_file: Mapped[bool] = mapped_column(default=True, server_default=sa_true())

    unit: Mapped[Unit] = relationship()


class FormerNip(Base):
    """A number that an officer had before: nobody else gets it, and files are told the new one."""

    __tablename__ = "former_nip"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    nip: Mapped[str] = mapped_column(String(18), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class PlacementChangeKind(StrEnum):
    """What of an officer changed that decides who rates whom, or who answers in their name."""

    NEW = "new"
    RETURNED = "returned"
    LEFT = "left"
    UNIT = "unit"
    PARENT = "parent"  # Of the unit.
    LEVEL = "level"
    SUPERVISOR = "supervisor"
    ADDRESS = "address"  # To sign in with.
    PASSWORD = "password"  # noqa: S105  Set, or a code for it given, by somebody else.
    FIRST_CODE = "first code"  # To an account that had no password yet.


class PlacementChange(Base):
    """One change of one officer: see docs/decisions/0016-changes-before-opening.md.

    `unit_id` is the officer's unit after it, `was_unit_id` the one they were moved out of. `was`
    and `now` are names of units or supervisors as they were called then, or levels.
    """

    __tablename__ = "placement_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    was_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    what: Mapped[PlacementChangeKind]
    was: Mapped[str | None] = mapped_column(String(200))
    now: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    person: Mapped[Person] = relationship()
    account: Mapped[Account | None] = relationship()


class ImportAnswer(Base):
    """What HR once said of the agency's files, e.g. `kata:golongan:penata mda` is `III/a`."""

    __tablename__ = "import_answer"
    __table_args__ = (UniqueConstraint("agency_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    key: Mapped[str] = mapped_column(String(300))
    answer: Mapped[str] = mapped_column(String(200))
