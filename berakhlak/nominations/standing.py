"""How far each officer of a cycle is with naming colleagues: numbers and states, never names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from berakhlak import text
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.nominations.models import NameVerdict, Nomination, NominationList
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


def select_naming(cycle: Cycle, chosen: NamingChoice, today: date) -> Select[*tuple[Any, ...]]:
    """The columns that `build_naming` takes."""
    wanted = _officers(cycle)
    if chosen.state:
        wanted = wanted.where(_IS_IN[NamingState(chosen.state)])
    if text.search_words(chosen.words):
        wanted = wanted.where(matches_every_word(chosen.words, Person.name_key))
    if chosen.state == NamingState.WAITING:
        wanted = wanted.order_by(func.coalesce(NominationList.waiting_since, literal(today)))
    return wanted.order_by(CycleUnit.name, Person.name_key, Person.id)


_LEAD = aliased(Person)
_STANDS = (  # A name, of a list; an index alone says so.
    select(Nomination.list_id)
    .where(Nomination.list_id == NominationList.id)
    .where(Nomination.verdict.is_distinct_from(NameVerdict.STRUCK))
    .correlate(NominationList)
)
# Looked up list by list: where few lists are asked of, PostgreSQL would else gather all names.
HAS_NAME = _STANDS.limit(1).scalar_subquery().is_not(None)
_NAMES = _STANDS.with_only_columns(func.count()).scalar_subquery()
_STATE = case(
    (~HAS_NAME, NamingState.NOT_NAMED),
    (NominationList.is_agreed, NamingState.AGREED),
    (_LEAD.id.is_not(None), NamingState.WAITING),
    else_=NamingState.UNLED,
)


# The same of one state, with no more tables than it takes.
_IS_IN: dict[NamingState, ColumnElement[bool]] = {
    NamingState.NOT_NAMED: ~HAS_NAME,
    NamingState.AGREED: NominationList.is_agreed & HAS_NAME,
    NamingState.WAITING: ~NominationList.is_agreed & HAS_NAME & _LEAD.id.is_not(None),
    # Said so that no index of lists is taken: those who are shown have few units.
    NamingState.UNLED: NominationList.is_agreed.is_not(True) & HAS_NAME & _LEAD.id.is_(None),
}


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
