"""The clock of the server leaps: past a cycle's last day, and back to before all that was done."""

from __future__ import annotations

import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.accounts.operations import keep_password
from berakhlak.citizens.models import OpenVoice
from berakhlak.counter_file import PREFIX, CounterFile
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.jobs.operations import enqueue
from berakhlak.people.models import Agency
from berakhlak.ratings.models import OpenSheet
from berakhlak.retention.jobs import RETENTION
from tests.citizens.conftest import make_counter
from tests.citizens.test_work_proofs import solved
from tests.citizens.voices import filled
from tests.factories import cycles as factory
from tests.support import hosts
from tests.support.databases import build_app, let_go
from tests.support.faketime import SetClock
from tests.support.visitors import Answer
from tests.support.workers import job_state, wait_for

PASSWORD = "gerimis di atap seng"
SECRET = "rahasia sebuah server yang jamnya salah"
# Days after the true day, so that browsers keep their cookies: theirs are the true clocks.
BEFORE, OPEN, OVER = 29, 30, 70
AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def test_what_was_counted_before_the_clock_was_set_back_does_not_lock_anybody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 2e9
    monkeypatch.setattr("berakhlak.counter_file.time.time", lambda: now)
    storage = CounterFile(f"{PREFIX}{tmp_path / 'counters.sqlite3'}")
    storage.incr("a", 60, 5)
    storage.incr("b", 60, 5)

    now -= 86_400

    assert (storage.get("a"), storage.incr("a", 60), storage.get("a")) == (0, 1, 1)
    assert storage.get_expiry("a") == now + 60
    storage.sweep()
    assert storage.reset() == 1


def test_a_dead_run_is_known_as_dead_when_the_clock_was_set_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    leases, now = app.extensions["jobs"].leases, AT
    monkeypatch.setattr(clock, "utc_now", lambda: now)
    leases._renew("killed")
    assert leases.is_held("killed")

    now -= timedelta(days=1)

    assert not leases.is_held("killed")


class _Seen:
    """A page of another process."""

    def __init__(self, text: str) -> None:
        self.all: Any = BeautifulSoup(text, "html.parser").select

    def one(self, selector: str) -> Any:
        return self.all(selector)[0]


@dataclass
class World:
    """A server with a clock of its own, and `app` beside it on the same files."""

    app: Flask
    host: hosts.Host
    clock: SetClock
    nip: str = ""
    codes: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    counter: str = ""

    def ask(self, who: hosts.Visitor, path: str, form: dict[str, str] | None = None) -> Answer:
        """`location`: where it leads in the end."""
        try:
            where, page = who.open(self.host, path, form)
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.read().decode(), path)
        return Answer(200, page.decode(), where)

    def stored(self, model: Any) -> int:
        with self.app.app_context(), db.engine.connect() as connection:
            return int(connection.scalar(select(func.count()).select_from(model)) or 0)

    def do_a_job(self) -> None:
        with self.app.app_context():
            session = db.session()
            agency = session.scalar(select(Agency.id))
            job = enqueue(
                session, RETENTION, {}, key=f"{clock.utc_now()}", agency_id=int(agency or 0),
                subject="", by=None, at=clock.utc_now(), language="id",
            )  # fmt: skip
            session.commit()
            number = job.id
        wait_for(lambda: job_state(self.app, number) == "done")


