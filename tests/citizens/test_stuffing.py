"""Voices through every door of a real server of two processes: nothing counts twice, all that is
honest counts, and the two hold one limit. `python -m bench.stuffing` sends ten thousand."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from berakhlak.citizens.doors import Door
from berakhlak.cli.server import GunicornServer
from berakhlak.counter_file import PREFIX
from berakhlak.extensions import limiter
from tests.support.network import free_port
from tests.support.stuffing import BUSY, DOORS, REPLAYED, TAKEN, Crowd, Device, Stage, found

HONEST, ABUSE, UNPROVEN = 18, 36, 20
PATIENCE = 60.0


@contextmanager
def two_processes(app: Flask) -> Iterator[int]:
    """The port of gunicorn with two workers around this application; forked, it starts at once."""
    port = free_port()
    child = os.fork()
    if not child:
        try:
            sys.argv = ["gunicorn"]
            GunicornServer(app, f"127.0.0.1:{port}", workers=2, threads=8, welcome="").run()
        finally:
            os._exit(0)
    try:
        last = time.monotonic() + PATIENCE
        while Device([port]).ask("/healthz")[0] != 200:
            assert time.monotonic() < last, "it never answers"
            time.sleep(0.05)
        yield port
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


@pytest.fixture
def app_with_limits(make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Flask]:
    """Limits in a file, little work, and a proxy that is believed."""
    yield make_app(
        limits_enabled=True,
        rate_limit_storage=f"{PREFIX}{tmp_path / 'tries.sqlite3'}",
        citizen_limit="30 per hour",
        citizen_proof=1_000,
        trusted_proxies=1,
    )
    limiter.enabled = False


def test_through_every_door_nothing_counts_twice_and_all_that_is_honest_counts(
    app_with_limits: Flask,
) -> None:
    stage = Stage(app_with_limits, HONEST)
    with two_processes(app_with_limits) as port, ThreadPoolExecutor(8) as threads:
        crowd = Crowd(stage, [port])
        honest = [threads.submit(crowd.come_honestly, number) for number in range(HONEST)]
        abuse = [threads.submit(crowd.abuse, number) for number in range(ABUSE)]
        neighbour = Device([port])  # One address: both processes count it together.
        form, _challenge = neighbour.form(f"/l/{stage.token}", "")
        worn = form | {"ticket": "x"}
        statuses = [neighbour.ask(f"/l/{stage.token}", worn)[0] for _ in range(33)]
        met: Tally[int] = sum((each.result() for each in honest), Tally())
        answers = [each.result() for each in abuse]

    came = found(stage)
    assert (came.honest, came.waiting, came.missing, came.twice) == (HONEST, 0, [], [])
    assert set(met) <= TAKEN | BUSY
    assert Tally(statuses) == {422: 30, 429: 3}
    # Each ticket and each slip that was sent again and again let one voice in; of those whom
    # nothing vouches for, at most as many count as may without work.
    most = dict.fromkeys((Door.SLIP, Door.QUEUE, Door.KIOSK, Door.PAPER), REPLAYED)
    most |= {Door.POSTER: UNPROVEN, Door.DISPLAY: UNPROVEN}
    assert {door: n for door, n in came.counted.items() if n > most[door]} == {}
    assert sum(came.held.values()) + sum(came.counted.values()) < ABUSE
    assert {name.partition(":")[0] for name, _status in answers} == set(DOORS)
