"""Reading counters."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.citizens.models import Counter
from berakhlak.cycles.models import Cycle
from berakhlak.errors import NotFound


class CounterNotFound(NotFound):
    """No counter has this token."""


def by_token(session: Session, token: str) -> Counter:
    """The counter behind a QR code; raises CounterNotFound."""
    counter = session.scalar(select(Counter).where(Counter.token == token))
    if counter is None:
        raise CounterNotFound
    return counter


def counters_of(session: Session, cycle: Cycle) -> Sequence[Counter]:
    """The counters of a cycle, by name."""
    return session.scalars(
        select(Counter).where(Counter.cycle_id == cycle.id).order_by(Counter.name)
    ).all()
