"""How far raters are, without opening a sheet: handles are looked up, boxes stay shut."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Protocol

from sqlalchemy import LargeBinary, Select, column, func, select, values
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.partitions import in_cycle
from berakhlak.ratings.drafts import draft_handle
from berakhlak.ratings.models import OpenSheet

LOOKUP_LIMIT = 400  # Two for each assignment: what was sent, and a draft.


class AssignmentRow(Protocol):
    """What is read of an assignment; lighter rows than the model's serve large cycles."""

    @property
    def id(self) -> int: ...

    @property
    def cycle_id(self) -> int: ...

    @property
    def declined(self) -> object: ...


class SheetProgress(StrEnum):
    """The state of an assignment, as its rater left it."""

    OWED = "owed"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    DECLINED = "declined"


def progress_of(
    session: Session, assignments: Iterable[AssignmentRow], *, key: CycleKey
) -> dict[int, SheetProgress]:
    """Assignment id -> progress, for assignments of one cycle."""
    rows = list(assignments)
    sent = {row.id: key.handle(row.id) for row in rows}
    drafts = {row.id: draft_handle(key, row.id) for row in rows}
    cycle_id = rows[0].cycle_id if rows else 0
    known = _stored(session, {*sent.values(), *drafts.values()}, cycle_id)
    return {row.id: _state(row, known.get(sent[row.id], known.get(drafts[row.id]))) for row in rows}


def count_submitted(
    session: Session, cycle_id: int, declined: Iterable[AssignmentRow], *, key: CycleKey
) -> int:
    """Submitted sheets of a whole cycle, without those of its declined assignments.

    Much cheaper than `progress_of`: only the handles of declined assignments are computed.
    """
    submitted = (OpenSheet.cycle_id == cycle_id, OpenSheet.is_submitted)
    total = session.scalar(select(func.count()).select_from(OpenSheet).where(*submitted)) or 0
    given_back = _stored(session, {key.handle(row.id) for row in declined}, cycle_id)
    return total - sum(given_back.values())


def _stored(session: Session, handles: AbstractSet[bytes], cycle_id: int) -> dict[bytes, bool]:
    """Handle -> whether submitted, for those of the handles that have a sheet."""
    if not handles:
        return {}
    if len(handles) <= LOOKUP_LIMIT:
        found = session.execute(_looked_up(handles, cycle_id))
        return {bytes(handle): done for handle, done in found if done is not None}
    every = select(OpenSheet.handle, OpenSheet.is_submitted)
    rows = session.execute(every.where(in_cycle(OpenSheet.cycle_id, cycle_id)))
    sheets = ((bytes(handle), done) for handle, done in rows)
    return {handle: done for handle, done in sheets if handle in handles}


def _looked_up(handles: AbstractSet[bytes], cycle_id: int) -> Select[bytes, bool | None]:
    """Handles and whether they are submitted, None where there is no sheet.

    One by one, by the index: PostgreSQL gathers no statistics of handles, takes them to be few, and
    would look for some dozens by reading all sheets.
    """
    wanted = values(column("handle", LargeBinary), name="wanted")
    looked = wanted.data([(handle,) for handle in sorted(handles)]).cte("wanted")
    sheet = select(OpenSheet.is_submitted).where(
        in_cycle(OpenSheet.cycle_id, cycle_id), OpenSheet.handle == looked.c.handle
    )
    return select(looked.c.handle, sheet.limit(1).scalar_subquery())


def _state(assignment: AssignmentRow, submitted: bool | None) -> SheetProgress:
    if assignment.declined is not None:
        return SheetProgress.DECLINED
    if submitted is None:
        return SheetProgress.OWED
    return SheetProgress.SUBMITTED if submitted else SheetProgress.DRAFT
