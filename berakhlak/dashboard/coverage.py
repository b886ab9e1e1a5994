"""Whether every officer has raters enough to be shown anything: seen before it is too late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.proposal import Seat, propose
from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.cycles.policy import Group, Policy
from berakhlak.people.models import Person

ASSIGNED = (Group.SUPERVISOR, Group.PEER, Group.SUBORDINATE)
# Many officers lead nobody; a missing supervisor or missing peers are a gap in the tree.
EXPECTED = (Group.SUPERVISOR, Group.PEER)


@dataclass(frozen=True)
class Coverage:
    """How many raters an officer has per group, and the groups that can never be shown."""

    name: str
    unit: str
    raters: Mapping[Group, int]
    short: tuple[Group, ...]


@dataclass(frozen=True)
class Outlook:
    """What opening would bring about: `pairs` assignments by group, over `officers`."""

    officers: int
    pairs: Mapping[Group, int]
    short_officers: int

    @property
    def total(self) -> int:
        return sum(self.pairs.values())


def short_groups(raters: Mapping[Group, int], policy: Policy) -> tuple[Group, ...]:
    """Groups below their minimum, so that their figures will never be shown."""
    return tuple(
        group
        for group in ASSIGNED
        if raters.get(group, 0) < policy.min_n[group]
        and (raters.get(group, 0) or group in EXPECTED)
    )


def coverage_of(session: Session, cycle: Cycle) -> list[Coverage]:
    """Every rated officer of an opened cycle, by unit and name; declined raters do not count."""
    counts = _counts(session, cycle)
    officers = session.scalars(
        select(Participant)
        .where(Participant.cycle_id == cycle.id, Participant.is_rated)
        .options(joinedload(Participant.unit))
    )
    found = [_coverage(officer, counts.get(officer.id, {}), cycle.policy) for officer in officers]
    return sorted(found, key=lambda row: (row.unit, row.name))


def outlook(session: Session, cycle: Cycle) -> Outlook:
    """The assignments that opening a draft would propose, from the tree as it stands today."""
    covered = set(session.scalars(select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)))
    seats = _seats(session, covered)
    policy = cycle.policy
    pairs = propose(seats, peers_per_officer=policy.peers_per_officer, seed=cycle.id)
    raters = {seat.id: Counter[Group]() for seat in seats if seat.is_rated}
    for pair in pairs:
        raters[pair.ratee_id][pair.group] += 1
    return Outlook(
        officers=len(raters),
        pairs=Counter(pair.group for pair in pairs),
        short_officers=sum(bool(short_groups(count, policy)) for count in raters.values()),
    )


def _counts(session: Session, cycle: Cycle) -> dict[int, dict[Group, int]]:
    counts: dict[int, dict[Group, int]] = {}
    rows = session.execute(
        select(Assignment.ratee_id, Assignment.group, func.count())
        .where(Assignment.cycle_id == cycle.id, Assignment.declined.is_(None))
        .group_by(Assignment.ratee_id, Assignment.group)
    )
    for ratee_id, group, number in rows:
        counts.setdefault(ratee_id, {})[group] = number
    return counts


def _coverage(officer: Participant, raters: Mapping[Group, int], policy: Policy) -> Coverage:
    unit = officer.unit.name if officer.unit else ""
    return Coverage(officer.name, unit, raters, short_groups(raters, policy))


def _seats(session: Session, covered: Iterable[int]) -> list[Seat]:
    """The people that a snapshot taken now would hold."""
    rated = session.scalars(
        select(Person).where(Person.unit_id.in_(covered), Person.is_active)
    ).all()
    known = {person.id for person in rated}
    wanted = {person.supervisor_id for person in rated if person.supervisor_id} - known
    outside = session.scalars(select(Person).where(Person.id.in_(wanted), Person.is_active))
    return [
        Seat(person.id, person.unit_id, person.level, person.supervisor_id, person.id in known)
        for person in [*rated, *outside]
    ]
