"""How many tickets were handed out and voices came, by counter, hour and door: coarse, and only of
days that are over (docs/decisions/0005, 0177)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter, DoorCount, HeldBatch
from berakhlak.engines import insert_unless_known, rows_changed

STEP = 5  # Numbers are told in steps of so many.
SHARE_STEP = 10  # Shares in steps of so many of a hundred, of no fewer than LEAST tickets.
LEAST = 20


@dataclass(frozen=True)
class DoorRow:
    """One line of HR's table: of a day or an hour, what came by a door, rounded down."""

    when: date | int
    door: Door
    handed: int
    came: int

    @property
    def used_percent(self) -> int | None:
        """Share of handed tickets that were used; None of few."""
        if self.handed < LEAST:
            return None
        return min(round(100 * self.came / self.handed / SHARE_STEP) * SHARE_STEP, 100)


def count_at_door(
    session: Session, counter: Counter, door: Door, at: datetime, zone: str, *, handed: bool
) -> None:
    """Add a ticket that was handed out, or a voice that came."""
    local = at.astimezone(ZoneInfo(zone))
    key = {"counter_id": counter.id, "day": local.date(), "hour": local.hour, "door": door}
    column = DoorCount.handed if handed else DoorCount.came
    more = update(DoorCount).filter_by(**key).values({column: column + 1})
    if not rows_changed(session, more):
        row = {**key, "cycle_id": counter.cycle_id, "handed": 0, "came": 0}
        session.execute(insert_unless_known(session, DoorCount, row))
        session.execute(more)


def hold_back(session: Session, counter: Counter, at: datetime, zone: str) -> int:
    """The batch of this counter and day, with one voice more in it."""
    key = {"counter_id": counter.id, "day": at.astimezone(ZoneInfo(zone)).date()}
    more = update(HeldBatch).filter_by(**key).values(held=HeldBatch.held + 1)
    if not rows_changed(session, more):
        row = {**key, "cycle_id": counter.cycle_id, "held": 0}
        session.execute(insert_unless_known(session, HeldBatch, row))
        session.execute(more)
    return session.scalars(select(HeldBatch.id).filter_by(**key)).one()


def by_day(session: Session, counter: Counter, today: date) -> Sequence[DoorRow]:
    """Of days before today, the newest first."""
    return _rows(session, counter, DoorCount.day, today)[::-1]


def by_hour(session: Session, counter: Counter, today: date) -> Sequence[DoorRow]:
    """Of all days before today together, hour by hour."""
    return _rows(session, counter, DoorCount.hour, today)


def batches_of(session: Session, counter: Counter, today: date) -> Sequence[HeldBatch]:
    """Batches of days before today, the newest first."""
    mine = (HeldBatch.counter_id == counter.id, HeldBatch.day < today)
    return session.scalars(select(HeldBatch).where(*mine).order_by(HeldBatch.day.desc())).all()


def screened_percent(session: Session, counter: Counter, today: date) -> int | None:
    """Of the voices by doors without tickets, how many of a hundred were held back; None of few."""
    came = select(func.coalesce(func.sum(DoorCount.came), 0)).where(
        DoorCount.counter_id == counter.id,
        DoorCount.day < today,
        DoorCount.door.in_((Door.POSTER, Door.DISPLAY)),
    )
    voices = int(session.scalar(came) or 0)
    if voices < LEAST:
        return None
    held = sum(batch.held for batch in batches_of(session, counter, today))
    return min(round(100 * held / voices / SHARE_STEP) * SHARE_STEP, 100)


def in_steps(number: int) -> int:
    """A number as HR reads it."""
    return number // STEP * STEP


def _rows(session: Session, counter: Counter, column: object, today: date) -> Sequence[DoorRow]:
    sums = select(column, DoorCount.door, func.sum(DoorCount.handed), func.sum(DoorCount.came))  # type: ignore[call-overload]
    mine = (DoorCount.counter_id == counter.id, DoorCount.day < today)
    asked = sums.where(*mine).group_by(column, DoorCount.door).order_by(column, DoorCount.door)
    return [
        DoorRow(when, door, in_steps(handed), in_steps(came))
        for when, door, handed, came in session.execute(asked)
    ]
