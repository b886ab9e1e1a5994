"""What differs between SQLite and PostgreSQL, all in this module and in `backups`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Engine, cast, text, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

EMPTY_LOG = text("PRAGMA wal_checkpoint(TRUNCATE)")


def is_sqlite(bound: Engine | Connection | Session) -> bool:
    """Whether the database is a file of SQLite; the other one that we serve is PostgreSQL."""
    engine = bound if isinstance(bound, Engine | Connection) else bound.get_bind()
    return engine.dialect.name == "sqlite"


def insert_unless_known(session: Session, table: type[DeclarativeBase], row: dict[str, Any]) -> Any:
    """An INSERT that does nothing where a row conflicts; each engine has a dialect of its own."""
    insert: Any = sqlite.insert if is_sqlite(session) else postgresql.insert
    return insert(table).values(row).on_conflict_do_nothing()


def json_of(session: Session, column: InstrumentedAttribute[str]) -> ColumnElement[Any]:
    """A text column as JSON, whose parts the database takes out by itself."""
    return type_coerce(column, JSON) if is_sqlite(session) else cast(column, JSON)


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
    """Rewrite tables of PostgreSQL; False when somebody locks one for `patience` milliseconds."""
    # A backup locks every table for hours, and all who save would queue up behind our waiting.
    connection.execute(text(f"SET lock_timeout = {patience}"))
    try:
        for name in tables:
            connection.execute(text(f"VACUUM FULL {name}"))
    except OperationalError:
        return False
    finally:
        connection.execute(text("RESET lock_timeout"))
    return True
