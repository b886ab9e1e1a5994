"""Reading counters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, or_, select, true
from sqlalchemy.orm import Session, selectinload

from berakhlak.citizens.models import Counter, CounterOfficer, ReplacedToken
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.scope import cycle_units_within
from berakhlak.errors import NotFound
from berakhlak.permissions import Reach
from berakhlak.short_codes import new_short_code


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


def counter_by_short_code(session: Session, code: str) -> Counter:
    """The counter whose poster shows these letters; raises CounterNotFound."""
    counter = session.scalar(select(Counter).where(Counter.short_code == code))
    if counter is None:
        raise CounterNotFound
    return counter


def free_short_code(session: Session) -> str:
    """Letters that no counter has."""
    while True:
        code = new_short_code()
        if session.scalar(select(Counter.id).where(Counter.short_code == code)) is None:
            return code


def counter_names() -> Subquery:
    """Columns id, cycle_id and name of every counter, to be joined by whoever only names them."""
    return select(Counter.id, Counter.cycle_id, Counter.name).subquery("counter_name")


def counters_of(session: Session, cycle: Cycle, reach: Reach) -> Sequence[Counter]:
    """The counters of a cycle that a role reaches, by name."""
    mine = (Counter.cycle_id == cycle.id, counter_within(cycle, reach))
    return session.scalars(select(Counter).where(*mine).order_by(Counter.name, Counter.id)).all()


def names_of_counters(session: Session, cycle: Cycle, reach: Reach) -> Sequence[Any]:
    """Rows of their numbers and names, in the same order."""
    mine = (Counter.cycle_id == cycle.id, counter_within(cycle, reach))
    names = select(Counter.id, Counter.name).where(*mine)
    return session.execute(names.order_by(Counter.name, Counter.id)).all()


def counters_by_number(session: Session, numbers: Sequence[int]) -> list[Counter]:
    """Counters in the order of their numbers given, for as many as a page shows, and who serves."""
    wanted = select(Counter).where(Counter.id.in_(numbers))
    rows = session.scalars(wanted.options(selectinload(Counter.officers)))
    found = {each.id: each for each in rows}
    return [found[each] for each in numbers if each in found]


def counter_of(session: Session, cycle: Cycle, counter_id: int, reach: Reach) -> Counter:
    """One counter of a cycle that a role reaches; raises NotFound."""
    mine = (Counter.cycle_id == cycle.id, counter_within(cycle, reach))
    counter = session.scalar(select(Counter).where(Counter.id == counter_id, *mine))
    if counter is None:
        raise NotFound
    return counter


def counter_within(cycle: Cycle, reach: Reach) -> ColumnElement[bool]:
    """Whether a role reaches a counter of the cycle: somebody serves there, and nobody of a unit
    that it does not reach."""
    if reach.is_whole:
        return true()
    serving = (
        select(CounterOfficer.counter_id)
        .join(Participant, Participant.id == CounterOfficer.participant_id)
        .where(CounterOfficer.counter_id == Counter.id)
    )
    inside = Participant.unit_id.in_(cycle_units_within(cycle, reach))
    elsewhere = serving.where(or_(Participant.unit_id.is_(None), ~inside))
    return and_(serving.exists(), ~elsewhere.exists())


def officers_of(
    session: Session, cycle: Cycle, unit_id: int, reach: Reach
) -> Sequence[Participant]:
    """The rated officers of one unit of the cycle that a role reaches, by name."""
    return session.scalars(
        select(Participant)
        .where(
            Participant.cycle_id == cycle.id,
            Participant.unit_id == unit_id,
            Participant.unit_id.in_(cycle_units_within(cycle, reach)),
            Participant.is_rated,
        )
        .order_by(Participant.name, Participant.id)
    ).all()


def counters_serving(session: Session, participant_ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of the counters at which each of these officers serves, by participant."""
    wanted = (
        select(CounterOfficer.participant_id, Counter.name)
        .join(Counter, Counter.id == CounterOfficer.counter_id)
        .where(CounterOfficer.participant_id.in_(participant_ids))
        .order_by(Counter.name, Counter.id)
    )
    found: dict[int, list[str]] = {}
    for participant_id, name in session.execute(wanted):
        found.setdefault(participant_id, []).append(name)
    return found
