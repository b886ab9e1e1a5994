"""Reading who must not rate whom. See docs/decisions/0168-barred-pairs.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from berakhlak.cycles.models import Cycle
from berakhlak.engines import is_any_of
from berakhlak.errors import NotFound
from berakhlak.nominations.models import Appointment, BarredPair
from berakhlak.people.models import Person
from berakhlak.people.namesakes import name_with_mark
from berakhlak.people.queries import matches_every_word

PeoplePairs = frozenset[tuple[int, int]]
"""Ids of people, each pair in both orders."""


class BarredPairNotFound(NotFound):
    """There is no such pair, or not any more."""


def barred_people(session: Session, agency_id: int, at: datetime | None = None) -> PeoplePairs:
    """Who must not rate whom now, or as it was at a moment."""
    held = BarredPair.lifted_at.is_(None) if at is None else _held_at(at)
    rows = session.execute(
        select(BarredPair.first_id, BarredPair.second_id).where(
            BarredPair.agency_id == agency_id, held
        )
    ).all()
    return frozenset(
        (a, b) for first, second in rows for a, b in ((first, second), (second, first))
    )


def barred_seats(session: Session, cycle: Cycle, seat_of: Mapping[int, int]) -> PeoplePairs:
    """The same by seats of an open cycle, as it was at opening.

    What HR bars or lifts later must not show: whom a replacement then falls to would tell who
    was asked before.
    """
    found = barred_people(session, cycle.agency_id, cycle.opened_at)
    return frozenset((seat_of[a], seat_of[b]) for a, b in found if a in seat_of and b in seat_of)


def _held_at(at: datetime) -> ColumnElement[bool]:
    is_still = or_(BarredPair.lifted_at.is_(None), BarredPair.lifted_at > at)
    return and_(BarredPair.barred_at <= at, is_still)


def is_barred_from(person_id: int, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the person in the column must not rate, nor be rated by, this one."""
    return or_(
        _standing(column, BarredPair.first_id, BarredPair.second_id == person_id),
        _standing(column, BarredPair.second_id, BarredPair.first_id == person_id),
    )


def are_barred(
    one: InstrumentedAttribute[int], other: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Whether the people in two columns must not rate each other."""
    return or_(
        _standing(one, BarredPair.first_id, BarredPair.second_id == other),
        _standing(one, BarredPair.second_id, BarredPair.first_id == other),
    )


def _standing(
    column: InstrumentedAttribute[int],
    end: InstrumentedAttribute[int],
    other: ColumnElement[bool],
) -> ColumnElement[bool]:
    row = (end == column, other, BarredPair.lifted_at.is_(None))
    return select(BarredPair.id).where(*row).correlate_except(BarredPair).exists()


def select_barred(agency_id: int, words: str = "") -> Select[BarredPair]:
    """Pairs that hold, by the names of both; those with a person whose name has all the words."""
    first, second = aliased(Person), aliased(Person)
    found = (
        select(BarredPair)
        .join(first, first.id == BarredPair.first_id)
        .join(second, second.id == BarredPair.second_id)
        .where(BarredPair.agency_id == agency_id, BarredPair.lifted_at.is_(None))
        .options(
            joinedload(BarredPair.first).joinedload(Person.unit),
            joinedload(BarredPair.second).joinedload(Person.unit),
        )
        .order_by(first.name_key, second.name_key, BarredPair.id)
    )
    if not words:
        return found
    return found.where(
        or_(
            matches_every_word(words, first.name_key),
            matches_every_word(words, second.name_key),
        )
    )


def barred_pair(session: Session, agency_id: int, pair_id: int) -> BarredPair:
    """A pair that holds; raises BarredPairNotFound."""
    found = session.get(BarredPair, pair_id)
    if found is None or found.agency_id != agency_id or found.lifted_at is not None:
        raise BarredPairNotFound
    return found


def barred_names(
    session: Session, agency_id: int, people: Collection[int] | None = None
) -> dict[int, list[str]]:
    """Person -> the names of those with whom nobody lets them rate or be rated; of these people
    alone, where they are given."""
    names: dict[int, list[str]] = defaultdict(list)
    wanted = select_barred(agency_id)
    if people is not None:
        first, second = BarredPair.first_id.in_(people), BarredPair.second_id.in_(people)
        wanted = wanted.where(or_(first, second))
    for pair in session.scalars(wanted):
        names[pair.first_id].append(pair.second.called)
        names[pair.second_id].append(pair.first.called)
    return names


class BarredAppointment(NamedTuple):
    """Who was to rate whom, by their names."""

    rater: str
    ratee: str


def barred_appointments(session: Session, cycle: Cycle) -> list[BarredAppointment]:
    """Appointments that do not count since a pair was barred. They are looked for from the pairs
    on, which are few, and so are the people in them."""
    of_cycle = select(Appointment.id).where(Appointment.cycle_id == cycle.id)
    barred = union(*(of_cycle.join(BarredPair, ends) for ends in _either_way()))
    pairs = session.execute(
        select(Appointment.rater_id, Appointment.ratee_id)
        .where(Appointment.id.in_(barred))
        .order_by(Appointment.id)
    ).all()
    named = is_any_of(Person.id, sorted({person for pair in pairs for person in pair}))
    people = session.execute(select(Person.id, Person.name, Person.mark).where(named))
    names = {number: name_with_mark(name, mark) for number, name, mark in people}
    return [BarredAppointment(names[rater], names[ratee]) for rater, ratee in pairs]


def _either_way() -> Iterator[ColumnElement[bool]]:
    """A pair that holds is of an appointment, by which end rates the other."""
    ends = (BarredPair.first_id, BarredPair.second_id)
    for rater, ratee in (ends, ends[::-1]):
        yield and_(
            Appointment.rater_id == rater,
            Appointment.ratee_id == ratee,
            BarredPair.lifted_at.is_(None),
        )


def people_by_nip(session: Session, agency_id: int, numbers: Collection[str]) -> dict[str, Person]:
    """Active people of the agency by their number."""
    wanted = set(numbers)
    rows = session.scalars(select(Person).where(Person.agency_id == agency_id, Person.is_active))
    return {person.nip: person for person in rows if person.nip in wanted}
