"""Whom a cycle that has not opened is to rate, and counts of what there is about them.

Mostly that is everybody, but for a few. Then these few are counted and taken off: to ask of each of
50,000 whether they are among everybody takes a page longer than all the rest of it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.people.models import Person, Unit
from berakhlak.people.queries import matches_every_word


def select_rated(cycle: Cycle) -> Select[int]:
    """Ids of the officers who would be rated today; an index of people alone is read for it."""
    return select(Person.id).where(Person.unit_id.in_(_covered(cycle)), Person.is_active)


def count_rated(session: Session, cycle: Cycle) -> int:
    """How many they are."""
    return session.scalar(select_rated(cycle).with_only_columns(func.count())) or 0


def select_named(cycle: Cycle, words: str) -> Select[int]:
    """Ids of the active people of the agency whose names have all the words; from an index alone,
    so that only those found are looked at."""
    named = aliased(Person)
    return select(named.id).where(
        named.agency_id == cycle.agency_id,
        named.is_active,
        matches_every_word(words, named.name_key),
    )


def select_gone(cycle: Cycle) -> Select[int]:
    """Ids of those who have left the agency."""
    return select(Person.id).where(
        Person.agency_id == cycle.agency_id,
        Person.is_active == false(),  # As the partial index says it.
    )


def counts_of_rated(
    session: Session,
    cycle: Cycle,
    rows: Select[*tuple[Any, ...]],
    key: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...],
    person: InstrumentedAttribute[int],
) -> Counter[tuple[Any, ...]]:
    """How many `rows` are about officers who would be rated today, by `key`; `person`: whom a row
    is about, somebody of the cycle's agency."""
    counted = rows.with_only_columns(*key, func.count()).group_by(*key)
    if not _covers_most(session, cycle):
        return _counter(session, counted.where(person.in_(select_rated(cycle))))
    found = _counter(session, counted)
    found -= _counter(session, counted.where(person.in_(_others(cycle))))
    return found


def _counter(session: Session, counted: Select[*tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    return Counter({tuple(key): n for *key, n in session.execute(counted)})


def _covers_most(session: Session, cycle: Cycle) -> bool:
    of_cycle = select(func.count()).where(CycleUnit.cycle_id == cycle.id).scalar_subquery()
    of_agency = select(func.count()).where(Unit.agency_id == cycle.agency_id).scalar_subquery()
    return bool(session.scalar(select(2 * of_cycle > of_agency)))


def _others(cycle: Cycle) -> Any:
    """Ids of people of the agency who are not to be rated: they left, or are in another unit."""
    elsewhere = select(Unit.id).where(
        Unit.agency_id == cycle.agency_id, Unit.id.not_in(_covered(cycle))
    )
    moved = select(Person.id).where(Person.unit_id.in_(elsewhere), Person.is_active)
    return select_gone(cycle).union_all(moved)


def _covered(cycle: Cycle) -> Select[int]:
    return select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
