"""REDIS_URL with a real Redis: one count for all processes, and nobody shut out when it stops."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from berakhlak import counter_fallback
from berakhlak.extensions import limiter
from tests.support.network import free_port
from tests.support.redis import RedisServer

ROOT = Path(__file__).resolve().parents[2]
ONE_TRY = """
import sys
from pathlib import Path
from config import Config
from berakhlak import create_app
database, keys, url = sys.argv[1:]
app = create_app(Config(database_url=database, key_dir=Path(keys), rate_limit_storage=url,
                        sign_in_limit="2 per hour", secret_key="rahasia bersama " * 3))
app.config["WTF_CSRF_ENABLED"] = False
answer = app.test_client().post("/masuk", data={"name": "x@y.go.id", "password": "salah"})
print(answer.status_code)
"""


@pytest.fixture
def redis(tmp_path):
    server = RedisServer(free_port(), tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def counted_app(make_app, redis, monkeypatch):
    """An application that counts in Redis; it looks again at once when Redis is away."""
    monkeypatch.setattr(counter_fallback, "RETRY_AFTER", 0.0)
    app = make_app(limits_enabled=True, rate_limit_storage=redis.url, sign_in_limit="1000 per hour")
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    limiter.enabled = False


def sign_in(app):
    form = {"name": "tidak@ada.go.id", "password": "salah"}
    return app.test_client().post("/masuk", data=form).status_code


def warnings(caplog):
    return [each.message for each in caplog.records if each.name == "berakhlak.counters"]


@pytest.mark.exercises("REDIS_URL", "SIGN_IN_LIMIT")
def test_two_processes_share_one_count(make_app, redis, tmp_path):
    app = make_app()
    database, keys = app.config["BERAKHLAK"].database_url, str(tmp_path / "own-keys")

    def attempt():
        command = [sys.executable, "-c", ONE_TRY, database, keys, redis.url]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert [attempt() for _ in range(3)] == [422, 422, 429]


def test_when_redis_stops_people_still_sign_in_and_one_line_tells(counted_app, redis, caplog):
    caplog.set_level(logging.WARNING)
    assert sign_in(counted_app) == 422
    assert redis.keys()

    redis.stop()

    assert [sign_in(counted_app) for _ in range(3)] == [422, 422, 422]
    assert len(warnings(caplog)) == 1
    assert "REDIS_URL" in warnings(caplog)[0]


def test_when_redis_returns_it_counts_again(counted_app, redis, caplog):
    redis.stop()
    sign_in(counted_app)
    caplog.clear()

    redis.start()
    assert sign_in(counted_app) == 422

    assert redis.keys()
    assert len(warnings(caplog)) == 1


def test_limits_hold_while_redis_is_away(make_app, redis):
    redis.stop()
    app = make_app(limits_enabled=True, rate_limit_storage=redis.url, sign_in_limit="2 per hour")
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        assert [sign_in(app) for _ in range(3)] == [422, 422, 429]
    finally:
        limiter.enabled = False


def test_limits_of_public_pages_hold_while_redis_is_away(make_app, redis):
    redis.stop()
    app = make_app(
        limits_enabled=True, rate_limit_storage=redis.url, verification_limit="2 per hour"
    )
    try:
        client = app.test_client()
        assert [client.get("/verifikasi").status_code for _ in range(3)] == [200, 200, 429]
    finally:
        limiter.enabled = False
