"""The part of an open cycle that HR chases: an office or unit, raters of a group, a name.

Who is late is cut out of the look that HR has on that day, and never asked anew: 0164 says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NamedTuple

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from berakhlak import text
from berakhlak.assignments.models import Assignment
from berakhlak.cycle_administration.coarse_progress import DatedProgress
from berakhlak.cycle_administration.late_raters import (
    LateRater,
    LateRaters,
    MappedRows,
    raters_of_units,
)
from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import RaterGroup, Relation
from berakhlak.cycles.scope import cycle_units_within, ids_within
from berakhlak.people.namesakes import name_with_mark
from berakhlak.permissions import Reach

OUTSIDE = 0
"""Stands for raters outside of the cycle's units."""


class TreeUnit(NamedTuple):
    """A unit of a cycle as it lay at opening."""

    id: int
    parent_id: int | None
    code: str
    name: str


@dataclass(frozen=True)
class CycleTree:
    """The units of a cycle that a role reaches, by code."""

    units: tuple[TreeUnit, ...]

    @cached_property
    def named(self) -> dict[int, TreeUnit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def children(self) -> dict[int | None, list[TreeUnit]]:
        """Unit -> what lies directly below it; None -> the uppermost ones."""
        found: dict[int | None, list[TreeUnit]] = defaultdict(list)
        for unit in self.units:
            found[unit.parent_id if unit.parent_id in self.named else None].append(unit)
        return found

    @cached_property
    def offices(self) -> list[TreeUnit]:
        """The uppermost units; what lies below it where there is but one."""
        tops = self.children[None]
        below = self.children[tops[0].id] if len(tops) == 1 else []
        return below or tops

    def below(self, unit_id: int) -> frozenset[int]:
        """The unit with all below it; nothing for one out of reach."""
        found, waiting = set(), [unit_id] if unit_id in self.named else []
        while waiting:
            at = waiting.pop()
            found.add(at)
            waiting += [unit.id for unit in self.children[at]]
        return frozenset(found)

    @cached_property
    def office_of(self) -> dict[int, TreeUnit]:
        """Unit -> its office; a unit above all offices is its own."""
        found = {unit.id: unit for unit in self.units}
        for office in self.offices:
            found |= dict.fromkeys(self.below(office.id), office)
        return found


@dataclass(frozen=True)
class ChasedPart:
    """What HR chose. `office_id` and `unit_id`: units of the cycle with all below them, or OUTSIDE;
    `group`: the code of a rater group; `words`: what stands in the name."""

    office_id: int | None = None
    unit_id: int | None = None
    group: str = ""
    words: str = ""

    @property
    def at(self) -> int | None:
        """The narrower of office and unit."""
        return self.unit_id or self.office_id


@dataclass(frozen=True)
class ChasedRater:
    """A late rater with their office."""

    name: str
    unit: str | None
    office: str | None
    has_begun: bool


def cycle_tree(session: Session, cycle: Cycle, reach: Reach) -> CycleTree:
    """The units of a cycle within a reach."""
    wanted = select(CycleUnit.id, CycleUnit.parent_id, CycleUnit.code, CycleUnit.name)
    inside = CycleUnit.id.in_(cycle_units_within(cycle, reach))
    rows = session.execute(wanted.where(inside).order_by(CycleUnit.code))
    return CycleTree(tuple(TreeUnit(*row) for row in rows))


def seats_in_part(
    session: Session, cycle: Cycle, look: DatedProgress, part: ChasedPart, reach: Reach
) -> set[int]:
    """Ids of the participants whom a look calls late and who belong to a part within a reach."""
    inside = None if reach.is_whole else ids_within(session, cycle, reach)
    late = look.raters if inside is None else raters_of_units(look.raters, inside)
    found = late_in_part(session, cycle, cycle_tree(session, cycle, reach), late, part)
    names = {each.name for each in found}
    seats = select(Participant.id, Participant.name, Participant.mark)
    rows = session.execute(seats.where(Participant.cycle_id == cycle.id))
    return {seat for seat, name, mark in rows if name_with_mark(name, mark) in names}


def groups_to_choose(policy: Policy) -> list[RaterGroup]:
    """Groups whose raters the tree or HR itself names; who is drawn as a peer is not for HR."""
    known = (Relation.SUPERVISOR, Relation.SUBORDINATE, Relation.APPOINTED)
    return [group for group in policy.groups if group.relation in known]


def raters_of_group(cycle: Cycle, group: RaterGroup) -> Select[int]:
    """Ids of the participants who may be asked in a group, as the tree and HR's list say.

    The same on every day of the cycle: what raters give back or send does not change it.
    """
    seats = select(Participant.id).where(Participant.cycle_id == cycle.id)
    if group.relation is Relation.APPOINTED:
        of_cycle = (Assignment.cycle_id == cycle.id, Assignment.group == group.code)
        asked = (*of_cycle, Assignment.rater_id == Participant.id)
        return seats.where(exists().where(*asked, Assignment.added_for.is_(None)))
    rated = (Participant.cycle_id == cycle.id, Participant.is_rated)
    if group.relation is Relation.SUPERVISOR:
        leads = select(Participant.supervisor_id).where(*rated).distinct()
        return seats.where(Participant.id.in_(leads))
    other = aliased(Participant)
    return seats.where(exists().where(other.id == Participant.supervisor_id, other.is_rated))


def _in_group(session: Session, cycle: Cycle, group: RaterGroup, late: LateRaters) -> LateRaters:
    """Those who are of `raters_of_group`. Hardly anybody is led by no rated one: these are read,
    and not all others."""
    if group.relation is not Relation.SUBORDINATE:
        return late.among(session.scalars(raters_of_group(cycle, group)))
    lead = aliased(Participant)
    unrated = select(lead.id).where(lead.cycle_id == cycle.id, ~lead.is_rated)
    of_cycle = select(Participant.id).where(Participant.cycle_id == cycle.id)
    unled = of_cycle.where(Participant.supervisor_id.is_(None))
    others = unled.union_all(of_cycle.where(Participant.supervisor_id.in_(unrated)))
    return late.without(session.scalars(others))


def late_in_part(
    session: Session,
    cycle: Cycle,
    tree: CycleTree,
    late: Sequence[LateRater],
    part: ChasedPart,
) -> Sequence[ChasedRater]:
    """The late raters of a look who belong to a part, in the order of the look."""
    if part.at is not None:
        late = raters_of_units(late, tree.below(part.at) if part.at else frozenset((None,)))
    if (
        part.words
        and isinstance(late, LateRaters)
        and ((found := late.with_words(part.words)) is not None)
    ):
        late, part = found, replace(part, words="")
    if part.group and isinstance(late, LateRaters) and (group := _group_of(cycle, part.group)):
        late, part = _in_group(session, cycle, group, late), replace(part, group="")
    if part.group or part.words:
        called = _called_in_group(session, cycle, part.group) if part.group else None
        late = [
            each
            for each in late
            if (called is None or each.name in called)
            and (not part.words or text.has_every_word(part.words, each.name))
        ]
    return MappedRows(late, partial(_chased, tree))


def _chased(tree: CycleTree, each: LateRater) -> ChasedRater:
    return ChasedRater(each.name, each.unit, _office_name(tree, each.unit_id), each.has_begun)


class UnitList(NamedTuple):
    """The late raters of one unit, for a list that is handed out."""

    office: str | None
    unit: str | None
    raters: list[ChasedRater]


def by_unit(raters: Sequence[ChasedRater]) -> Iterator[UnitList]:
    """The raters parted by their units."""
    found: dict[tuple[str, str], list[ChasedRater]] = defaultdict(list)
    for each in raters:
        found[each.office or "", each.unit or ""].append(each)
    for (office, unit), rows in sorted(found.items()):
        yield UnitList(office or None, unit or None, sorted(rows, key=lambda row: row.name))


def _office_name(tree: CycleTree, unit_id: int | None) -> str | None:
    office = tree.office_of.get(unit_id) if unit_id else None
    return office.name if office else None


def _group_of(cycle: Cycle, code: str) -> RaterGroup | None:
    return next((each for each in groups_to_choose(cycle.policy) if each.code == code), None)


def _called_in_group(session: Session, cycle: Cycle, code: str) -> set[str]:
    """Names as a look has them; they are unique in a cycle."""
    group = _group_of(cycle, code)
    if group is None:
        return set()
    wanted = select(Participant.name, Participant.mark)
    rows = session.execute(wanted.where(Participant.id.in_(raters_of_group(cycle, group))))
    return {name_with_mark(name, mark) for name, mark in rows}
