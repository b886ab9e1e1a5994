"""One start at a time: two that migrate and fill the same fresh database would break each other."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from berakhlak.engines import is_sqlite

ADVISORY = 360_360  # Any number; the same for every start on one database.


@contextmanager
def one_start_at_a_time(engine: Engine) -> Iterator[None]:
    """Wait for another start on the same database; a lock ends with its process, even a killed one.

    SQLite: a lock on a file beside the database. PostgreSQL: an advisory lock of the session, so
    that it holds between servers too.
    """
    if is_sqlite(engine):
        with _locked(Path(engine.url.database or "berakhlak")):
            yield
    else:
        with engine.connect() as connection:
            # Asked again and again: a statement that waits holds old rows, and sealing wants none.
            while not _answer(connection, "SELECT pg_try_advisory_lock(:number)"):
                time.sleep(0.2)
            try:
                yield
            finally:
                _answer(connection, "SELECT pg_advisory_unlock(:number)")


def _answer(connection: Connection, question: str) -> bool:
    found = bool(connection.scalar(text(question), {"number": ADVISORY}))
    connection.commit()
    return found


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    # Never removed: another start may already wait for this very file.
    with database.with_name(f".{database.name}.start").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
