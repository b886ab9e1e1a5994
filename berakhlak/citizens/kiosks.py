"""Tablets that stand at a counter as kiosks: begun by HR with a PIN, which is needed to leave."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Date, ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from berakhlak.accounts.operations import make_hasher
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import require_mendable
from berakhlak.extensions import Base, UtcDateTime

MOST_AN_HOUR = "60 per hour"
PIN_TRIES = "5 per 15 minutes"


class Kiosk(Base):
    """A device at a counter. `key_digest` is the hash of what its cookie holds; `capped_on` the
    last day on which more came than a counter serves in an hour."""

    __tablename__ = "kiosk"

    id: Mapped[int] = mapped_column(primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), index=True)
    key_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    pin_hash: Mapped[str] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    capped_on: Mapped[date | None] = mapped_column(Date)

    counter: Mapped[Counter] = relationship()


def start_kiosk(
    session: Session, counter: Counter, *, pin: str, by: Actor | None, at: datetime
) -> str:
    """A kiosk for this counter; what its cookie holds. Raises CounterNotEditable."""
    require_mendable(counter)
    key = secrets.token_urlsafe(24)
    kiosk = Kiosk(counter_id=counter.id, key_digest=_digest(key), started_at=at)
    kiosk.pin_hash = make_hasher().hash(pin)
    session.add(kiosk)
    audit.record_act(session, Act.STARTED_KIOSK, counter.id, by=by, at=at)
    session.flush()
    return key


def end_kiosks(session: Session, counter: Counter, *, by: Actor | None, at: datetime) -> int:
    """End all that run at a counter, as when a tablet was lost; how many."""
    running = kiosks_of(session, counter)
    for each in running:
        each.ended_at = at
    if running:
        audit.record_act(session, Act.ENDED_KIOSK, counter.id, by=by, at=at)
    return len(running)


def end_kiosk(session: Session, kiosk: Kiosk, *, at: datetime) -> None:
    """Whoever knows its PIN leaves; who that is nobody knows."""
    kiosk.ended_at = at
    audit.record_act(session, Act.ENDED_KIOSK, kiosk.counter_id, by=None, at=at)


def running_kiosk(session: Session, key: str) -> Kiosk | None:
    """The kiosk whose cookie holds this key, unless it was ended."""
    return session.scalar(
        select(Kiosk).where(Kiosk.key_digest == _digest(key), Kiosk.ended_at.is_(None))
    )


def kiosks_of(session: Session, counter: Counter) -> Sequence[Kiosk]:
    """Those that run at a counter, the oldest first."""
    return session.scalars(
        select(Kiosk)
        .where(Kiosk.counter_id == counter.id, Kiosk.ended_at.is_(None))
        .order_by(Kiosk.id)
    ).all()


def last_capped_days(session: Session, cycle_id: int) -> dict[int, date]:
    """By counter: the last day on which a kiosk there sent more than it may in an hour."""
    rows = session.execute(
        select(Kiosk.counter_id, Kiosk.capped_on)
        .join(Counter, Counter.id == Kiosk.counter_id)
        .where(Counter.cycle_id == cycle_id, Kiosk.capped_on.is_not(None))
        .order_by(Kiosk.capped_on)
    )
    return {counter_id: day for counter_id, day in rows if day is not None}


def is_pin_of(kiosk: Kiosk, pin: str) -> bool:
    """Whether this PIN was chosen when the kiosk was begun."""
    try:
        return make_hasher().verify(kiosk.pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()
