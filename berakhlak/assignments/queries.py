"""Reading assignments."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.policy import Group
from berakhlak.errors import NotFound


class AssignmentNotFound(NotFound):
    """No such assignment of this account."""


def owed_by(session: Session, rater: Participant) -> Sequence[Assignment]:
    """What a participant is asked to fill, by group and the ratee's name."""
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.rater_id == rater.id)
        .options(joinedload(Assignment.ratee).joinedload(Participant.unit))
    ).all()
    order = list(Group)
    return sorted(rows, key=lambda row: (order.index(row.group), row.ratee.name, row.id))


def of_cycle(session: Session, cycle: Cycle) -> Sequence[Assignment]:
    """Every assignment of a cycle, in the order of their ids."""
    return session.scalars(
        select(Assignment).where(Assignment.cycle_id == cycle.id).order_by(Assignment.id)
    ).all()
