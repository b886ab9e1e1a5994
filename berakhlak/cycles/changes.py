"""What changed about the people of a cycle shortly before it opened, or opens.

See docs/decisions/0016-changes-before-opening.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from berakhlak.audit.acts import Act
from berakhlak.audit.queries import latest_detail
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.people.models import Person, PlacementChange, PlacementChangeKind

DAYS = 30  # Sentences name them.
CHANGED = "changed"  # The number of people concerned, in the record of opening.


def changes_of(cycle: Cycle, now: datetime) -> Select[PlacementChange]:
    """Changes of the DAYS before the cycle opened, or before `now`, the newest first.

    Of people in its units, of those moved out of them, and of supervisors of theirs elsewhere.
    First codes are counted apart: where everybody gets one, they would hide all else.
    """
    return (
        select(PlacementChange)
        .where(_concerns(cycle), PlacementChange.what != PlacementChangeKind.FIRST_CODE)
        .where(*_lately(cycle, now))
        .options(joinedload(PlacementChange.person), joinedload(PlacementChange.account))
        .order_by(PlacementChange.at.desc(), PlacementChange.id.desc())
    )


def count_changed(session: Session, cycle: Cycle, now: datetime) -> int:
    """How many people these changes are of."""
    found = changes_of(cycle, now).options().order_by(None)
    people = found.with_only_columns(func.count(func.distinct(PlacementChange.person_id)))
    return session.scalar(people) or 0


def count_kinds(session: Session, cycle: Cycle, now: datetime) -> dict[PlacementChangeKind, int]:
    """People by what changed of them, in the order of `Changed`."""
    people = func.count(func.distinct(PlacementChange.person_id))
    found = changes_of(cycle, now).order_by(None).with_only_columns(PlacementChange.what, people)
    counted = dict(session.execute(found.group_by(PlacementChange.what)).all())
    return {what: counted[what] for what in PlacementChangeKind if what in counted}


def count_first_codes(session: Session, cycle: Cycle, now: datetime) -> int:
    """How many people were given a code for their first password in these days."""
    people = select(func.count(func.distinct(PlacementChange.person_id))).where(
        _concerns(cycle),
        PlacementChange.what == PlacementChangeKind.FIRST_CODE,
        *_lately(cycle, now),
    )
    return session.scalar(people) or 0


def _lately(cycle: Cycle, now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    until = cycle.opened_at or now
    return PlacementChange.at <= until, PlacementChange.at > until - timedelta(days=DAYS)


def _concerns(cycle: Cycle) -> ColumnElement[bool]:
    """Asked of each change of these days: the people of a cycle are many more."""
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    person, report = aliased(Person), aliased(Person)
    inside = exists().where(person.id == PlacementChange.person_id, person.unit_id.in_(covered))
    leads = exists().where(
        report.supervisor_id == PlacementChange.person_id,
        report.unit_id.in_(covered),
        report.is_active,
    )
    return or_(
        PlacementChange.unit_id.in_(covered),
        PlacementChange.was_unit_id.in_(covered),
        inside,
        leads,
    )


def changed_at_opening(session: Session, cycle: Cycle) -> int | None:
    """The number as opening recorded it; None where an older version opened."""
    changed = latest_detail(session, Act.OPENED_CYCLE, cycle.id).get(CHANGED)
    return None if changed is None else int(changed)
