"""Counters, spent tickets and open voices. A ticket and the voice it let in share nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.citizens.short_codes import new_short_code
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.extensions import Base, UtcDateTime


class Counter(Base):
    """A place with a QR code in one cycle; whoever scans it chooses among its officers."""

    __tablename__ = "counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    # Null in no row of ours; SQLite adds no column that must be filled without a table made anew.
    short_code: Mapped[str] = mapped_column(
        String(6), index=True, unique=True, nullable=True, default=new_short_code
    )
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    cycle: Mapped[Cycle] = relationship()
    officers: Mapped[list[Participant]] = relationship(
        secondary="counter_officer", order_by=Participant.name
    )

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
    """The hash of a ticket that was used; keeps a form from being sent twice."""

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
