"""Names before a cycle opens: on officers' lists, and appointed by HR; opening erases them.

And pairs of people who must not rate each other, in any cycle.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy import text as sa_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.cycles.models import Cycle
from berakhlak.extensions import Base, UtcDateTime
from berakhlak.people.models import Person


class NameVerdict(StrEnum):
    """What the supervisor did to a name."""

    STRUCK = "struck"
    ADDED = "added"


def least_left(proposed: int, struck: int, added: int) -> int:
    """The least number of names that take part in the draw."""
    # Added names may be among the proposed ones; how many is told to nobody.
    return max(proposed - struck, added)


class NominationList(Base):
    """Whom `ratee` would like to be rated by in a cycle, as one thing to agree to.

    `waiting_since`: the day on which the officer last changed it, until opening. `is_agreed_by_hr`:
    HR agreed in the supervisor's stead. The numbers are what is left of the names at opening: how
    many the officer named, how many of them the supervisor struck, and how many the supervisor
    added, whether the officer named them or not.
    """

    __tablename__ = "nomination_list"
    __table_args__ = (
        UniqueConstraint("cycle_id", "ratee_id"),
        # Counts of who waits since when read this and the next index alone.
        Index("ix_nomination_list_waiting", "cycle_id", "is_agreed", "waiting_since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    ratee_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    is_agreed: Mapped[bool] = mapped_column(default=False)
    is_agreed_by_hr: Mapped[bool] = mapped_column(default=False, server_default=false())
    waiting_since: Mapped[date | None]
    n_proposed: Mapped[int | None]
    n_struck: Mapped[int | None]
    n_added: Mapped[int | None]

    cycle: Mapped[Cycle] = relationship()
    ratee: Mapped[Person] = relationship()
    names: Mapped[list[Nomination]] = relationship(
        back_populates="list", cascade="all, delete-orphan"
    )

    @property
    def left(self) -> int:
        """The least number of names that took part in the draw; 0 before it."""
        return least_left(self.n_proposed or 0, self.n_struck or 0, self.n_added or 0)

    @property
    def may_all_be_invited(self) -> bool:
        """Whether what was left at opening was too short to leave anybody out for certain."""
        return self.left <= self.cycle.policy.peers_per_officer


class Nomination(Base):
    """One name on a list: proposed by the officer, added by the supervisor, or both."""

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("list_id", "nominee_id"),
        CheckConstraint("is_proposed OR verdict IS NOT NULL", name="named_by_somebody"),
        Index("ix_nomination_standing", "list_id", "verdict"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"))
    nominee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    is_proposed: Mapped[bool]
    verdict: Mapped[NameVerdict | None]

    list: Mapped[NominationList] = relationship(back_populates="names")
    nominee: Mapped[Person] = relationship()

    @property
    def stands(self) -> bool:
        """Whether the name takes part in the draw."""
        return self.verdict is not NameVerdict.STRUCK


class Appointment(Base):
    """HR wants `rater` to rate `ratee` in an appointed group of the cycle, by its code."""

    __tablename__ = "appointment"
    __table_args__ = (UniqueConstraint("cycle_id", "ratee_id", "rater_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id", ondelete="CASCADE"))
    ratee_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    group: Mapped[str] = mapped_column(String(30))

    ratee: Mapped[Person] = relationship(foreign_keys=[ratee_id])
    rater: Mapped[Person] = relationship(foreign_keys=[rater_id])


class BarredPair(Base):
    """Two people who must not rate each other, from `barred_at` until `lifted_at`; why, in words.

    A pair that was lifted stays: an open cycle goes on by what held when it opened.
    """

    __tablename__ = "barred_pair"
    __table_args__ = (
        CheckConstraint("first_id <= second_id", name="lower_id_first"),
        Index(
            "uq_barred_pair_standing",
            "first_id",
            "second_id",
            unique=True,
            sqlite_where=sa_text("lifted_at IS NULL"),
            postgresql_where=sa_text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    barred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    first: Mapped[Person] = relationship(foreign_keys=[first_id])
    second: Mapped[Person] = relationship(foreign_keys=[second_id])


class NominationPeriod(Base):
    """Until when a cycle gathers names, and since when HR wants those who are late reminded."""

    __tablename__ = "nomination_period"

    cycle_id: Mapped[int] = mapped_column(
        ForeignKey("cycle.id", ondelete="CASCADE"), primary_key=True
    )
    last_day: Mapped[date | None]
    remind_from: Mapped[date | None]
