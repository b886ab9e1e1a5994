"""Reading open sheets by their handle: one's own, through the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.queries import AssignmentNotFound
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.policy import Group
from berakhlak.people.models import Person
from berakhlak.ratings.content import SheetContent
from berakhlak.ratings.models import OpenSheet


def own_assignment(
    session: Session, assignment_id: int, account_id: int
) -> tuple[Assignment, Cycle]:
    """An assignment whose rater is the account's person, with ratee, cycle and instrument.

    Raises AssignmentNotFound for everybody else's.
    """
    wanted = {"account": account_id, "assignment": assignment_id}
    row = session.execute(_ONE, wanted).one_or_none()
    if row is None:
        raise AssignmentNotFound
    return row[0], row[1]


def own_group(
    session: Session, cycle_id: int, group: Group, account_id: int
) -> Sequence[tuple[Assignment, Cycle]]:
    """The account's assignments of one group in a cycle, without those given back."""
    wanted = {"account": account_id, "cycle": cycle_id, "wanted_group": group}
    return [(assignment, cycle) for assignment, cycle in session.execute(_GROUP, wanted)]


# One statement for all that a page needs, put together once: sheets are opened and saved more
# often than anything else happens here.
_OF_ACCOUNT = (
    select(Assignment, Cycle)
    .join(Participant, Participant.id == Assignment.rater_id)
    .join(Person, Person.id == Participant.person_id)
    .join(Cycle, Cycle.id == Assignment.cycle_id)
    .where(Person.account_id == bindparam("account"))
    .options(
        joinedload(Assignment.ratee, innerjoin=True),
        joinedload(Cycle.instrument, innerjoin=True),
    )
)
_ONE = _OF_ACCOUNT.where(Assignment.id == bindparam("assignment"))
_GROUP = _OF_ACCOUNT.where(
    Assignment.cycle_id == bindparam("cycle"),
    Assignment.group == bindparam("wanted_group", type_=Assignment.group.type),
    Assignment.declined.is_(None),
)
_BOXES = select(OpenSheet.handle, OpenSheet.box, OpenSheet.is_submitted).where(
    OpenSheet.handle.in_(bindparam("handles", expanding=True))
)


def open_sheet(
    session: Session, assignment: Assignment, key: CycleKey
) -> tuple[SheetContent, bool]:
    """The rater's own sheet and whether it is submitted; an empty draft when none was saved."""
    return open_sheets(session, [assignment], key)[assignment.id]


def open_sheets(
    session: Session, assignments: Iterable[Assignment], key: CycleKey
) -> dict[int, tuple[SheetContent, bool]]:
    """The same for several sheets of one rater, by assignment id."""
    handles = {assignment.id: key.handle(assignment.id) for assignment in assignments}
    found = session.execute(_BOXES, {"handles": list(handles.values())})
    stored = {bytes(row.handle): row for row in found}
    sheets = {}
    for assignment_id, handle in handles.items():
        row = stored.get(handle)
        content = SheetContent.from_bytes(key.unlock(row.box, handle)) if row else SheetContent()
        sheets[assignment_id] = (content, row is not None and row.is_submitted)
    return sheets
