"""Limits of tries: one count for all processes, which outlives them, and locks nobody out."""

from __future__ import annotations

import logging
import os
import signal
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from berakhlak import counter_file
from berakhlak.accounts import attempts
from berakhlak.counter_file import PREFIX, CounterFile
from berakhlak.extensions import db, limiter
from berakhlak.networks import neighbourhood_of, network_of
from tests.factories.people import make_account, make_agency
from tests.support.pages import PageClient

EMAIL, PASSWORD = "korban@contoh.go.id", "Musim-hujan-panjang-1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "counters.sqlite3"


@pytest.fixture
def attacked(make_app: Callable[..., Flask], path: Path) -> Iterator[Flask]:
    """An application with an account, which counts in a file."""
    app = make_app(
        limits_enabled=True,
        rate_limit_storage=f"{PREFIX}{path}",
        sign_in_limit="3 per hour",
        sign_in_name_limit="6 per hour",
        sign_in_address_limit="100 per hour",
    )
    with app.app_context():
        make_account(db.session, make_agency(db.session), password=PASSWORD, email=EMAIL)
        db.session.commit()
    yield app
    limiter.enabled = False


def in_another_process(work: Callable[[], object]) -> int:
    """Done by a process that is killed at its end; how it ended."""
    child = os.fork()
    if not child:
        work()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def sign_in(client: PageClient, address: str, password: str) -> int:
    typed = {"name": EMAIL, "password": password, "csrf_token": client.token()}
    origin = {"REMOTE_ADDR": address}
    return int(client.open("/masuk", method="POST", data=typed, environ_base=origin).status_code)


def test_processes_share_one_count_that_survives_their_death(path: Path) -> None:
    storage, limit = CounterFile(f"{PREFIX}{path}"), parse("10 per hour")
    storage.incr("other", 60)  # The connection of the parent is not the children's.

    def three_tries() -> None:
        for _ in range(3):
            FixedWindowRateLimiter(storage).hit(limit, "name")

    assert [in_another_process(three_tries) for _ in range(3)] == [-signal.SIGKILL] * 3

    fresh = FixedWindowRateLimiter(CounterFile(f"{PREFIX}{path}"))
    assert [fresh.hit(limit, "name") for _ in range(2)] == [True, False]
    assert fresh.get_window_stats(limit, "name").reset_time > time.time() + 3000


def test_a_count_runs_out_and_is_swept(path: Path) -> None:
    storage = CounterFile(f"{PREFIX}{path}")
    storage.incr("a", 0)

    assert (storage.get("a"), storage.incr("a", 60), storage.get("a")) == (0, 1, 1)
    storage.incr("b", 0)
    storage.sweep()
    assert storage.reset() == 1


def test_a_flood_of_addresses_neither_fills_the_disk_nor_washes_a_count_away(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counter_file, "MOST_ROWS", 50)
    monkeypatch.setattr(counter_file, "SWEEP_AFTER", 20)
    storage = CounterFile(f"{PREFIX}{path}")
    storage.incr("under attack", 3600)
    storage.incr("under attack", 3600)

    for number in range(300):
        storage.incr(f"2001:db8:{number:x}::/64", 3600)

    assert storage.get("under attack") == 2
    assert storage.reset() <= 70


def test_the_file_tells_nothing_and_is_its_owners(attacked: Flask, path: Path) -> None:
    sign_in(PageClient(attacked), "203.0.113.77", "salah")

    files = sorted(path.parent.glob(f"{path.name}*"))
    content = b"".join(each.read_bytes() for each in files)
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    assert not any(word in content for word in (b"korban", b"203.0.113", b"sign-in"))


def test_a_file_that_cannot_be_used_stops_nobody_and_limits_hold(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "counters.sqlite3"
    path.write_bytes(b"no database" * 100)
    caplog.set_level(logging.WARNING)
    fixed = FixedWindowRateLimiter(CounterFile(f"{PREFIX}{path}"))

    assert [fixed.hit(parse("2 per hour"), "a") for _ in range(3)] == [True, True, False]
    assert [each.message.split(" (")[0] for each in caplog.records] == [
        "counters.sqlite3 does not answer"
    ]
    assert not CounterFile(f"{PREFIX}{path}").check()


def test_the_owner_of_a_name_signs_in_while_it_is_tried_from_everywhere(attacked: Flask) -> None:
    owner, stranger = PageClient(attacked), PageClient(attacked)
    assert sign_in(owner, "198.51.100.7", PASSWORD) == 302
    owner.post("/keluar", {})

    elsewhere = [sign_in(stranger, f"10.{n}.0.1", "salah") for n in range(8)]
    # At the owner's own address, too.
    nearby = [sign_in(stranger, "198.51.100.7", "salah") for _ in range(4)]

    assert elsewhere == [422] * 8
    assert nearby[-1] == 429
    assert sign_in(owner, "198.51.100.7", PASSWORD) == 302
    assert sign_in(PageClient(attacked), "192.0.2.1", PASSWORD) == 302  # A new device elsewhere.


def test_under_attack_one_neighbourhood_has_few_tries(
    attacked: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "UNDER_ATTACK", "2 per hour")
    stranger = PageClient(attacked)

    found = [sign_in(stranger, f"2001:db8:1:{n:x}::1", "salah") for n in range(11)]

    assert found == [422] * 8 + [429] * 3


def test_a_forged_mark_of_a_device_is_worth_nothing(attacked: Flask) -> None:
    stranger = PageClient(attacked)
    stranger.http.set_cookie("perangkat", "WyJhIiwgWyJiIl1d.aaaaaa.bbbbbbbbbbb")

    assert [sign_in(stranger, "10.0.0.1", "salah") for _ in range(4)] == [422, 422, 422, 429]


def test_the_present_password_cannot_be_guessed_inside_a_session(attacked: Flask) -> None:
    thief = PageClient(attacked)
    sign_in(thief, "10.0.0.1", PASSWORD)
    new = "Sandi-yang-baru-sekali-2"
    form = {"current_password": "salah", "new_password": new, "new_password_again": new}

    def guess(address: str) -> int:
        sent = form | {"csrf_token": thief.token()}
        origin = {"REMOTE_ADDR": address}
        return int(
            thief.open(
                "/akun/kata-sandi", method="POST", data=sent, environ_base=origin
            ).status_code
        )

    assert [guess(f"10.0.{n}.1") for n in range(4)] == [422, 422, 422, 429]


def test_an_address_counts_with_all_that_one_customer_has() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") == "10.0.0.1/32"
    assert neighbourhood_of("2001:db8:1:2::9") == "2001:db8:1::/48"
    assert (neighbourhood_of("10.0.0.1"), network_of("fe80::1%eth0")) == (
        "10.0.0.0/24",
        "fe80::/64",
    )
    assert network_of("") == ""
