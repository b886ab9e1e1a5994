"""Reading what a rater owes, and open sheets by their handle: one's own, through the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.queries import AssignmentNotFound
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.policy import Group, Policy
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.models import InstrumentVersion, parsed
from berakhlak.people.models import Person
from berakhlak.ratings.content import SheetContent
from berakhlak.ratings.models import OpenSheet


@dataclass(frozen=True)
class Round:
    """What the pages of a sheet need of its cycle."""

    id: int
    name: str
    state: CycleState
    key_name: str
    closes_on: date
    policy_json: str
    instrument: Instrument

    @property
    def accepts_answers(self) -> bool:
        return self.state is CycleState.OPEN

    @property
    def policy(self) -> Policy:
        return Policy.from_json(self.policy_json)


@dataclass(frozen=True)
class Owed:
    """One sheet that an account owes; `size` counts the raters of its group, declined left out.

    Read as plain columns: sheets are opened and saved more often than anything else happens here,
    and mapped objects would cost more than all the rest of a page.
    """

    id: int
    rater_id: int
    ratee_id: int
    group: Group
    declined: DeclineReason | None
    ratee_name: str
    ratee_position: str
    size: int
    cycle: Round

    @property
    def cycle_id(self) -> int:
        return self.cycle.id


def own_assignment(session: Session, assignment_id: int, account_id: int) -> Owed:
    """What is owed under this id, when the account's person is its rater.

    Raises AssignmentNotFound for everybody else's.
    """
    wanted = {"account": account_id, "assignment": assignment_id}
    row = session.connection().execute(_ONE, wanted).one_or_none()
    if row is None:
        raise AssignmentNotFound
    return _owed(tuple(row))


def own_group(session: Session, cycle_id: int, group: Group, account_id: int) -> Sequence[Owed]:
    """What the account owes to one group in a cycle, without what was given back."""
    wanted = {"account": account_id, "cycle": cycle_id, "wanted_group": group}
    return [_owed(tuple(row)) for row in session.connection().execute(_GROUP, wanted)]


def _owed(columns: Sequence[Any]) -> Owed:
    of_cycle = (*columns[8:14], parsed(columns[14]))
    of_sheet = (*columns[:8], Round(*of_cycle))
    return Owed(*of_sheet)


_asked, _cycle, _ratee = Assignment.__table__, Cycle.__table__, Participant.__table__
_rater, _person, _version = _ratee.alias("rater"), Person.__table__, InstrumentVersion.__table__
_beside = _asked.alias("beside")
_size = (
    select(func.count())
    .where(
        _beside.c.ratee_id == _asked.c.ratee_id,
        _beside.c.group == _asked.c.group,
        _beside.c.declined.is_(None),
    )
    .scalar_subquery()
)
# The columns of Owed and then of Round, in their order.
_OF_ACCOUNT = (
    select(
        *_asked.c["id", "rater_id", "ratee_id", "group", "declined"],
        *_ratee.c["name", "position"],
        _size,
        *_cycle.c["id", "name", "state", "key_name", "closes_on", "policy_json"],
        _version.c.source,
    )
    .select_from(_asked)
    .join(_rater, _rater.c.id == _asked.c.rater_id)
    .join(_person, _person.c.id == _rater.c.person_id)
    .join(_ratee, _ratee.c.id == _asked.c.ratee_id)
    .join(_cycle, _cycle.c.id == _asked.c.cycle_id)
    .join(_version, _version.c.id == _cycle.c.instrument_id)
    .where(_person.c.account_id == bindparam("account"))
)
_ONE = _OF_ACCOUNT.where(_asked.c.id == bindparam("assignment"))
_GROUP = _OF_ACCOUNT.where(
    _asked.c.cycle_id == bindparam("cycle"),
    _asked.c.group == bindparam("wanted_group", type_=_asked.c.group.type),
    _asked.c.declined.is_(None),
)
_box = OpenSheet.__table__
_BOXES = select(_box.c.handle, _box.c.box, _box.c.is_submitted).where(
    _box.c.handle.in_(bindparam("handles", expanding=True))
)


def open_sheet(session: Session, assignment_id: int, key: CycleKey) -> tuple[SheetContent, bool]:
    """The rater's own sheet and whether it is submitted; an empty draft when none was saved."""
    return open_sheets(session, [assignment_id], key)[assignment_id]


def open_sheets(
    session: Session, assignment_ids: Iterable[int], key: CycleKey
) -> dict[int, tuple[SheetContent, bool]]:
    """The same for several sheets of one rater, by assignment id."""
    handles = {each: key.handle(each) for each in assignment_ids}
    found = session.connection().execute(_BOXES, {"handles": list(handles.values())})
    stored = {bytes(row.handle): row for row in found}
    sheets = {}
    for assignment_id, handle in handles.items():
        row = stored.get(handle)
        content = SheetContent.from_bytes(key.unlock(row.box, handle)) if row else SheetContent()
        sheets[assignment_id] = (content, row is not None and row.is_submitted)
    return sheets
