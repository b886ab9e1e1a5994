"""Reading whom HR has appointed for one officer, and whom it could appoint instead."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.cycles.rated_people import count_rated, select_named
from berakhlak.errors import NotFound
from berakhlak.nominations.appointment_file import why_not_appointed
from berakhlak.nominations.barred_pairs import PeoplePairs, barred_people
from berakhlak.nominations.models import Appointment
from berakhlak.people.models import Person
from berakhlak.people.queries import matches_every_word

FOUND = 20  # Hits of one search.


class OfficerNotRated(NotFound):
    """The cycle does not rate this officer."""


@dataclass(frozen=True)
class AppointedRater:
    """A rater of an officer in a group of appointed ones; `why_not`: why it does not count."""

    rater: Person
    group: str
    why_not: object | None


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be appointed; `why_not` says why they cannot. `appointed`: for how many
    officers of the cycle they are already."""

    person: Person
    appointed: int
    why_not: object | None


def rated_officer(session: Session, cycle: Cycle, person_id: int) -> Person:
    """An officer whom the cycle is to rate; raises OfficerNotRated."""
    found = session.scalar(select_rated(cycle).where(Person.id == person_id))
    if found is None:
        raise OfficerNotRated
    return found


def select_rated(cycle: Cycle, words: str = "") -> Select[Person]:
    """Officers whom a cycle that has not opened is to rate, by name; those with all the words."""
    # An index of an agency's people by name is walked through; the unit is asked of those found.
    covered = exists().where(CycleUnit.cycle_id == cycle.id, CycleUnit.unit_id == Person.unit_id)
    found = (
        select(Person)
        .where(Person.agency_id == cycle.agency_id, Person.is_active)
        .where(covered)
        .options(joinedload(Person.unit))
        .order_by(Person.name_key, Person.id)
    )
    return found.where(matches_every_word(words, Person.name_key)) if words else found


def count_found(session: Session, cycle: Cycle, words: str) -> int:
    """How many `select_rated` finds: names are read from an index, and units of those found."""
    if not words:
        return count_rated(session, cycle)
    rated = select_rated(cycle).where(Person.id.in_(select_named(cycle, words))).order_by(None)
    return session.scalar(rated.with_only_columns(func.count(Person.id))) or 0


def count_by_officer(
    session: Session, cycle: Cycle, officers: Sequence[Person]
) -> Mapping[int, Mapping[str, int]]:
    """Officer -> group -> appointed raters."""
    ids = [officer.id for officer in officers]
    rows = session.execute(
        select(Appointment.ratee_id, Appointment.group, func.count())
        .where(Appointment.cycle_id == cycle.id, Appointment.ratee_id.in_(ids))
        .group_by(Appointment.ratee_id, Appointment.group)
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for ratee_id, group, number in rows:
        counts[ratee_id][group] = number
    return counts


def appointed_of(session: Session, cycle: Cycle, officer: Person) -> list[AppointedRater]:
    """The officer's appointed raters, by name."""
    barred = barred_people(session, cycle.agency_id)
    rows = session.scalars(
        select(Appointment)
        .where(Appointment.cycle_id == cycle.id, Appointment.ratee_id == officer.id)
        .options(joinedload(Appointment.rater).joinedload(Person.unit))
    ).all()
    found = [
        AppointedRater(row.rater, row.group, why_not_appointed(officer, row.rater, barred))
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.rater.name_key, each.rater.id))


def candidates(session: Session, cycle: Cycle, officer: Person, words: str) -> list[Candidate]:
    """Active people of the whole agency whose name has all the words, the nearest unit first;
    who is appointed for the officer already is left out. At most `FOUND`."""
    known = select(Appointment.rater_id).where(
        Appointment.cycle_id == cycle.id, Appointment.ratee_id == officer.id
    )
    people = session.scalars(
        select(Person)
        .where(
            Person.agency_id == cycle.agency_id,
            Person.is_active,
            Person.id != officer.id,
            Person.id.not_in(known),
            matches_every_word(words, Person.name_key),
        )
        .options(joinedload(Person.unit))
        .order_by(Person.unit_id != officer.unit_id, Person.name_key, Person.id)
        .limit(FOUND)
    ).all()
    owed = _owed(session, cycle, people)
    barred: PeoplePairs = barred_people(session, cycle.agency_id)
    return [
        Candidate(person, owed[person.id], why_not_appointed(officer, person, barred))
        for person in people
    ]


def _owed(session: Session, cycle: Cycle, people: Sequence[Person]) -> Counter[int]:
    ids = [person.id for person in people]
    return Counter(
        session.scalars(
            select(Appointment.rater_id).where(
                Appointment.cycle_id == cycle.id, Appointment.rater_id.in_(ids)
            )
        )
    )
