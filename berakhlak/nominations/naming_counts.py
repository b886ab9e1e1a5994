"""How many lists stand where, and pages of them, read from the lists and from indexes alone.

Of 50,000 officers nobody is joined for a count. Lists are counted by the day they wait since; of
these are taken the few whose officer has left or moved, or has no supervisor. Officers are counted
by unit. A page then reads the units or days that it shows. See 0260.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from berakhlak import text
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.cycles.rated_people import count_rated, counts_of_rated, select_gone, select_rated
from berakhlak.engines import is_any_of
from berakhlak.nominations.models import NominationList
from berakhlak.nominations.standing import (
    STANDS,
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
    """Officers by state; those who wait by the day since when, None where no day was kept."""

    of_state: Mapping[NamingState, int]
    waiting: Mapping[Day, int]


def count_naming(session: Session, cycle: Cycle) -> NamingCounts:
    """Where the lists of all officers stand who are to be rated."""
    kept = (NominationList.is_agreed, NominationList.waiting_since)
    person = NominationList.ratee_id
    lists = counts_of_rated(session, cycle, _standing(cycle), kept, person)
    days = _of_unled(cycle).with_only_columns(NominationList.waiting_since, func.count())
    unled = Counter(dict(session.execute(days.group_by(NominationList.waiting_since)).all()))
    agreed = sum(n for (is_agreed, _day), n in lists.items() if is_agreed)
    waiting = Counter({day: n for (is_agreed, day), n in lists.items() if not is_agreed})
    waiting -= unled
    of_state = {
        NamingState.NOT_NAMED: count_rated(session, cycle) - lists.total(),
        NamingState.WAITING: waiting.total(),
        NamingState.AGREED: agreed,
        NamingState.UNLED: unled.total(),
    }
    return NamingCounts(of_state, waiting)


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

    `counts`: as of `count_naming`.
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
    officers = _chosen(cycle, chosen).with_only_columns(
        Person.unit_id.label("unit"), func.count().label("n")
    )
    each = officers.group_by(Person.unit_id).subquery()
    named = (
        select(CycleUnit.name, func.sum(each.c.n))
        .join(each, (each.c.unit == CycleUnit.unit_id) & (CycleUnit.cycle_id == cycle.id))
        .group_by(CycleUnit.name)
        .order_by(CycleUnit.name)
    )
    return [(name, int(n)) for name, n in session.execute(named)]


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


def _chosen(cycle: Cycle, chosen: NamingChoice) -> Select[int]:
    """Officers who are chosen, of any state but waiting; lists are looked at for one alone."""
    officers = select_rated(cycle)
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
    return select(NominationList.id).where(NominationList.cycle_id == cycle.id, STANDS.exists())


def _of_unled(cycle: Cycle) -> Select[int]:
    """Those of them that no supervisor agrees to: few officers have none, and so these are looked
    for first."""
    led = aliased(Person)
    unled = select(led.id).where(led.supervisor_id.is_(None))
    unled = unled.union_all(select(led.id).where(led.supervisor_id.in_(select_gone(cycle))))
    rated = select_rated(cycle).where(Person.id.in_(unled))
    return _standing(cycle).where(NominationList.ratee_id.in_(rated), ~NominationList.is_agreed)
