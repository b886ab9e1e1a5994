"""SQLite's file without anything between the cells of its pages, made aside while others save.

`VACUUM` makes all rows anew with the lock held. Here that is done in memory, by a reader, and only
the finished pages are put in place under the lock, if nobody has written meanwhile. See
docs/decisions/0259.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

MOST_IN_MEMORY = 128_000_000  # Bytes without what is free.
TRIES = 10
PAGES_AT_ONCE = 50


class _WrittenMeanwhile(Exception):
    """What was made aside lacks what somebody has saved."""


def rewrite_file(connection: sqlite3.Connection) -> None:
    """Rewrite the file of a connection that stands in no transaction. Its log holds the old pages
    and the new ones until it is emptied. Raises sqlite3.OperationalError where somebody writes for
    longer than the connection's patience."""
    if _may_be_put_in_place(connection):
        for _try in range(TRIES):
            if _is_put_in_place(connection):
                return
    connection.execute("VACUUM")


def _may_be_put_in_place(connection: sqlite3.Connection) -> bool:
    """Whether the file is neither tiny nor too large, and has a log: without one, the lock keeps
    out whoever looks whether somebody has written."""
    least = PAGES_AT_ONCE * _figure(connection, "page_size")
    [(mode,)] = connection.execute("PRAGMA journal_mode")
    return mode == "wal" and least < _bytes_used(connection) < MOST_IN_MEMORY


def _is_put_in_place(connection: sqlite3.Connection) -> bool:
    """False where somebody has written between reading the file and taking its lock."""
    memory = f"file:/{secrets.token_hex(8)}?vfs=memdb"
    with (
        closing(sqlite3.connect(memory, uri=True, isolation_level=None)) as clean,
        closing(sqlite3.connect(_address(connection), uri=True, isolation_level=None)) as reader,
    ):
        version = _figure(reader, "data_version")
        reader.execute("VACUUM INTO ?", (memory,))
        # The first piece takes the lock, the last lets it go: so there must be more than one. The
        # copy may have far fewer pages than the file, where much was deleted from each.
        at_once = min(PAGES_AT_ONCE, _figure(clean, "page_count") - 1)

        def require_unchanged(status: int, _left: int, _pages: int) -> None:
            # Called behind each piece, and when the lock was waited for in vain: left alone, that
            # waiting would begin again without end.
            if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise sqlite3.OperationalError("database is locked")
            if status != sqlite3.SQLITE_DONE and _figure(reader, "data_version") != version:
                raise _WrittenMeanwhile

        try:
            clean.backup(connection, pages=at_once, progress=require_unchanged)
        except _WrittenMeanwhile:
            return False
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")  # Else whoever empties it keeps the lock.
    return True


def _address(connection: sqlite3.Connection) -> str:
    [(_number, _name, path)] = connection.execute("PRAGMA database_list")
    return f"{Path(path).as_uri()}?mode=ro"


def _bytes_used(connection: sqlite3.Connection) -> int:
    pages = _figure(connection, "page_count") - _figure(connection, "freelist_count")
    return pages * _figure(connection, "page_size")


def _figure(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
