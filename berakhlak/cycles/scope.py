"""What of a cycle a role reaches.

A unit lies where it lay when the cycle opened. What is above the uppermost units of the cycle is
told by the tree of today.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleState, CycleUnit
from berakhlak.cycles.queries import CycleNotFound, cycles_of, get_cycle
from berakhlak.people.scope import units_within
from berakhlak.permissions import Reach


def cycle_units_within(cycle: Cycle, reach: Reach) -> Select[int]:
    """Ids of the cycle's units that a role reaches."""
    mine = select(CycleUnit.id).where(CycleUnit.cycle_id == cycle.id)
    if reach.unit_ids is None:
        return mine
    below_today = and_(CycleUnit.parent_id.is_(None), CycleUnit.unit_id.in_(units_within(reach)))
    top = mine.where(or_(CycleUnit.unit_id.in_(reach.unit_ids), below_today))
    found = top.cte(recursive=True)
    found = found.union(select(CycleUnit.id).where(CycleUnit.parent_id == found.c.id))
    return select(found.c.id)


def cycle_units_of(session: Session, cycle: Cycle, reach: Reach) -> Sequence[CycleUnit]:
    """The same as rows, by code."""
    wanted = select(CycleUnit).where(CycleUnit.id.in_(cycle_units_within(cycle, reach)))
    return session.scalars(wanted.order_by(CycleUnit.code)).all()


def ids_within(session: Session, cycle: Cycle, reach: Reach) -> frozenset[int]:
    """Their ids alone."""
    return frozenset(session.scalars(cycle_units_within(cycle, reach)))


def cycle_within(session: Session, reach: Reach, cycle_id: int) -> Cycle:
    """A cycle that a role reaches: of the agency, and for those of single units one that covers any
    of them and is no draft. Raises CycleNotFound."""
    cycle = get_cycle(session, cycle_id, agency_id=reach.agency_id)
    if not _is_reached(session, cycle, reach):
        raise CycleNotFound
    return cycle


def cycles_within(session: Session, reach: Reach) -> Sequence[Cycle]:
    """All cycles that a role reaches, newest first."""
    return [c for c in cycles_of(session, reach.agency_id) if _is_reached(session, c, reach)]


def _is_reached(session: Session, cycle: Cycle, reach: Reach) -> bool:
    if reach.is_whole:
        return True
    return cycle.state is not CycleState.DRAFT and bool(ids_within(session, cycle, reach))
