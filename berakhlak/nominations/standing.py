"""How far each officer of a cycle is with naming colleagues: numbers and states, never names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.nominations.models import NameVerdict, Nomination, NominationList
from berakhlak.people.models import Person
from berakhlak.people.namesakes import name_with_mark


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
    name_key: str
    unit_id: int
    unit: str
    lead_id: int | None
    lead: str
    names: int
    state: NamingState
    waits: int | None
    by_hr: bool


def naming_of_officers(session: Session, cycle: Cycle, today: date) -> list[OfficerNaming]:
    """Every officer whom the cycle is to rate, by unit and name; three statements, whatever the
    size."""
    lead = aliased(Person)
    person = (Person.id, Person.name, Person.mark, Person.name_key, Person.unit_id)
    led_by = (lead.id.label("lead_id"), lead.name.label("lead"), lead.mark.label("lead_mark"))
    officers = session.execute(
        select(*person, CycleUnit.name.label("unit"), *led_by)
        .join(CycleUnit, CycleUnit.unit_id == Person.unit_id)
        .outerjoin(lead, (lead.id == Person.supervisor_id) & lead.is_active)
        .where(CycleUnit.cycle_id == cycle.id, Person.is_active)
        .order_by(CycleUnit.name, Person.name_key, Person.id)
    ).all()
    agreed = (NominationList.is_agreed, NominationList.is_agreed_by_hr)
    stored = session.execute(
        select(
            NominationList.id, NominationList.ratee_id, *agreed, NominationList.waiting_since
        ).where(NominationList.cycle_id == cycle.id)
    )
    lists = {row.ratee_id: row for row in stored}
    counts = _counts(session, cycle)
    return [_naming(row, lists.get(row.id), counts, today) for row in officers]


def count_states(rows: Sequence[OfficerNaming]) -> dict[NamingState, int]:
    """How many officers stand where."""
    counts: dict[NamingState, int] = defaultdict(int)
    for row in rows:
        counts[row.state] += 1
    return {state: counts[state] for state in NamingState}


def _counts(session: Session, cycle: Cycle) -> dict[int, int]:
    """List -> names that nobody struck."""
    stands = Nomination.verdict.is_distinct_from(NameVerdict.STRUCK)
    rows = session.execute(
        select(Nomination.list_id, func.count())
        .join(NominationList, NominationList.id == Nomination.list_id)
        .where(NominationList.cycle_id == cycle.id, stands)
        .group_by(Nomination.list_id)
    )
    return dict(rows.all())


def _naming(person: Any, found: Any, counts: Mapping[int, int], today: date) -> OfficerNaming:
    """Of a row of the officer and one of the list, if there is any."""
    names = counts.get(found.id, 0) if found else 0
    state = _state(names, person.lead_id, is_agreed=bool(found and found.is_agreed))
    since = found.waiting_since if found and state is NamingState.WAITING else None
    return OfficerNaming(
        person_id=person.id,
        name=name_with_mark(person.name, person.mark),
        name_key=person.name_key,
        unit_id=person.unit_id,
        unit=person.unit,
        lead_id=person.lead_id,
        lead=name_with_mark(person.lead or "", person.lead_mark or ""),
        names=names,
        state=state,
        waits=max(0, (today - since).days) if since else None,
        by_hr=bool(found and found.is_agreed_by_hr),
    )


def _state(names: int, lead_id: int | None, *, is_agreed: bool) -> NamingState:
    if not names:
        return NamingState.NOT_NAMED
    if is_agreed:
        return NamingState.AGREED
    return NamingState.WAITING if lead_id else NamingState.UNLED
