"""One branch of the tree of units, a page at a time, where there are too many to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from berakhlak.pagination import paginate_rows
from berakhlak.people.models import Person, Unit
from berakhlak.people.scope import units_within
from berakhlak.permissions import Reach


class BranchUnit(NamedTuple):
    """A unit in a branch."""

    id: int
    code: str
    name: str


class UnitSize(NamedTuple):
    """Officers who sit in a unit, those in it and below, and units directly below it."""

    own: int = 0
    total: int = 0
    below: int = 0


@dataclass(frozen=True)
class UnitBranch:
    """What lies directly below the last unit of `path`, or the uppermost units that a role reaches;
    `sizes` by unit."""

    path: Sequence[Unit]
    units: Pagination
    sizes: dict[int, UnitSize]

    @property
    def at(self) -> int | None:
        """The unit below which it lies."""
        return self.path[-1].id if self.path else None


def unit_branch(
    session: Session, reach: Reach, at: int | None, number: int, per_page: int
) -> UnitBranch:
    """Below a unit; where there is none, or it is out of reach, below the uppermost one, or those
    themselves where there are several."""
    path = _path(session, reach, at) if at else []
    if not path:
        tops = session.scalars(select(Unit).where(_is_uppermost(reach)).limit(2)).all()
        path = list(tops) if len(tops) == 1 else []
    is_here = Unit.parent_id == path[-1].id if path else _is_uppermost(reach)
    below = select(Unit.id, Unit.code, Unit.name).where(is_here).order_by(Unit.code)
    units = paginate_rows(session, below, number, per_page, BranchUnit)
    return UnitBranch(path, units, _sizes(session, [unit.id for unit in units.items]))


def _is_uppermost(reach: Reach) -> ColumnElement[bool]:
    """Whether a unit is reached, and the one above it is not."""
    mine = units_within(reach)
    return and_(Unit.id.in_(mine), or_(Unit.parent_id.is_(None), Unit.parent_id.not_in(mine)))


def _path(session: Session, reach: Reach, at: int) -> list[Unit]:
    """From the uppermost unit that a role reaches down to this one; empty where it is none."""
    mine = units_within(reach)
    here = select(Unit.id, Unit.parent_id, literal(0).label("height"))
    start = here.where(Unit.id == at, Unit.id.in_(mine)).cte(recursive=True)
    above = select(Unit.id, Unit.parent_id, start.c.height + 1)
    up = start.union_all(above.join(start, Unit.id == start.c.parent_id))
    found = select(Unit).join(up, up.c.id == Unit.id).where(Unit.id.in_(mine))
    return list(session.scalars(found.order_by(up.c.height.desc())))


def _sizes(session: Session, units: list[int]) -> dict[int, UnitSize]:
    top = Unit.id.label("top")
    tree = select(Unit.id, top).where(Unit.id.in_(units)).cte(recursive=True)
    tree = tree.union_all(select(Unit.id, tree.c.top).where(Unit.parent_id == tree.c.id))
    # Counted in each unit, by an index: a join would read the officers of all agencies.
    sits_there = (Person.unit_id == tree.c.id, Person.is_active)
    officers = select(func.count()).select_from(Person).where(*sits_there).scalar_subquery()
    own = case((tree.c.id == tree.c.top, officers), else_=0)
    summed = select(tree.c.top, func.sum(own), func.sum(officers)).group_by(tree.c.top)
    people = {unit: (int(here), int(total)) for unit, here, total in session.execute(summed)}
    children = select(Unit.parent_id, func.count()).where(Unit.parent_id.in_(units))
    below = dict(session.execute(children.group_by(Unit.parent_id)).all())
    return {unit: UnitSize(*people.get(unit, (0, 0)), below.get(unit, 0)) for unit in units}
