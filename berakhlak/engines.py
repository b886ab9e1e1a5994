"""What differs between SQLite and PostgreSQL, all in this module and in `backups`."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from time import monotonic, sleep
from typing import Any, TypeVar
from typing import cast as cast_type

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    Executable,
    Table,
    false,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

V = TypeVar("V")

_BUSY_IN_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# Lock not had in time, deadlock, order of acts, statement broken off.
_BUSY_IN_POSTGRESQL = {"55P03", "40P01", "40001", "57014"}
# Ended by an administrator or a crash, not yet up, too many connections.
_AWAY_IN_POSTGRESQL = {"57P01", "57P02", "57P03", "57P05", "53300"}

# Full, not to be written, not to be opened, in error: nobody who comes can do anything about it.
_DISK_IN_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
_DISK_IN_SQLITE |= {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOLFS}
# Disk full, out of memory, error of input and output; a server that stands by and takes no writing.
_DISK_IN_POSTGRESQL = {"53100", "53200", "58030", "25006"}

EMPTY_LOG = text("PRAGMA wal_checkpoint(TRUNCATE)")
ROWS_LOOKED_AT = 400
AT_ONCE = 500  # Rows that are handed to a driver together.
# PostgreSQL itself reads now and then, to gather statistics; that takes less.
PAUSE = 0.05  # Seconds between two looks whether those who still see deleted rows are gone.
NO_JIT = "SET LOCAL jit = off"
"""What PostgreSQL compiles for one statement, for 100 ms and more, saves a page nothing."""
LONGEST_QUEUE = 30
"""Milliseconds that erasing waits for one lock at a time: whoever comes meanwhile waits behind it,
and gets a turn before the next."""
AUTOVACUUM_GIVES_WAY = 3000
"""Milliseconds for PostgreSQL's own cleaning to give way, in a lock that nobody else waits for."""


def is_any_of(column: InstrumentedAttribute[Any], values: Sequence[V]) -> ColumnElement[bool]:
    """Whether a column is one of many values, which no engine takes all at once."""
    return or_(false(), *(column.in_(piece) for piece in in_pieces(values)))


def in_pieces(values: Sequence[V], size: int = 500) -> Iterator[Sequence[V]]:
    """The values, as many at once as every database takes in one IN list."""
    return (values[start : start + size] for start in range(0, len(values), size))


def is_sqlite(bound: Engine | Connection | Session) -> bool:
    """Whether the database is a file of SQLite; the other one that we serve is PostgreSQL."""
    engine = bound if isinstance(bound, Engine | Connection) else bound.get_bind()
    return engine.dialect.name == "sqlite"


def is_away(error: OperationalError) -> bool:
    """Whether PostgreSQL was not there, went away or is being restarted: a new connection is made
    at the next request."""
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error.orig, sqlite3.Error):
        return False
    return state is None or state[:2] == "08" or state in _AWAY_IN_POSTGRESQL


def is_unwritable(error: DBAPIError) -> bool:
    """Whether the disk below the database is full, read-only or broken, or PostgreSQL stands by."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return (code & 0xFF) in _DISK_IN_SQLITE
    return getattr(error.orig, "sqlstate", None) in _DISK_IN_POSTGRESQL


def is_busy(error: OperationalError) -> bool:
    """Whether others held what a statement needed: the same may go through a little later."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return (code & 0xFF) in _BUSY_IN_SQLITE  # The rest says more closely why.
    return getattr(error.orig, "sqlstate", None) in _BUSY_IN_POSTGRESQL


def gather_statistics(engine: Engine) -> None:
    """Let SQLite look how many rows its indexes tell apart; PostgreSQL does so by itself.

    It looks at a few hundred rows of each index, for milliseconds. (`PRAGMA optimize` looks only at
    what its own connection has asked for, and before SQLite 3.46 at all rows of that.)
    """
    if is_sqlite(engine):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}"))
            connection.execute(text("ANALYZE"))


def insert_unless_known(session: Session, table: type[DeclarativeBase], row: dict[str, Any]) -> Any:
    """An INSERT that does nothing where a row conflicts; each engine has a dialect of its own."""
    insert: Any = sqlite.insert if is_sqlite(session) else postgresql.insert
    return insert(table).values(row).on_conflict_do_nothing()


def next_ids(session: Session, model: type[DeclarativeBase], count: int) -> Sequence[int]:
    """Ids for rows that are made before they are written.

    PostgreSQL gives each away once. On SQLite they are good as long as nobody else adds a row.
    """
    table: Any = model.__table__
    if is_sqlite(session):
        first = (session.scalar(select(func.max(table.c.id))) or 0) + 1
        return range(first, first + count)
    drawn = text(
        "SELECT nextval(pg_get_serial_sequence(:name, 'id')::regclass)"
        " FROM generate_series(1, :count)"
    )
    return sorted(session.scalars(drawn, {"name": table.name, "count": count}))


