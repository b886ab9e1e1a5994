"""Putting a published cycle aside, and back: out of the lists of every day, still to be read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.engines import rows_changed


def archive_cycle(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> None:
    """Put the cycle aside, with the results of its second instrument. Raises CycleNotInState
    unless it is published."""
    _move_both(session, cycle, CycleState.PUBLISHED, CycleState.ARCHIVED)
    audit.record_act(session, Act.ARCHIVED_CYCLE, (cycle.main or cycle).id, by=by, at=at)
    session.flush()


def unarchive_cycle(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> None:
    """Put it back among the published ones. Raises CycleNotInState unless it is archived."""
    _move_both(session, cycle, CycleState.ARCHIVED, CycleState.PUBLISHED)
    audit.record_act(session, Act.UNARCHIVED_CYCLE, (cycle.main or cycle).id, by=by, at=at)
    session.flush()


def _move_both(session: Session, cycle: Cycle, before: CycleState, after: CycleState) -> None:
    """In one statement, so that of two who ask at once the second is refused."""
    both = cycle.both
    change = update(Cycle).where(Cycle.id.in_([each.id for each in both]), Cycle.state == before)
    change = change.values(state=after).execution_options(synchronize_session=False)
    changed = rows_changed(session, change)
    for each in both:
        session.refresh(each)
    if changed != len(both):
        raise CycleNotInState
