"""Long writes in turns with whoever saves meanwhile: SQLite has one lock for everybody."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import Any, cast

from sqlalchemy import ColumnElement, delete, inspect, select, tuple_
from sqlalchemy.orm import DeclarativeBase, Session

from berakhlak.engines import is_sqlite, rows_changed

LONGEST_TURN = 0.02  # Seconds of writing; the commit behind it takes about as long again.
ROWS_IN_TURN = 2_000  # Of results some megabytes, which pass through the log at the commit.
ROWS_AT_ONCE = 500
PAUSE = 0.025
"""Seconds that the lock is free: who waits for it looks that often, in SQLite's first tenth."""


def _nothing() -> None:
    """Nothing has to be true for the next turn."""


class WriteTurns:
    """Pieces of one long write. On SQLite each is committed, and others may write before the next;
    on PostgreSQL, where nobody waits, all of them are one transaction of the caller's.

    `require`: called with the lock held as each turn begins. It raises what makes an end of it.
    """

    def __init__(self, session: Session, require: Callable[[], None] = _nothing) -> None:
        self._session, self._require = session, require
        self.begin()

    def end(self) -> None:
        """End this turn, whatever it has written, and let others write."""
        if is_sqlite(self._session):
            self._session.commit()
            sleep(PAUSE)

    def begin(self) -> None:
        """Take the lock for the next turn."""
        connection = self._session.connection()
        if is_sqlite(connection):
            driver: Any = connection.connection.dbapi_connection
            if not driver.in_transaction:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        self._since, self._rows = monotonic(), 0
        self._require()

    def rows_written(self, count: int) -> None:
        """To be called where what was written may stand without what follows."""
        self._rows += count
        if self._rows >= ROWS_IN_TURN or monotonic() - self._since > LONGEST_TURN:
            self.end()
            self.begin()


def delete_in_turns(
    session: Session,
    turns: WriteTurns,
    model: type[DeclarativeBase],
    condition: ColumnElement[bool],
    **options: Any,
) -> int:
    """Delete rows in the order of their keys; how many. Those of the last turn are not committed.

    `options`: of the statement's execution.
    """
    rows = delete(model).execution_options(synchronize_session=False, **options)
    if not is_sqlite(session):
        return rows_changed(session, rows.where(condition))
    key: tuple[ColumnElement[Any], ...] = cast("Any", inspect(model)).primary_key
    some = select(*key).where(condition).order_by(*key).limit(ROWS_AT_ONCE)
    one = rows.where(tuple_(*key).in_(some) if len(key) > 1 else key[0].in_(some))
    gone = 0
    while count := rows_changed(session, one):
        gone += count
        turns.rows_written(count)
    return gone
