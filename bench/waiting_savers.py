"""Somebody who saves all the time in a process of their own: how long they wait for the lock."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

PAUSE = 0.005  # Seconds between two saves.
PATIENCE = 60.0
WRITES_EVERY = 16
"""Looks, one of which is a save: some ten a second, as in the busiest hour of 5,000 officers."""


@contextmanager
def waiting_saver(database: Path, told: Path) -> Iterator[None]:
    """Take SQLite's lock for writing again and again, as a save does; `told`: a file of waits."""
    child = os.fork()
    if not child:
        _save_for_ever(database, told)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _save_for_ever(database: Path, told: Path) -> None:
    connection = sqlite3.connect(database, timeout=PATIENCE, isolation_level=None)
    with told.open("w", buffering=1) as file:
        for number in count():
            begun = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            if number % WRITES_EVERY == 0:
                connection.execute("UPDATE agency SET name = name")
            connection.execute("COMMIT")
            file.write(f"{begun} {time.perf_counter() - begun}\n")
            time.sleep(PAUSE)


def longest_wait(told: Path, begun: float, ended: float) -> float:
    """Seconds of the longest wait that began within these moments of `time.perf_counter`."""
    time.sleep(2 * PAUSE)
    waits = (line.split() for line in told.read_text().splitlines() if line.count(" ") == 1)
    return max((float(wait) for at, wait in waits if begun <= float(at) <= ended), default=0.0)
