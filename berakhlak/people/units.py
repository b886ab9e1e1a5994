"""The units that a role reaches: listed, as a tree, and by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.people.models import Person, Unit
from berakhlak.people.queries import units_of_agency
from berakhlak.people.scope import is_within, units_within
from berakhlak.permissions import Reach


@dataclass(frozen=True)
class UnitNode:
    """A unit in its tree; `own` officers sit in it, `total` in it and below."""

    unit: Unit
    own: int
    total: int
    below: tuple[UnitNode, ...]


class UnitRow(NamedTuple):
    """A unit, and the one that it lies below."""

    id: int
    parent_id: int | None
    code: str
    name: str


def unit_rows(session: Session, agency_id: int) -> list[UnitRow]:
    """All units of an agency by code, for whoever reads thousands."""
    wanted = select(Unit.id, Unit.parent_id, Unit.code, Unit.name)
    rows = session.execute(wanted.where(Unit.agency_id == agency_id).order_by(Unit.code))
    return [UnitRow(*row) for row in rows]


def unit_by_code(session: Session, agency_id: int, code: str) -> Unit | None:
    """The unit of the agency with this code, in any case."""
    units = units_of_agency(session, agency_id)
    return next((unit for unit in units if text.is_same_label(unit.code, code)), None)


def units_of_reach(session: Session, reach: Reach) -> Sequence[Unit]:
    """The units that a role reaches, by code."""
    wanted = select(Unit).where(Unit.id.in_(units_within(reach)))
    return session.scalars(wanted.order_by(Unit.code)).all()


def unit_tree(session: Session, reach: Reach) -> tuple[UnitNode, ...]:
    """The uppermost units that a role reaches, with everything below them."""
    counted = (
        select(Person.unit_id, func.count())
        .where(Person.agency_id == reach.agency_id, Person.is_active)
        .where(is_within(Person.unit_id, reach))
        .group_by(Person.unit_id)
    )
    own = dict(session.execute(counted).all())
    units = units_of_reach(session, reach)
    seen, children = {unit.id for unit in units}, dict[int | None, list[Unit]]()
    for unit in units:
        above = unit.parent_id if unit.parent_id in seen else None
        children.setdefault(above, []).append(unit)

    def node(unit: Unit) -> UnitNode:
        below = tuple(node(child) for child in children.get(unit.id, ()))
        people = own.get(unit.id, 0)
        return UnitNode(unit, people, people + sum(child.total for child in below), below)

    return tuple(node(unit) for unit in children.get(None, ()))
