"""Ten thousand forged, replayed and scripted voices through each door, with honest ones between.

Run: python -m bench.stuffing [voices] [sqlite|postgresql]

Two hosts of two processes each serve on the loopback and share one database and one store of tries:
on PostgreSQL a Redis, on SQLite the file of their machine. Each visitor claims an address of its
own, as a crowd of phones or a botnet would; every tenth is honest. Printed: what was sent and what
became of it, by door; what counts and what waits for HR; honest ones that are missing; what the
processes weigh from quarter to quarter. Ends after `MINUTES` at the latest, and with an error
when something counts twice or an honest voice is missing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.databases import TEST_SECRET, build_app, migrate_to_head
from tests.support.network import free_port
from tests.support.postgres import running_postgres
from tests.support.redis import RedisServer
from tests.support.stuffing import Crowd, Device, Stage, found

VOICES, THREADS, MINUTES = 10_000, 16, 15
HONEST_EVERY = 10
PROOF = "1000"  # Hashes: what proves them here is no phone.


@dataclass
class Hosts:
    """Servers that share a database and a store of tries."""

    url: str
    folder: Path
    store: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    ports: list[int] = field(default_factory=list)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, number: int, workers: int = 2) -> None:
        """`number` of them; each has a folder of its own where they are told of a common store."""
        for host in range(number):
            own = self.folder / (f"host-{host}" if self.store else "host")
            own.mkdir(exist_ok=True)
            self.ports.append(free_port())
            place = os.environ | {
                "INSTANCE_DIR": str(own),
                "DATABASE_URL": self.url,
                "KEY_DIR": str(self.folder / "keys"),
                "SECRET_KEY": TEST_SECRET,
                "TRUSTED_PROXIES": "1",
                "CITIZEN_PROOF": PROOF,
            }
            place |= self.settings | ({"REDIS_URL": self.store} if self.store else {})
            command = [sys.executable, "-m", "flask", "--app", "berakhlak", "serve"]
            command += ["--workers", str(workers), "--port", str(self.ports[-1])]
            with (own / f"log-{host}").open("wb") as log:
                self.processes.append(
                    subprocess.Popen(
                        [*command, "--out", f"{own}/out"], env=place, stdout=log, stderr=log
                    )
                )
        last = time.monotonic() + 120
        while not all(Device([port]).ask("/healthz")[0] == 200 for port in self.ports):
            assert time.monotonic() < last, "a host does not answer"
            time.sleep(0.3)

    def stop(self) -> None:
        for each in self.processes:
            each.terminate()
        for each in self.processes:
            each.wait(60)

    def megabytes(self) -> int:
        """Of all their processes together."""
        return sum(_weight(each.pid) for each in self.processes)


def _weight(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for each in (str(pid), *children):
        told = re.search(r"Pss:\s+(\d+)", Path(f"/proc/{each}/smaps_rollup").read_text())
        total += int(told.group(1)) if told else 0
    return total // 1024


@contextmanager
def hosts_on(engine: str, number: int = 2, workers: int = 2) -> Iterator[tuple[Hosts, Path]]:
    """Hosts on an empty database of this kind, not started yet, and their folder."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        hosts = Hosts(f"sqlite:///{folder / 'berakhlak.sqlite3'}", folder)
        if engine == "postgresql":
            server = stack.enter_context(running_postgres())
            hosts.url = server.url(server.create_database())
        if engine == "postgresql" and shutil.which("redis-server"):
            redis = RedisServer(free_port(), folder)
            redis.start()
            stack.callback(redis.stop)
            hosts.store = redis.url
        migrate_to_head(build_app(hosts.url, folder / "keys"))
        stack.callback(hosts.stop)
        yield hosts, folder


def come(crowd: Crowd, voices: int, weigh: Callable[[], None]) -> tuple[dict[str, Tally[int]], int]:
    """What became of each kind, and how many came before the time was over; weighed four times."""
    last = time.monotonic() + MINUTES * 60
    became: dict[str, Tally[int]] = {}

    def one(number: int) -> tuple[str, Tally[int]] | None:
        if time.monotonic() > last:
            return None
        if number and number % (voices // 4 or 1) == 0:
            weigh()
        if number % HONEST_EVERY == 0:
            return "honest", crowd.come_honestly(number // HONEST_EVERY)
        kind, status = crowd.abuse(number)
        return kind, Tally([status])

    came = 0
    with ThreadPoolExecutor(THREADS) as threads:
        for each in threads.map(one, range(voices)):
            if each:
                came += 1
                became.setdefault(each[0], Tally()).update(each[1])
    return became, came


def stuff(engine: str, voices: int) -> None:
    """Send all of them, and compare what was tried with what lies there."""
    with hosts_on(engine) as (hosts, folder):
        stage = Stage(build_app(hosts.url, folder / "keys"), -(-voices // HONEST_EVERY))
        hosts.start(2)
        crowd = Crowd(stage, hosts.ports)
        for _ in range(100):
            crowd.device().ask(f"/l/{stage.token}")
        weights, begun = [hosts.megabytes()], time.perf_counter()
        became, came = come(crowd, voices, lambda: weights.append(hosts.megabytes()))
        seconds = time.perf_counter() - begun
        weights.append(hosts.megabytes())
        report(stage, engine, became, [came, voices], seconds, weights)


def report(
    stage: Stage,
    engine: str,
    became: dict[str, Tally[int]],
    sent: Sequence[int],
    seconds: float,
    weights: Sequence[int],
) -> None:
    result = found(stage)
    print(f"{engine}: {sent[0]} of {sent[1]} came in {seconds:.0f} s, {sent[0] / seconds:.0f} a s")
    for kind, statuses in sorted(became.items()):
        print(f"  {kind:28}{dict(sorted(statuses.items()))}")
    honest = sum(became["honest"][status] for status in (200, 302, 409))
    print(f"honest: {honest} sent, {result.honest} count, {result.waiting} wait for HR,", end=" ")
    lost = honest - result.honest - result.waiting
    print(f"{lost} lost, {len(result.twice)} twice")
    print(f"abuse: {sum(result.counted.values())} count {dict(result.counted)}", end=" ")
    print(f"and {sum(result.held.values())} wait {dict(result.held)}")
    print(f"memory of two hosts: {' → '.join(map(str, weights))} MB")
    if lost or result.twice:
        raise SystemExit("something counts twice, or an honest voice is missing")


def main() -> None:
    words = sys.argv[1:]
    engines = [each for each in words if not each.isdecimal()] or ["sqlite"]
    numbers = [int(each) for each in words if each.isdecimal()] or [VOICES]
    stuff(engines[0], numbers[0])


if __name__ == "__main__":
    main()
