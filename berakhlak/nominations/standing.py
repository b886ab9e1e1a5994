"""How far each officer of a cycle is with naming colleagues: numbers and states, never names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from berakhlak import text
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.nominations.models import NameVerdict, Nomination, NominationList
from berakhlak.pagination import paginate_rows
from berakhlak.people.models import Person
from berakhlak.people.namesakes import name_with_mark
from berakhlak.people.queries import matches_every_word


class NamingState(StrEnum):
    """Where the list of an officer stands."""

    NOT_NAMED = "belum"
    WAITING = "menunggu"
    AGREED = "disetujui"
    UNLED = "tanpa-atasan"  # Named, and there is no supervisor who could agree.


@dataclass(frozen=True)
class OfficerNaming:
    """An officer's list as HR sees it; `waits`: days since the supervisor could agree."""

    person_id: int
    name: str
    unit: str
    lead_id: int | None
    lead: str
    names: int
    state: NamingState
    waits: int | None
    by_hr: bool


@dataclass(frozen=True)
class NamingChoice:
    """In which state, empty for any; and which words their names have."""

    state: str = ""
    words: str = ""


def naming_of_officers(session: Session, cycle: Cycle, today: date) -> list[OfficerNaming]:
    """Every officer whom the cycle is to rate, by unit and name."""
    rows = session.execute(select_naming(cycle, NamingChoice(), today))
    return [build_naming(today, *row) for row in rows]


def page_of_naming(
    session: Session,
    cycle: Cycle,
    chosen: NamingChoice,
    today: date,
    page: int,
    per_page: int,
    counts: Mapping[NamingState, int],
) -> Pagination:
    """A page of those who are chosen; the longest waiting first where that is their state.

    `counts`: as of `count_states`.
    """
    wanted, build = select_naming(cycle, chosen, today), partial(build_naming, today)
    total = None if chosen.words else sum(counts.values())
    if chosen.state and not chosen.words:
        total = counts[NamingState(chosen.state)]
    return paginate_rows(session, wanted, page, per_page, build, total, key=Person.id)


def count_states(session: Session, cycle: Cycle) -> dict[NamingState, int]:
    """How many officers stand where."""
    counted = _officers(cycle).with_only_columns(_STATE, func.count()).group_by(_STATE)
    found: dict[str, int] = dict(session.execute(counted).all())
    return {state: found.get(state.value, 0) for state in NamingState}


def select_naming(cycle: Cycle, chosen: NamingChoice, today: date) -> Select[*tuple[Any, ...]]:
    """The columns that `build_naming` takes."""
    wanted = _officers(cycle)
    if chosen.state:
        wanted = wanted.where(_STATE.in_([chosen.state]))
    if text.search_words(chosen.words):
        wanted = wanted.where(matches_every_word(chosen.words, Person.name_key))
    if chosen.state == NamingState.WAITING:
        wanted = wanted.order_by(func.coalesce(NominationList.waiting_since, literal(today)))
    return wanted.order_by(CycleUnit.name, Person.name_key, Person.id)


_LEAD = aliased(Person)
_STANDS = (
    select(Nomination.id)
    .where(Nomination.list_id == NominationList.id)
    .where(Nomination.verdict.is_distinct_from(NameVerdict.STRUCK))
    .correlate(NominationList)
)
_NAMES = _STANDS.with_only_columns(func.count()).scalar_subquery()
_STATE = case(
    (~_STANDS.exists(), NamingState.NOT_NAMED),
    (NominationList.is_agreed, NamingState.AGREED),
    (_LEAD.id.is_not(None), NamingState.WAITING),
    else_=NamingState.UNLED,
)


def _officers(cycle: Cycle) -> Select[*tuple[Any, ...]]:
    of_cycle = NominationList.cycle_id == cycle.id
    return (
        select(
            Person.id,
            Person.name,
            Person.mark,
            CycleUnit.name,
            _LEAD.name,
            _LEAD.id,
            _LEAD.mark,
            _NAMES,
            _STATE,
            NominationList.waiting_since,
            NominationList.is_agreed_by_hr,
        )
        .join(CycleUnit, CycleUnit.unit_id == Person.unit_id)
        .outerjoin(_LEAD, (_LEAD.id == Person.supervisor_id) & _LEAD.is_active)
        .outerjoin(NominationList, of_cycle & (NominationList.ratee_id == Person.id))
        .where(CycleUnit.cycle_id == cycle.id, Person.is_active)
    )


def build_naming(
    today: date,
    person_id: int,
    name: str,
    mark: str,
    unit: str,
    lead: str | None,
    lead_id: int | None,
    lead_mark: str | None,
    names: int,
    state: str,
    since: date | None,
    by_hr: bool | None,
) -> OfficerNaming:
    """Of a row of `select_naming`."""
    waits = since is not None and state == NamingState.WAITING
    return OfficerNaming(
        person_id=person_id,
        name=name_with_mark(name, mark),
        unit=unit,
        lead_id=lead_id,
        lead=name_with_mark(lead or "", lead_mark or ""),
        names=names,
        state=NamingState(state),
        waits=max(0, (today - since).days) if waits and since else None,
        by_hr=bool(by_hr),
    )
