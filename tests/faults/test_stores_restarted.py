"""PostgreSQL and Redis go and come back while people send their sheets: each arrives once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from berakhlak.extensions import limiter
from tests.faults.kill_loop import Outcome, Seen, sent_while
from tests.support.network import free_port
from tests.support.redis import RedisServer
from tests.support.served import Served
from tests.support.visitors import ask

SUBMITS, CLIENTS, EVERY = 60, 20, 30
PATIENCE = 20.0  # Seconds, of a machine that does much else.


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(free_port(), tmp_path)
    server.start()
    yield server
    server.stop()


def outcome_while(app: Flask, folder: Path, *acts: Callable[[int], object]) -> Outcome:
    """Each act when EVERY more answers have come, the rest when all is sent; told the port."""

    def act(server: Served, seen: Seen, is_done: Callable[[], bool]) -> None:
        for number, each in enumerate(acts, 1):
            while seen.answers <= EVERY * number and not is_done():
                time.sleep(0.01)
            each(server.port)

    return sent_while(app, folder, SUBMITS, act, CLIENTS)


def assert_each_arrived_once(outcome: Outcome) -> None:
    assert len(outcome.seen.confirmed) == SUBMITS
    assert outcome.holds, str(outcome)


@pytest.mark.postgres
@pytest.mark.exercises("DATABASE_URL")
def test_while_postgresql_is_restarted_twice_each_sheet_arrives_once(
    make_app: Callable[..., Flask], migrated_postgres_url: str, tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    server = request.getfixturevalue("_postgres")

    def restart(_port: int) -> None:
        server.stop()
        time.sleep(0.3)  # Some come meanwhile.
        server.start()

    outcome = outcome_while(
        make_app(migrated_postgres_url, testing=False), tmp_path, restart, restart
    )

    assert_each_arrived_once(outcome)
    assert outcome.seen.statuses[503], "nobody came while it was away"
    assert not outcome.seen.statuses[0]


@pytest.mark.exercises("REDIS_URL")
def test_while_redis_is_stopped_and_started_each_sheet_arrives_once_and_nobody_is_held_up(
    make_app: Callable[..., Flask], redis: RedisServer, tmp_path: Path
) -> None:
    app = make_app(testing=False, limits_enabled=True, rate_limit_storage=redis.url)
    counted: list[int] = []

    def look(port: int) -> None:
        """At a page whose readers are counted."""
        begun = time.monotonic()
        assert ask(port, "/verifikasi").status == 200
        assert time.monotonic() - begun < PATIENCE
        counted.append(len(redis.keys()) if redis.process else -1)

    def stop(port: int) -> None:
        redis.stop()
        look(port)

    def start(port: int) -> None:
        redis.start()
        look(port)

    try:
        outcome = outcome_while(app, tmp_path, look, stop, start, stop)
    finally:
        limiter.enabled = False

    assert counted[0] > 0
    assert len(counted) == 4
    assert_each_arrived_once(outcome)
    assert not outcome.seen.statuses[503]
    assert not outcome.seen.statuses[0]
    said = (tmp_path / "said").read_text()
    assert "Traceback" not in said
