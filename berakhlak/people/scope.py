"""The units that a role reaches, as the tree stands today; decided in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from berakhlak.people.models import Person, Unit
from berakhlak.permissions import Reach


def units_within(reach: Reach) -> Select[int]:
    """Ids of the units that it covers: those that it names, and all below them."""
    named = select(Unit.id).where(Unit.agency_id == reach.agency_id)
    if reach.unit_ids is None:
        return named
    top = named.where(Unit.id.in_(reach.unit_ids)).cte(recursive=True)
    found = top.union(select(Unit.id).where(Unit.parent_id == top.c.id))
    return select(found.c.id)


def is_within(
    unit_id: InstrumentedAttribute[Any] | ColumnElement[Any], reach: Reach
) -> ColumnElement[bool]:
    """Whether a unit, of an agency that is asked for besides, lies in it."""
    return true() if reach.is_whole else unit_id.in_(units_within(reach))


def covers_unit(session: Session, reach: Reach, unit_id: int) -> bool:
    """Whether it reaches this unit."""
    found = select(Unit.id).where(Unit.id == unit_id, Unit.id.in_(units_within(reach)))
    return session.scalar(found) is not None


def covers_person(session: Session, reach: Reach, person: Person) -> bool:
    """Whether it reaches an officer, by the unit that they sit in today."""
    return person.agency_id == reach.agency_id and (
        reach.is_whole or covers_unit(session, reach, person.unit_id)
    )
