"""Who answers the complaints of a unit, by the tree of today, and who stands above them.

A unit is answered for by whom HR named, and by its head: the officer in it who leads others in it
and is led from elsewhere, or holds it for a while (Plt., Plh.). Where it has nobody who can sign
in, the unit above answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.complaints.models import ComplaintOfficer
from berakhlak.engines import is_any_of
from berakhlak.people.heads import is_head
from berakhlak.people.models import ActingPost, Person, Unit
from berakhlak.people.queries import acting_on

People = Mapping[int, frozenset[int]]
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Answering:
    """By unit, ids of people: who may answer, who is written to, and the heads above these."""

    answer: People
    written_to: People
    above: People

    def units_of(self, person_id: int) -> frozenset[int]:
        """Units whose complaints the person answers."""
        return frozenset(unit for unit, people in self.answer.items() if person_id in people)

    def units_below(self, person_id: int) -> frozenset[int]:
        """Units above whose answerers the person stands."""
        return frozenset(unit for unit, people in self.above.items() if person_id in people)


def answering_for(
    session: Session, agency_id: int, unit_ids: Collection[int], today: date
) -> Answering:
    """Who answers for these units; a few statements, however many there are."""
    parents = _parents(session, agency_id)
    lines = {unit: list(_upwards(parents, unit)) for unit in unit_ids}
    asked = sorted({each for line in lines.values() for each in line})
    named, heads = _named(session, asked), _heads(session, asked, today)
    answer, written, above = {}, {}, {}
    for unit, line in lines.items():
        at = next((n for n, each in enumerate(line) if named[each] or heads[each]), len(line))
        first = line[at] if at < len(line) else 0
        answer[unit] = frozenset(named[first] | heads[first])
        written[unit] = frozenset(named[first] or heads[first])
        higher = frozenset[int]().union(*(heads[each] for each in line[at + 1 :]))
        above[unit] = higher - answer[unit]
    return Answering(answer, written, above)


def without_answerer(
    session: Session, agency_id: int, unit_ids: Collection[int], today: date
) -> set[int]:
    """Which of these units nobody answers for. Asked from the top: whoever answers for a unit does
    so for all below it, so that mostly one look at the uppermost one is enough."""
    parents = _parents(session, agency_id)
    left = {unit: list(_upwards(parents, unit)) for unit in unit_ids}
    found = set[int]()
    while left:
        asked = sorted({line[-1] for line in left.values() if line})
        named, heads = _named(session, asked), _heads(session, asked, today)
        found |= {unit for unit, line in left.items() if not line}
        left = {
            unit: line[:-1]
            for unit, line in left.items()
            if line and not (named[line[-1]] or heads[line[-1]])
        }
    return found


def units_below_posts(session: Session, person: Person, today: date) -> set[int]:
    """Units whose complaints could concern somebody: those in which they hold anything, and all
    below these."""
    named = select(ComplaintOfficer.unit_id).where(ComplaintOfficer.person_id == person.id)
    acting = select(ActingPost.unit_id).where(ActingPost.person_id == person.id, acting_on(today))
    held = {person.unit_id, *session.scalars(named), *session.scalars(acting)}
    rows = session.execute(
        select(Unit.id, Unit.parent_id).where(Unit.agency_id == person.agency_id)
    )
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for unit, parent in rows:
        below[parent].append(unit)
    found, waiting = set[int](), list(held)
    while waiting:
        at = waiting.pop()
        waiting += [each for each in below[at] if each not in found]
        found.add(at)
    return found


def _parents(session: Session, agency_id: int) -> dict[int, int | None]:
    rows = session.execute(select(Unit.id, Unit.parent_id).where(Unit.agency_id == agency_id))
    return dict(rows.all())


def _upwards(parents: Mapping[int, int | None], unit: int) -> Iterator[int]:
    """A unit and those above it, each once."""
    seen: set[int] = set()
    at: int | None = unit
    while at is not None and at in parents and at not in seen:
        seen.add(at)
        yield at
        at = parents[at]


def _named(session: Session, unit_ids: list[int]) -> defaultdict[int, set[int]]:
    wanted = (
        select(ComplaintOfficer.unit_id, Person.id)
        .join(Person, Person.id == ComplaintOfficer.person_id)
        .join(Account, Account.id == Person.account_id)
        .where(is_any_of(ComplaintOfficer.unit_id, unit_ids), Person.is_active, Account.is_enabled)
    )
    return _gathered(session.execute(wanted))


def _heads(session: Session, unit_ids: list[int], today: date) -> defaultdict[int, set[int]]:
    own = (
        select(Person.unit_id, Person.id)
        .join(Account, Account.id == Person.account_id)
        .where(is_any_of(Person.unit_id, unit_ids), Account.is_enabled, is_head())
    )
    acting = (
        select(ActingPost.unit_id, Person.id)
        .join(Person, Person.id == ActingPost.person_id)
        .join(Account, Account.id == Person.account_id)
        .where(
            is_any_of(ActingPost.unit_id, unit_ids),
            Person.is_active,
            Account.is_enabled,
            acting_on(today),
        )
    )
    return _gathered([*session.execute(own), *session.execute(acting)])


def _gathered(rows: object) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for unit, person in rows:  # type: ignore[attr-defined]
        found[unit].add(person)
    return found
