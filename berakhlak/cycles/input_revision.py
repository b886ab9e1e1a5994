"""A number that rises with every change of what decides who rates whom.

Counting raters takes seconds in a large agency. What was counted once says of which number it is,
and is counted anew when that has risen. The number is raised in the transaction of the change, as
its last statement: nobody waits for a change that takes long. See docs/decisions/0188.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column
from sqlalchemy.orm.unitofwork import UOWTransaction

from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.extensions import Base

INPUTS = frozenset(
    (
        "person",
        "unit",
        "cycle",
        "cycle_unit",
        "participant",
        "assignment",
        "nomination_list",
        "nomination",
        "appointment",
        "barred_pair",
        "pulse_consent",
    )
)
"""Tables of which every change counts."""

_CHANGED = "inputs changed"


class InputRevision(Base):
    """One row. No time and no table: it does not tell what was changed, or when."""

    __tablename__ = "input_revision"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


def input_revision(session: Session) -> int:
    """The number as it is now. Read it before what is counted: a change that comes in between then
    makes the count old at once."""
    return session.scalar(select(InputRevision.number)) or 0


@event.listens_for(Session, "after_flush")
def _note_rows(session: Session, _context: UOWTransaction) -> None:
    rows = (*session.new, *session.dirty, *session.deleted)
    if any(getattr(row, "__tablename__", "") in INPUTS for row in rows):
        session.info[_CHANGED] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        statement: Any = state.statement
        if statement.table.name in INPUTS:
            state.session.info[_CHANGED] = True


@event.listens_for(Session, "before_commit")
def _raise_number(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if session.info.pop(_CHANGED, False):
        rise = update(InputRevision).values(number=InputRevision.number + 1)
        while not rows_changed(session, rise.execution_options(synchronize_session=False)):
            session.execute(insert_unless_known(session, InputRevision, {"id": 1, "number": 0}))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_CHANGED, None)
