"""Watching transactions: which connections hold a lock for writing at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

WRITING = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def watched_writes(engine: Engine) -> Iterator[set[int]]:
    """The connections that have written and neither committed nor rolled back, kept up to date."""
    holders: set[int] = set()

    def written(connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if statement.lstrip().startswith(WRITING):
            holders.add(id(connection.connection.dbapi_connection))

    def ended(connection: Any) -> None:
        holders.discard(id(connection.connection.dbapi_connection))

    listeners = (("before_cursor_execute", written), ("commit", ended), ("rollback", ended))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield holders
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)
