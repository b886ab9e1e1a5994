"""What one count of a try costs: in memory, in the shared file, and in it while others write.

Run: python -m bench.limits
"""

from __future__ import annotations

import os
import signal
import statistics
import tempfile
import time
from pathlib import Path

from limits import parse
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from berakhlak.counter_file import PREFIX, CounterFile

COUNTS = 3_000
LIMIT = parse("1000000 per hour")


def microseconds(storage: Storage) -> tuple[float, float]:
    """Median and 99th percentile of a count, over a thousand keys."""
    limiter, taken = FixedWindowRateLimiter(storage), []
    for number in range(COUNTS):
        begun = time.perf_counter()
        limiter.hit(LIMIT, "bench", str(number % 1000))
        taken.append((time.perf_counter() - begun) * 1e6)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def write_for_ever(path: Path) -> int:
    """A process that counts as fast as it can; its id."""
    if child := os.fork():
        return child
    storage = CounterFile(f"{PREFIX}{path}")
    while True:
        storage.incr(str(time.monotonic_ns()), 60)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counters.sqlite3"
        file = CounterFile(f"{PREFIX}{path}")
        print("memory            {:8.0f} µs{:8.0f} µs p99".format(*microseconds(MemoryStorage())))
        print("file              {:8.0f} µs{:8.0f} µs p99".format(*microseconds(file)))
        other = write_for_ever(path)
        print("file, one writing {:8.0f} µs{:8.0f} µs p99".format(*microseconds(file)))
        os.kill(other, signal.SIGKILL)
        os.waitpid(other, 0)


if __name__ == "__main__":
    main()
