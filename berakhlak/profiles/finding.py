"""HR finds profiles of a sealed cycle: by name, post, NIP, or unit with all that is below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from berakhlak import text
from berakhlak.cycles.models import ENDED, IS_NO_PULSE, Cycle, CycleUnit, Participant
from berakhlak.errors import NotFound
from berakhlak.people import nip
from berakhlak.people.models import Person
from berakhlak.people.queries import matches_every_word
from berakhlak.sealing.models import OfficerResult


class UnitNotInCycle(NotFound):
    """The cycle has no such unit."""


@dataclass(frozen=True, kw_only=True)
class FoundProfile:
    """One officer with a frozen result."""

    participant_id: int
    name: str
    nip: str
    position: str
    unit: str


def unit_ids_under(session: Session, cycle: Cycle, unit_id: int) -> set[int]:
    """A unit of the cycle and all below it, as they were at opening. Raises UnitNotInCycle."""
    rows = select(CycleUnit.id, CycleUnit.parent_id).where(CycleUnit.cycle_id == cycle.id)
    below = defaultdict[int | None, list[int]](list)
    known = set()
    for unit, parent in session.execute(rows):
        known.add(unit)
        below[parent].append(unit)
    if unit_id not in known:
        raise UnitNotInCycle
    found, waiting = set(), [unit_id]
    while waiting:
        unit = waiting.pop()
        found.add(unit)
        waiting += below[unit]
    return found


def select_profiles(
    cycle: Cycle, *, search: str = "", unit_ids: Collection[int] | None = None
) -> Select[int, str, str, str, str, str]:
    """Rows of officers of a sealed cycle by name, as `found_profile` takes them."""
    found = (
        select(
            Participant.id,
            Participant.name,
            Participant.mark,
            Participant.nip,
            Participant.position,
            CycleUnit.name,
        )
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(Person, Person.id == Participant.person_id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .where(Participant.cycle_id == cycle.id, Cycle.state.in_(ENDED))
        # Nobody else's person is in it; said so that an index gives them in their order.
        .where(Person.agency_id == cycle.agency_id)
        .order_by(Person.name_key, Person.id)
    )
    if unit_ids is not None:
        found = found.where(Participant.unit_id.in_(unit_ids))
    return found.where(_is_found(cycle, search)) if search else found


def _is_found(cycle: Cycle, search: str) -> ColumnElement[bool]:
    """By name and post, which an index of people holds; by NIP only where one is typed, so that the
    seat of each of them need not be looked at."""
    is_named = matches_every_word(search, Person.name_key, Person.position_key)
    number = nip.tidy_nip(search)
    if not text.is_number(number):
        return is_named
    # Parts of a NIP are not searched for: they would tell birthdays.
    seat = aliased(Participant)
    theirs = select(seat.person_id).where(seat.cycle_id == cycle.id, seat.nip == number)
    return or_(Person.id.in_(theirs), is_named)


def count_profiles(session: Session, cycle: Cycle) -> int:
    """How many officers have a result in a cycle: as many as `select_profiles` finds of all."""
    rows = select(func.count()).select_from(OfficerResult)
    return session.scalar(rows.where(OfficerResult.cycle_id == cycle.id)) or 0


def profiles_of_person(session: Session, agency_id: int, person_id: int) -> list[tuple[Cycle, int]]:
    """Sealed cycles that rated a person, the newest first, with their participant in each."""
    rows = session.execute(
        select(Cycle, Participant.id)
        .join(Participant, Participant.cycle_id == Cycle.id)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(
            Participant.person_id == person_id,
            Cycle.agency_id == agency_id,
            Cycle.state.in_(ENDED),
            IS_NO_PULSE,
        )
        .order_by(Cycle.opens_on.desc(), Cycle.id.desc())
    )
    return [(cycle, participant_id) for cycle, participant_id in rows]
