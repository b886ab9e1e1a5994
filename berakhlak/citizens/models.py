"""Counters, what lets voices in, and open voices; a ticket and its voice share nothing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.citizens.doors import Door
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.extensions import Base, UtcDateTime
from berakhlak.short_codes import new_short_code


class Counter(Base):
    """A place with a QR code in one cycle; whoever scans it chooses among its officers."""

    __tablename__ = "counter"
    recorded_as = "counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    # Null in no row of ours; SQLite adds no column that must be filled without a table made anew.
    short_code: Mapped[str] = mapped_column(
        String(6), index=True, unique=True, nullable=True, default=new_short_code
    )
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    takes_poster: Mapped[bool] = mapped_column(default=True, server_default=true())

    cycle: Mapped[Cycle] = relationship()
    officers: Mapped[list[Participant]] = relationship(
        secondary="counter_officer", order_by=Participant.name
    )

    @property
    def is_open(self) -> bool:
        """Whether voices are taken here."""
        taken = self.closed_at is None and bool(self.rated_officers)
        return taken and self.cycle.accepts_answers

    @property
    def rated_officers(self) -> list[Participant]:
        """Without those who were withdrawn from the cycle since."""
        return [officer for officer in self.officers if officer.is_rated]


class ReplacedToken(Base):
    """A QR token that a counter had before; its posters may still hang somewhere."""

    __tablename__ = "replaced_token"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), index=True)


class CounterOfficer(Base):
    """An officer who serves at a counter."""

    __tablename__ = "counter_officer"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)


class SpentTicket(Base):
    """The hash of a form token or of a visit's ticket that was used; neither is taken twice."""

    __tablename__ = "spent_ticket"
    __table_args__ = {"sqlite_with_rowid": False}

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)


class OpenVoice(Base):
    """A citizen's answers, encrypted under the cycle key until sealing; its id is random."""

    __tablename__ = "open_voice"
    __table_args__ = {"sqlite_with_rowid": False}

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)


class TicketSource(Base):
    """What hands out tickets at a counter: a batch of slips, a queue system, a display.

    `digest`: of the secret that a queue system or a display shows; `handed`: how many tickets it
    has given, or were printed.
    """

    __tablename__ = "ticket_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), index=True)
    door: Mapped[Door]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    handed: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    counter: Mapped[Counter] = relationship()


class DoorCount(Base):
    """How many tickets were handed out, and voices came, by one door of a counter in one hour."""

    __tablename__ = "door_count"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    door: Mapped[Door] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    handed: Mapped[int] = mapped_column(default=0)
    came: Mapped[int] = mapped_column(default=0)


class HeldBatch(Base):
    """Voices of one counter and day that the screen held back; which ones, their boxes say."""

    __tablename__ = "held_batch"
    __table_args__ = (UniqueConstraint("counter_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"))
    day: Mapped[date]
    held: Mapped[int] = mapped_column(default=0)
    is_released: Mapped[bool | None]

    counter: Mapped[Counter] = relationship()
