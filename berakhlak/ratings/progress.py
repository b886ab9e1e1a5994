"""How far raters are, without opening a sheet: handles are looked up, boxes stay shut."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import CycleKey
from berakhlak.ratings.models import OpenSheet

LOOKUP_LIMIT = 200


class Asked(Protocol):
    """What is read of an assignment; lighter rows than the model's serve large cycles."""

    @property
    def id(self) -> int: ...

    @property
    def cycle_id(self) -> int: ...

    @property
    def declined(self) -> object: ...


class Progress(StrEnum):
    """The state of an assignment, as its rater left it."""

    OWED = "owed"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    DECLINED = "declined"


def progress_of(
    session: Session, assignments: Iterable[Asked], *, key: CycleKey
) -> dict[int, Progress]:
    """Assignment id -> progress, for assignments of one cycle."""
    rows = list(assignments)
    handles = {key.handle(row.id): row for row in rows}
    wanted = select(OpenSheet.handle, OpenSheet.is_submitted)
    if len(rows) <= LOOKUP_LIMIT:
        wanted = wanted.where(OpenSheet.handle.in_(handles))
    else:
        wanted = wanted.where(OpenSheet.cycle_id == rows[0].cycle_id)
    submitted = {bytes(handle): done for handle, done in session.execute(wanted)}
    return {row.id: _state(row, submitted.get(handle)) for handle, row in handles.items()}


def _state(assignment: Asked, submitted: bool | None) -> Progress:
    if assignment.declined is not None:
        return Progress.DECLINED
    if submitted is None:
        return Progress.OWED
    return Progress.SUBMITTED if submitted else Progress.DRAFT
