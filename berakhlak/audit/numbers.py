"""Numbers by which the record speaks of rows are given to no other row. See docs/decisions/0256.

The record, jobs and the note of a deleted cycle keep bare numbers, and the rows behind them may be
deleted. PostgreSQL gives a number away once; SQLite gives that of its last row away again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from berakhlak.audit.models import AuditEntry
from berakhlak.engines import is_sqlite, next_ids
from berakhlak.extensions import Base


def unspoken_ids(session: Session, model: type[Base], count: int) -> Sequence[int]:
    """Ids for new rows that no row has, and that the record has told nothing of."""
    free = next_ids(session, model, count)
    if not (count and is_sqlite(session)):
        return free
    told = AuditEntry.object_kind == model.recorded_as
    spoken = session.scalar(select(func.max(AuditEntry.object_id)).where(told)) or 0
    first = max(free[0], spoken + 1)
    return range(first, first + count)


@event.listens_for(Session, "before_flush")
def _number_new_rows(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Those that are added one by one; plain inserts ask `unspoken_ids` themselves."""
    if not is_sqlite(session):
        return
    new: dict[type[Base], list[Any]] = {}
    for row in session.new:
        if getattr(row, "recorded_as", "") and row.id is None:  # Other bases have none.
            new.setdefault(type(row), []).append(row)
    for model, rows in new.items():
        for row, number in zip(rows, unspoken_ids(session, model, len(rows)), strict=True):
            row.id = number
