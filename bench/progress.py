"""What it costs to look progress up through the key, next to counting a status column in SQL.

Run: python bench/progress.py
"""

from __future__ import annotations

import sqlite3
import time

from berakhlak.cycles.keys import CycleKey

SIZES = (10_000, 100_000)


def main() -> None:
    print(f"{'assignments':>12} {'handles s':>10} {'SQL count s':>12} {'ratio':>8}")
    for size in SIZES:
        handles, counted = handles_seconds(size), sql_seconds(size)
        print(f"{size:>12,} {handles:>10.3f} {counted:>12.4f} {handles / counted:>8.1f}")


def handles_seconds(size: int) -> float:
    """CPU seconds for the handles of `size` assignments and as many look-ups in a set."""
    key = CycleKey.derive(b"k" * 32)
    done = {key.handle(number) for number in range(0, size, 2)}
    start = time.process_time()
    found = sum(key.handle(number) in done for number in range(size))
    spent = time.process_time() - start
    assert found == (size + 1) // 2
    return spent


def sql_seconds(size: int) -> float:
    """CPU seconds for SQLite to count the same from a status column, fetched row by row."""
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE assignment (id INTEGER PRIMARY KEY, done INTEGER)")
        rows = ((number, number % 2 == 0) for number in range(size))
        connection.executemany("INSERT INTO assignment VALUES (?, ?)", rows)
        start = time.process_time()
        found = sum(done for _, done in connection.execute("SELECT id, done FROM assignment"))
        spent = time.process_time() - start
    assert found == (size + 1) // 2
    return spent


if __name__ == "__main__":
    main()
