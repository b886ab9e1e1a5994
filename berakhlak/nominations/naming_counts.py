"""How many lists stand where, and pages of them, read from the lists and from indexes alone.

Of 50,000 officers nobody is joined for a count. Lists are counted by the day they wait since; of
these are taken the few whose officer has left or moved, or has no supervisor. Officers are counted
by unit. A page then reads the units or days that it shows. See 0260.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from berakhlak import text
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.cycles.rated_people import (
    count_rated,
    counts_of_rated,
    select_gone,
    select_rated,
)
from berakhlak.engines import is_any_of
from berakhlak.nominations.models import NominationList
from berakhlak.nominations.standing import (
    HAS_NAME,
    NamingChoice,
    NamingState,
    OfficerNaming,
    build_naming,
    select_naming,
)
from berakhlak.pagination import paginate_groups
from berakhlak.people.models import Person
from berakhlak.people.queries import matches_every_word

Day = date | None


@dataclass(frozen=True)
class NamingCounts:
    """Officers by state. One of two more: those who wait by the day since when, None where no day
    was kept; or those on whose lists names stand, by unit."""

    of_state: Mapping[NamingState, int]
    waiting: Mapping[Day, int] = field(default_factory=dict)
    named_in: Mapping[int, int] = field(default_factory=dict)


ALL = NamingChoice()


def count_naming(session: Session, cycle: Cycle, chosen: NamingChoice = ALL) -> NamingCounts:
    """Where the lists of all officers stand who are to be rated, and what a page of those chosen
    needs beside it: to count twice would take twice as long."""
    if _is_by_unit(chosen):
        return _count_by_unit(session, cycle)
    kept = (NominationList.is_agreed, NominationList.waiting_since)
    person = NominationList.ratee_id
    lists = counts_of_rated(session, cycle, _standing(cycle), kept, person)
    unled = _unled_by_day(session, cycle)
    agreed = sum(n for (is_agreed, _day), n in lists.items() if is_agreed)
    waiting = Counter({day: n for (is_agreed, day), n in lists.items() if not is_agreed})
    waiting -= unled
    officers = count_rated(session, cycle)
    return NamingCounts(
        _by_state(officers, waiting.total(), agreed, unled.total()), waiting=waiting
    )


def _count_by_unit(session: Session, cycle: Cycle) -> NamingCounts:
    key = (Person.unit_id, NominationList.is_agreed)
    rated = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    rows = (
        _standing(cycle)
        .join(Person, Person.id == NominationList.ratee_id)
        .where(Person.is_active, Person.unit_id.in_(rated))
        .with_only_columns(*key, func.count())
        .group_by(*key)
    )
    named, agreed = Counter[int](), 0
    for unit_id, is_agreed, n in session.execute(rows):
        named[unit_id] += n
        agreed += n if is_agreed else 0
    officers, unled = count_rated(session, cycle), _unled_by_day(session, cycle).total()
    waiting = named.total() - agreed - unled
    return NamingCounts(_by_state(officers, waiting, agreed, unled), named_in=named)


def _by_state(officers: int, waiting: int, agreed: int, unled: int) -> dict[NamingState, int]:
    return {
        NamingState.NOT_NAMED: officers - waiting - agreed - unled,
        NamingState.WAITING: waiting,
        NamingState.AGREED: agreed,
        NamingState.UNLED: unled,
    }


def _is_by_unit(chosen: NamingChoice) -> bool:
    return chosen.state == NamingState.NOT_NAMED and not chosen.words


def page_of_naming(
    session: Session,
    cycle: Cycle,
    chosen: NamingChoice,
    today: date,
    page: int,
    per_page: int,
    counts: NamingCounts,
) -> Pagination:
    """A page of those who are chosen; the longest waiting first where that is their state.

    `counts`: as of `count_naming` with the same choice.
    """
    waits = chosen.state == NamingState.WAITING
    groups = (_days if waits else _units)(session, cycle, chosen, today, counts)
    inside = partial(_on_days, today) if waits else partial(is_any_of, CycleUnit.name)

    def read(keys: Sequence[Any], first: int, number: int) -> list[OfficerNaming]:
        rows = select_naming(cycle, chosen, today).where(inside(keys)).offset(first).limit(number)
        return [build_naming(today, *row) for row in session.execute(rows)]

    return paginate_groups(groups, page, per_page, read)


def _units(
    session: Session, cycle: Cycle, chosen: NamingChoice, today: date, counts: NamingCounts
) -> Sequence[tuple[str, int]]:
    """Names of units in their order, and how many of their officers are chosen."""
    if chosen.state and not chosen.words and not counts.of_state[NamingState(chosen.state)]:
        return ()
    inside = select(func.count()).where(Person.unit_id == CycleUnit.unit_id, Person.is_active)
    if not _is_by_unit(chosen):
        inside = _chosen(inside, cycle, chosen)
    number = inside.correlate(CycleUnit).scalar_subquery()
    units = select(CycleUnit.name, CycleUnit.unit_id, number).where(CycleUnit.cycle_id == cycle.id)
    counted = Counter[str]()
    for name, unit_id, n in session.execute(units.order_by(CycleUnit.name)):
        counted[name] += n - counts.named_in.get(unit_id, 0)
    return [(name, n) for name, n in counted.items() if n]


def _days(
    session: Session, cycle: Cycle, chosen: NamingChoice, today: date, counts: NamingCounts
) -> Sequence[tuple[date, int]]:
    """The same of days since when lists wait; without a day they wait since today."""
    waiting = counts.waiting
    if chosen.words:
        wanted = select_naming(cycle, chosen, today).order_by(None)
        days = wanted.with_only_columns(NominationList.waiting_since, func.count())
        waiting = dict(session.execute(days.group_by(NominationList.waiting_since)).all())
    by_day = Counter[date]()
    for day, n in waiting.items():
        by_day[day or today] += n
    return sorted(by_day.items())


def _on_days(today: date, days: Sequence[date]) -> ColumnElement[bool]:
    """Whether a list waits since one of these days."""
    since = NominationList.waiting_since
    return or_(since.in_(days), since.is_(None) if today in days else false())


def _chosen(officers: Select[int], cycle: Cycle, chosen: NamingChoice) -> Select[int]:
    """Those who are chosen, of any state but waiting; lists are looked at for one alone."""
    if text.search_words(chosen.words):
        officers = officers.where(matches_every_word(chosen.words, Person.name_key))
    lists = _standing(cycle).with_only_columns(NominationList.ratee_id)
    if chosen.state == NamingState.NOT_NAMED:
        own = lists.where(NominationList.ratee_id == Person.id)
        return officers.where(~own.correlate(Person).exists())
    if chosen.state == NamingState.AGREED:
        lists = lists.where(NominationList.is_agreed)
    elif chosen.state == NamingState.UNLED:
        lists = _of_unled(cycle).with_only_columns(NominationList.ratee_id)
    return officers.where(Person.id.in_(lists)) if chosen.state else officers


def _standing(cycle: Cycle) -> Select[int]:
    """Lists of the cycle on which a name stands."""
    return select(NominationList.id).where(NominationList.cycle_id == cycle.id, HAS_NAME)


def _unled_by_day(session: Session, cycle: Cycle) -> Counter[Day]:
    since = NominationList.waiting_since
    rows = _of_unled(cycle).with_only_columns(since, func.count()).group_by(since)
    return Counter(dict(session.execute(rows).all()))


def _of_unled(cycle: Cycle) -> Select[int]:
    """Those of them that no supervisor agrees to: few officers have none, and so these are looked
    for first."""
    led = aliased(Person)
    left_alone = select(led.id).where(led.supervisor_id.in_(select_gone(cycle)))
    unled = select(led.id).where(led.supervisor_id.is_(None)).union_all(left_alone)
    rated = select_rated(cycle).where(Person.id.in_(unled))
    return _standing(cycle).where(NominationList.ratee_id.in_(rated), ~NominationList.is_agreed)
