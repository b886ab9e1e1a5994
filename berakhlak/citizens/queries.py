"""Reading counters."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Subquery, or_, select
from sqlalchemy.orm import Session

from berakhlak.citizens.models import Counter, ReplacedToken
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.errors import NotFound


class CounterNotFound(NotFound):
    """No counter has this token."""


def counter_by_token(session: Session, token: str) -> Counter:
    """The counter behind a QR code, whether its present one or one it had; raises CounterNotFound.

    Whoever came by a code that was replaced must not learn the present one: compare `token`.
    """
    had = select(ReplacedToken.counter_id).where(ReplacedToken.token == token)
    counter = session.scalar(
        select(Counter).where(or_(Counter.token == token, Counter.id.in_(had)))
    )
    if counter is None:
        raise CounterNotFound
    return counter


def counter_names() -> Subquery:
    """Columns id, cycle_id and name of every counter, to be joined by whoever only names them."""
    return select(Counter.id, Counter.cycle_id, Counter.name).subquery("counter_name")


def counters_of(session: Session, cycle: Cycle) -> Sequence[Counter]:
    """The counters of a cycle, by name."""
    return session.scalars(
        select(Counter).where(Counter.cycle_id == cycle.id).order_by(Counter.name)
    ).all()


def counter_of(session: Session, cycle: Cycle, counter_id: int) -> Counter:
    """One counter of a cycle; raises NotFound."""
    counter = session.get(Counter, counter_id)
    if counter is None or counter.cycle_id != cycle.id:
        raise NotFound
    return counter


def officers_of(session: Session, cycle: Cycle, unit_id: int) -> Sequence[Participant]:
    """The rated officers of one unit of the cycle, by name."""
    return session.scalars(
        select(Participant)
        .where(
            Participant.cycle_id == cycle.id,
            Participant.unit_id == unit_id,
            Participant.is_rated,
        )
        .order_by(Participant.name, Participant.id)
    ).all()
