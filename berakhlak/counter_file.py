"""Counts of tries in one file for all processes of this machine, which outlives them.

Of its own, so that counting never waits for the database nor locks it. It says nothing to whoever
finds it: what is counted stands there as a keyed hash. See docs/decisions/0151-shared-limits.md.
"""

from __future__ import annotations

import hmac
import logging
import os
import sqlite3
import threading
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from limits.storage import Storage

from berakhlak.counter_fallback import CounterFallback
from berakhlak.disk import new_private_file

log = logging.getLogger(__name__)

SCHEME = "counter-file"
PREFIX = f"{SCHEME}://"
PATIENCE = 1.0  # Seconds to wait for another process that is writing.
SWEEP_AFTER = 1_000  # Counts between two sweeps of one process.
MOST_ROWS = 100_000  # 10 MB. More names and networks than this are forgotten, the tamest first.

_TABLES = """
DROP TABLE IF EXISTS tries;
CREATE TABLE IF NOT EXISTS counted (
    key BLOB PRIMARY KEY, count INTEGER NOT NULL, begun REAL NOT NULL, expires REAL NOT NULL
) WITHOUT ROWID;
"""
# What began in the time to come was counted before the clock was set back: it would never end.
_OVER = "(counted.expires <= :now OR counted.begun > :now + 1)"
_COUNT = f"""
INSERT INTO counted (key, count, begun, expires) VALUES (:key, :amount, :now, :now + :expiry)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN {_OVER} THEN :amount ELSE counted.count + :amount END,
    begun = CASE WHEN {_OVER} THEN excluded.begun ELSE counted.begun END,
    expires = CASE WHEN {_OVER} THEN excluded.expires ELSE counted.expires END
RETURNING count
"""  # noqa: S608  Our own words.
_FORGET_TAMEST = """
DELETE FROM counted WHERE key IN (
    SELECT key FROM counted ORDER BY count, expires
    LIMIT max(0, (SELECT count(*) FROM counted) - ?)
)
"""


class CounterFile(Storage):
    """A storage of `limits` in one SQLite file; memory while the file cannot be used."""

    STORAGE_SCHEME = [SCHEME]

    def __init__(
        self, uri: str, wrap_exceptions: bool = False, secret: str = "", **options: str
    ) -> None:
        """`uri` is PREFIX and the path of the file, which the first count makes."""
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self.path = Path(uri.removeprefix(PREFIX))
        self._secret = sha256(f"counter file {secret}".encode()).digest()
        self._fallback = CounterFallback(self.path.name, sqlite3.Error, log)
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._counted = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        values = {"key": self._hashed(key), "amount": amount, "expiry": expiry}
        return self._fallback.count(
            lambda: self._count(values | {"now": time.time()}),
            lambda memory: memory.incr(key, expiry, amount),
        )

    def get(self, key: str) -> int:
        return self._fallback.count(
            lambda: int(self._found(key, "count", 0)), lambda memory: memory.get(key)
        )

    def get_expiry(self, key: str) -> float:
        return self._fallback.count(
            lambda: float(self._found(key, "expires", time.time())),
            lambda memory: memory.get_expiry(key),
        )

    def check(self) -> bool:
        """Whether the file can be written."""
        try:
            self._run("BEGIN IMMEDIATE")
            self._run("ROLLBACK")
        except sqlite3.Error:
            return False
        return True

    def clear(self, key: str) -> None:
        self._run("DELETE FROM counted WHERE key = ?", (self._hashed(key),))

    def reset(self) -> int | None:
        return len(self._run("DELETE FROM counted RETURNING 1"))

    def sweep(self) -> None:
        """Forget what has run out, and of what remains all that is beyond MOST_ROWS."""
        self._run(f"DELETE FROM counted WHERE {_OVER}", {"now": time.time()})  # noqa: S608
        self._run(_FORGET_TAMEST, (MOST_ROWS,))

    def _count(self, values: dict[str, object]) -> int:
        self._counted += 1
        if self._counted % SWEEP_AFTER == 1:  # The first count of a process sweeps, too.
            self.sweep()
        return int(self._run(_COUNT, values)[0][0])

    def _found(self, key: str, column: str, default: float) -> float:
        rows = self._run(
            f"SELECT {column} FROM counted WHERE key = :key AND NOT {_OVER}",  # noqa: S608
            {"key": self._hashed(key), "now": time.time()},
        )
        return float(rows[0][0]) if rows else default

    def _hashed(self, key: str) -> bytes:
        return hmac.digest(self._secret, key.encode(), "sha256")[:16]

    def _run(
        self, statement: str, values: tuple[object, ...] | dict[str, object] = ()
    ) -> list[tuple[float, ...]]:
        with self._lock:
            return list(self._opened().execute(statement, values))

    def _opened(self) -> sqlite3.Connection:
        # A connection of the process before a fork is not ours.
        if self._connection is None or self._process != os.getpid():
            self._connection, self._process = self._open(), os.getpid()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):
                new_private_file(self.path).close()
        except OSError as error:
            raise sqlite3.OperationalError(str(error)) from error
        # In the mode of autocommit each statement is a transaction.
        connection = sqlite3.connect(
            self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(_TABLES)
        return connection
