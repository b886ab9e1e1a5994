"""How long each transaction keeps others from writing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.support.locks import WRITING


class Locks:
    """What listens to transactions. `spent`: CPU seconds of each."""

    def __init__(self) -> None:
        self.begun: dict[int, float] = {}
        self.spent: list[float] = []

    def written(self, connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if statement.lstrip().startswith(WRITING):
            driver = connection.connection.dbapi_connection
            self.begun.setdefault(id(driver), time.process_time())

    def ended(self, pooled: Any) -> None:
        begin = self.begun.pop(id(pooled.dbapi_connection), None)
        if begin is not None:
            self.spent.append(time.process_time() - begin)

    def rolled_back(self, connection: Any) -> None:
        self.ended(connection.connection)


@contextmanager
def timed_locks(engine: Engine) -> Iterator[list[float]]:
    """CPU seconds of each transaction from its first write to the end of its commit."""
    locks, do_commit = Locks(), engine.dialect.do_commit

    def commit(pooled: Any) -> None:
        do_commit(pooled)  # Under the lock, too; the event comes before it.
        locks.ended(pooled)

    event.listen(engine, "before_cursor_execute", locks.written)
    event.listen(engine, "rollback", locks.rolled_back)
    engine.dialect.do_commit = commit  # type: ignore[method-assign]
    yield locks.spent
    engine.dialect.do_commit = do_commit  # type: ignore[method-assign]
    event.remove(engine, "before_cursor_execute", locks.written)
    event.remove(engine, "rollback", locks.rolled_back)