@pytest.fixture
def world(
    tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    set_clock = SetClock(tmp_path / "clock")
    own = {"SECRET_KEY": SECRET, "SIGN_IN_LIMIT": "3 per minute", "CITIZEN_PROOF": "1000"}
    host = hosts.Host(tmp_path / "host", set_clock.settings | own)
    instance = host.folder / "instance"
    instance.mkdir(mode=0o700)
    file = instance / "berakhlak.sqlite3"
    file.write_bytes(migrated_sqlite.read_bytes())
    app = build_app(
        f"sqlite:///{file}", instance / "keys", secret_key=SECRET, job_dir=instance / "jobs"
    )
    made = World(app, host, set_clock)
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    monkeypatch.setattr(factory, "LAST_DAY", today + timedelta(days=OPEN + 10))
    _fill(made, today + timedelta(days=BEFORE - 1))
    yield made
    host.stop()
    app.extensions["jobs"].queue.close()
    let_go(app)


def _fill(world: World, first_day: Any) -> None:
    with world.app.app_context():
        opened = factory.make_open_cycle(db.session, key_store())
        opened.cycle.opens_on = first_day
        rater = opened.staff[0]
        keep_password(opened.account(rater), PASSWORD)
        world.nip = rater.nip
        world.codes = [each.code for each in opened.cycle.questionnaire.behaviours]
        world.counter = f"/l/{make_counter(db.session, opened, 'Budi Santoso').token}"
        peer = factory.a_peer_assignment(db.session, opened, rater)
        world.sheets = [f"/tugas/{peer.id}"]
        db.session.commit()
        db.session.remove()


def kept(answer: Answer, ticked: dict[str, str]) -> bool:
    """Whether it is a page in words that has what was sent, or carries it through the sign-in."""
    shown = ticked.items() <= answer.chosen().items()
    return answer.in_words() and (shown or bool(answer.field("draft")))


def test_when_the_clock_leaps_forms_are_kept_and_everything_arrives_once(world: World) -> None:
    world.clock.put(OPEN)
    world.host.start()
    world.host.wait()
    rater, citizen = hosts.Visitor(), hosts.Visitor()
    rater.sign_in(world.host, world.nip, PASSWORD)
    path = world.sheets[0]
    ticked = {f"jawaban-{code}": "4" for code in world.codes}
    sheet = world.ask(rater, path)
    form = ticked | {name: sheet.field(name) for name in ("csrf_token", "reader_mark")}
    form |= {"action": "submit", "revision": "0"}
    voice = citizen_form(world, citizen)

    world.clock.put(OVER)
    assert kept(world.ask(rater, path, form), ticked)
    assert world.ask(citizen, world.counter, voice).in_words()
    tries = [sign_in(world, hosts.Visitor(), "salah") for _try in range(4)]
    assert "Terlalu banyak percobaan" in tries[-1].text
    world.do_a_job()
    assert (world.stored(OpenSheet), world.stored(OpenVoice)) == (0, 0)

    world.clock.put(BEFORE)
    refused = world.ask(rater, path, form)
    assert kept(refused, ticked)
    again = sign_in(world, rater, PASSWORD, draft=refused.field("draft"))
    assert ticked.items() <= again.chosen().items(), "what was typed outlives the sign-in"
    send(world, rater, path, form)
    assert world.stored(OpenSheet) == 1
    late = world.ask(citizen, world.counter, voice)
    assert late.in_words()
    assert world.ask(citizen, world.counter, citizen_form(world, citizen)).status == 200
    world.do_a_job()

    world.clock.put(OVER)
    assert sign_in(world, rater, PASSWORD).location != "/masuk"
    token = world.ask(rater, "/tugas").field("csrf_token")
    assert world.ask(rater, path, form | {"csrf_token": token}).in_words()
    assert (world.stored(OpenSheet), world.stored(OpenVoice)) == (1, 1)
    assert "Traceback" not in world.host.said


def citizen_form(world: World, citizen: hosts.Visitor) -> dict[str, str]:
    seen: Any = _Seen(world.ask(citizen, world.counter).text)
    token = {"csrf_token": seen.one("input[name=csrf_token]")["value"]}
    return filled(seen) | token | {"proof": solved(seen.one("input[name=proof]")["data-challenge"])}


def sign_in(world: World, who: hosts.Visitor, password: str, draft: str = "") -> Answer:
    token = world.ask(who, "/masuk").field("csrf_token")
    given = {"name": world.nip, "password": password, "draft": draft, "csrf_token": token}
    return world.ask(who, "/masuk", given)


def send(world: World, rater: hosts.Visitor, path: str, form: dict[str, str]) -> None:
    """Fill in the form anew, and confirm it on the page behind."""
    token = world.ask(rater, path).field("csrf_token")
    review = world.ask(rater, path, form | {"csrf_token": token})
    assert review.location.endswith("/periksa"), review.text[:2000]
    sent = {"revision": review.field("revision"), "csrf_token": review.field("csrf_token")}
    assert world.ask(rater, review.location, sent).location == "/tugas"