def insert_rows(
    session: Session,
    model: type[DeclarativeBase],
    columns: Sequence[str],
    rows: Iterable[tuple[object, ...]],
    written: Callable[[int], None] = lambda _count: None,
) -> None:
    """Write rows that were made beforehand, by the driver alone, for others wait meanwhile.

    Values are as the driver takes them: no enums. Rows may speak of each other in any order, and
    some hundreds are in memory at once. `written` hears of each such piece how many it had, on
    SQLite alone, and may commit it where no row speaks of a later one.
    """
    connection = session.connection()
    table = cast_type("Table", model.__table__)
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, columns))
    if is_sqlite(connection):
        marks = ", ".join("?" * len(columns))
        insert = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608  Our names.
        coming = iter(rows)
        while piece := list(islice(coming, AT_ONCE)):
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # Till a commit.
            session.connection().exec_driver_sql(insert, piece)
            written(len(piece))
        return
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def bound_waiting(connection: Connection, lock_seconds: float, statement_seconds: float) -> None:
    """Let PostgreSQL break off what waits or works for longer, and compile nothing, in this
    transaction alone.

    SQLite's connections have a patience of their own (`extensions`). A pooler between us may give
    each transaction another connection, and knows no settings of a start.
    """
    if not is_sqlite(connection):
        lock, statement = round(lock_seconds * 1000), round(statement_seconds * 1000)
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = {lock}; SET LOCAL statement_timeout = {statement}; {NO_JIT}"
        )


def rows_changed(session: Session, statement: Executable) -> int:
    """Execute an UPDATE or DELETE; how many rows it met, by which one of two that try comes first.

    Not for an INSERT: the driver of PostgreSQL counts no rows of it.
    """
    return cast_type("CursorResult[Any]", session.execute(statement)).rowcount


def let_go_of_deleted(engine: Engine, tables: Sequence[str], *, patience: int) -> bool:
    """After a commit: overwrite what files still hold of the deleted rows of these tables.

    `patience`: milliseconds to wait for those who read, while others wait for us. False when
    somebody still reads; what remains goes when that is called again.
    SQLite: secure_delete overwrote the rows, but the log holds the pages as they were before.
    PostgreSQL: deleted rows lie in a table until it is rewritten.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # Its patience is not that of the pool.
        if is_sqlite(engine):
            connection.execute(text(f"PRAGMA busy_timeout = {patience}"))
            return not connection.scalar(EMPTY_LOG)
        return rewrite_tables(connection, tables, patience=patience)


def rewrite_tables(connection: Connection, tables: Sequence[str], *, patience: int) -> bool:
    """Rewrite tables of PostgreSQL until no deleted row is left in any.

    False when, `patience` milliseconds long, somebody locks one or still sees its deleted rows.
    """
    # A backup locks every table for hours, and all who save would queue up behind our waiting.
    connection.execute(text(f"SET lock_timeout = {min(patience, LONGEST_QUEUE)}"))
    until = monotonic() + patience / 1000
    try:
        return all(_is_rewritten(connection, name, until) for name in tables)
    finally:
        connection.execute(text("RESET lock_timeout"))


def _is_rewritten(connection: Connection, name: str, until: float) -> bool:
    """Rewrite one table, again while it is locked, or readers of any table keep its deleted rows
    alive."""
    while not _is_clean(connection, name):
        if monotonic() >= until:
            return False
        sleep(PAUSE)
    return True


def _is_clean(connection: Connection, name: str) -> bool:
    try:
        return not _deleted_rows_left(connection, name)
    except OperationalError:
        _interrupt_autovacuum(connection, name)
        return False


def outlast_autovacuum(name: str) -> str:
    """Statements by which PostgreSQL's own cleaning of a table gives way, within a transaction:
    it does so for whoever waits for a second (`deadlock_timeout`). The lock stands in the way of
    nobody else."""
    wait = f"SET LOCAL lock_timeout = {AUTOVACUUM_GIVES_WAY}"
    return f"{wait}; LOCK TABLE {name} IN SHARE UPDATE EXCLUSIVE MODE"


def _interrupt_autovacuum(connection: Connection, name: str) -> None:
    """It gives way to whoever waits for a second, which a rewriting here does not."""
    with suppress(OperationalError):
        connection.exec_driver_sql(f"BEGIN; {outlast_autovacuum(name)}; COMMIT")
        return
    connection.exec_driver_sql("ROLLBACK")


def _deleted_rows_left(connection: Connection, name: str) -> int:
    """Rewrite a table; how many deleted rows went along, because an older view still sees them.

    PostgreSQL tells that number in a notice alone, which begins with it in every language.
    """
    details: list[str] = []

    def _note(diagnostic: Any) -> None:
        details.append(diagnostic.message_detail or "")

    dbapi: Any = connection.connection.dbapi_connection
    dbapi.add_notice_handler(_note)
    try:
        connection.execute(text(f"VACUUM (FULL, VERBOSE) {name}"))
    finally:
        dbapi.remove_notice_handler(_note)
    return sum(int(count) for detail in details for count in re.findall(r"\d+", detail)[:1])
