"""How many comments of a cycle are alike, kept beside them: no page counts those of a large cycle.

Whoever changes a comment changes the numbers by the same flush. A statement that changes many makes
all numbers void; they are counted anew by the next page that settles its comments, at once where
the statement says so (`RECOUNTED`). Until then, and where comments wait to be settled, they are
counted as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import and_, case, delete, event, exists, func, insert, select, update
from sqlalchemy.orm import ORMExecuteState, Session, attributes
from sqlalchemy.orm.unitofwork import UOWTransaction

from berakhlak.comments.models import Comment, CommentState, CommentTally
from berakhlak.engines import insert_unless_known

RECOUNTED = {"comments_recounted": True}
"""Options of a statement whose caller calls `recount` or `retally` behind it."""
IS_FLAGGED = func.coalesce(Comment.flags, "?") != ""
UNSETTLED = Comment.place.is_(None)
_ALIKE = ("cycle_id", "state", "is_flagged", "in_bulk")

Kind = tuple[int, CommentState, bool, bool]
Move = tuple[CommentState, bool]


def number_of(
    session: Session,
    cycle_id: int,
    state: CommentState,
    *,
    flagged_alone: bool = False,
    in_bulk_alone: bool = False,
) -> int:
    """Comments of a cycle in a state; where told, those alone that are flagged or came in bulk."""
    alike = [CommentTally.state == state]
    same = [Comment.cycle_id == cycle_id, Comment.state == state]
    if flagged_alone:
        alike.append(CommentTally.is_flagged.is_(True))
        same.append(IS_FLAGGED)
    if in_bulk_alone:
        alike.append(CommentTally.in_bulk.is_(True))
        same.append(Comment.in_bulk.is_(True))
    number = case((and_(*alike), CommentTally.number), else_=0)
    waits = exists().where(Comment.cycle_id == cycle_id, UNSETTLED)
    kept = select(func.sum(number)).where(CommentTally.cycle_id == cycle_id, ~waits)
    known = session.scalar(kept)
    if known is not None:
        return int(known)
    return session.scalar(select(func.count()).select_from(Comment).where(*same)) or 0


def is_tallied(session: Session, cycle_id: int) -> bool:
    """Whether there are numbers of a cycle."""
    kept = select(CommentTally.number).where(CommentTally.cycle_id == cycle_id)
    return session.scalars(kept.limit(1)).first() is not None


def recount(session: Session, cycle_id: int) -> None:
    """Count the comments of a cycle, and keep that; the caller commits."""
    session.execute(delete(CommentTally).where(CommentTally.cycle_id == cycle_id))
    kind = (Comment.cycle_id, Comment.state, IS_FLAGGED, Comment.in_bulk)
    counted = select(*kind, func.count()).where(Comment.cycle_id == cycle_id).group_by(*kind)
    session.execute(insert(CommentTally).from_select([*_ALIKE, "number"], counted))


def retally(
    session: Session, cycle_id: int, become: Callable[[CommentState, bool], Move | None]
) -> None:
    """Change the numbers of a cycle as a statement has changed its comments, without counting them.

    `become`: the state and whether it came in bulk, before and after; None for what is gone.
    """
    columns = (CommentTally.state, CommentTally.is_flagged, CommentTally.in_bulk)
    mine = CommentTally.cycle_id == cycle_id
    kept = session.execute(select(*columns, CommentTally.number).where(mine)).all()
    if not kept:
        recount(session, cycle_id)
        return
    numbers = Counter[Kind]()
    for state, is_flagged, in_bulk, number in kept:
        if after := become(state, in_bulk):
            numbers[cycle_id, after[0], is_flagged, after[1]] += number
    session.execute(delete(CommentTally).where(mine))
    rows = [dict(zip(_ALIKE, kind, strict=True), number=n) for kind, n in numbers.items()]
    if rows:
        session.execute(insert(CommentTally), rows)


@event.listens_for(Session, "after_flush")
def _note_rows(session: Session, _context: UOWTransaction) -> None:
    moved: Counter[Kind] = Counter()
    for row in session.dirty:
        if isinstance(row, Comment):
            moved[_kind(row, before=True)] -= 1
            moved[_kind(row, before=False)] += 1
    for row in session.deleted:
        if isinstance(row, Comment):
            moved[_kind(row, before=True)] -= 1
    kept = {each: is_tallied(session, each) for each in {kind[0] for kind in moved}}
    for kind, by in sorted(moved.items()):  # In one order, so that nobody waits in a circle.
        if by and kept[kind[0]]:
            _move(session, kind, by)


def _kind(row: Comment, *, before: bool) -> Kind:
    state, flags, in_bulk = _values(row, before=before)
    return row.cycle_id, state, flags != "", bool(in_bulk)


def _values(row: Comment, *, before: bool) -> Iterator[Any]:
    for name in ("state", "flags", "in_bulk"):
        history = attributes.get_history(row, name)
        yield history.deleted[0] if before and history.deleted else getattr(row, name)


def _move(session: Session, kind: Kind, by: int) -> None:
    row = dict(zip(_ALIKE, kind, strict=True))
    session.execute(insert_unless_known(session, CommentTally, {**row, "number": 0}))
    same = [getattr(CommentTally, name) == value for name, value in row.items()]
    change = update(CommentTally).where(*same).values(number=CommentTally.number + by)
    session.execute(change.execution_options(synchronize_session=False))


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and "comments_recounted" not in state.execution_options:
        statement: Any = state.statement
        if statement.table.name == Comment.__tablename__:
            state.session.execute(delete(CommentTally))
