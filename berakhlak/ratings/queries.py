"""Reading open sheets by their handle: one's own, through the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
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
    row = session.execute(
        _of_account(account_id).where(Assignment.id == assignment_id)
    ).one_or_none()
    if row is None:
        raise AssignmentNotFound
    return row[0], row[1]


def own_group(
    session: Session, cycle_id: int, group: Group, account_id: int
) -> Sequence[tuple[Assignment, Cycle]]:
    """The account's assignments of one group in a cycle, without those given back."""
    rows = session.execute(
        _of_account(account_id).where(
            Assignment.cycle_id == cycle_id,
            Assignment.group == group,
            Assignment.declined.is_(None),
        )
    )
    return [(assignment, cycle) for assignment, cycle in rows]


def _of_account(account_id: int) -> Select[Assignment, Cycle]:
    # One statement for all that a page needs: a sheet is opened more often than anything else.
    return (
        select(Assignment, Cycle)
        .join(Participant, Participant.id == Assignment.rater_id)
        .join(Person, Person.id == Participant.person_id)
        .join(Cycle, Cycle.id == Assignment.cycle_id)
        .where(Person.account_id == account_id)
        .options(
            joinedload(Assignment.ratee, innerjoin=True),
            joinedload(Cycle.instrument, innerjoin=True),
        )
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
    found = session.execute(
        select(OpenSheet.handle, OpenSheet.box, OpenSheet.is_submitted).where(
            OpenSheet.handle.in_(handles.values())
        )
    )
    stored = {bytes(row.handle): row for row in found}
    sheets = {}
    for assignment_id, handle in handles.items():
        row = stored.get(handle)
        content = SheetContent.from_bytes(key.unlock(row.box, handle)) if row else SheetContent()
        sheets[assignment_id] = (content, row is not None and row.is_submitted)
    return sheets
