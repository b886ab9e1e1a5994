"""Whoever saves answers while a worker computes waits for no lock: two real processes, no clock.

The worker stands still inside each calculation until a save of another cycle has gone through. If
it held a lock that the save needs, that would never be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from berakhlak import clock, write_turns
from berakhlak.cycle_steps.jobs import AUDIT, CLOSE, OPEN, PUBLISH
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.queries import get_cycle
from berakhlak.exports.choosing import ExportChoice
from berakhlak.exports.table_job import TABLE
from berakhlak.extensions import db
from berakhlak.jobs.operations import enqueue
from tests.factories.answering import answer, assignments
from tests.factories.cycles import (
    LAST_DAY,
    a_peer_assignment,
    make_next_draft,
    make_open_cycle,
)
from tests.support.pages import PageClient
from tests.support.workers import job_state, job_worker, wait_for

STOPS = {
    CLOSE: (
        "berakhlak.sealing.closing:link_cycle",
        "berakhlak.sealing.computing:freeze_cycle",
        "berakhlak.sealing.sealing:result_rows",
        "berakhlak.write_turns:sleep",  # Between two turns of storing, and of erasing.
        "berakhlak.disclosure.operations:audit_cycle",
    ),
    AUDIT: ("berakhlak.disclosure.operations:audit_cycle",),
    PUBLISH: (),
    TABLE: ("berakhlak.exports.table_job:person_workbook",),
    OPEN: (
        "berakhlak.assignments.prepared_opening:draw_invited_peers",
        "berakhlak.assignments.prepared_opening:peers_within_reach",
    ),
}


@dataclass
class Saver:
    """Somebody who answers a form of another cycle, a behaviour at a time."""

    client: PageClient
    path: str
    codes: list[str]
    token: str
    revision: int = 0

    def has_saved(self) -> bool:
        """Whether the next answer went through at once; 503 means that a lock stood in the way."""
        sent = {"base": self.revision, "answers": {self.codes[0]: 3}, "comments": {}}
        headers = {"X-CSRFToken": self.token}
        got: Any = self.client.open(self.path, method="POST", json=sent, headers=headers)
        if got.status_code == 503:
            return False
        assert got.status_code == 200
        self.revision, self.codes = got.json["revision"], self.codes[1:]
        return True


@dataclass(frozen=True)
class World:
    app: Flask
    cycle_id: int
    draft_id: int
    hr: Any
    saver: Saver


@pytest.fixture
def world(app_of_short_leases: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    app = app_of_short_leases
    monkeypatch.setattr(clock, "today_in", lambda _zone="": LAST_DAY)
    config = app.config["BERAKHLAK"]
    app.config["BERAKHLAK"] = replace(config, database_lock_seconds=0.05)
    with app.app_context():
        opened, other = (make_open_cycle(db.session(), key_store()) for _ in range(2))
        answer(db.session, key_store(), opened, assignments(db.session, opened))
        rater = other.staff[0]
        peer = a_peer_assignment(db.session, other, rater)
        client = PageClient(app).sign_in(other.account(rater))
        codes = [each.code for each in other.cycle.questionnaire.behaviours]
        saver = Saver(client, f"/tugas/{peer.id}/jawaban", codes, client.token())
        db.session.refresh(opened.hr)
        db.session.expunge(opened.hr)
        cycle_id, draft_id = opened.cycle.id, make_next_draft(db.session(), opened).id
        db.session.commit()
    return World(app, cycle_id, draft_id, opened.hr, saver)


def stopping(places: tuple[str, ...], folder: Path) -> None:
    """In the worker: stand still before each of these until somebody else has saved."""
    for turns in ("ROWS_IN_TURN", "ROWS_AT_ONCE"):
        setattr(write_turns, turns, 20)  # A small cycle, too, is erased in several.

    def stop(place: str) -> Callable[..., Any]:
        calculate, times = resolve_name(place), iter(range(100))

        def stopped(*given: Any, **named: Any) -> Any:
            mark = folder / f"{place.partition(':')[2]}-{next(times)}"
            mark.touch()
            wait_for(mark.with_suffix(".saved").exists)
            return calculate(*given, **named)

        return stopped

    for place in places:
        module, _colon, name = place.partition(":")
        setattr(import_module(module), name, stop(place))


@contextmanager
def without_patience(app: Flask) -> Iterator[None]:
    """In this process SQLite waits for nobody; PostgreSQL's patience is a setting."""

    def impatient(connection: Any, _record: object) -> None:
        if not is_postgresql(app):
            connection.execute("PRAGMA busy_timeout = 0")

    with app.app_context():
        engine = db.engine
    event.listen(engine, "connect", impatient)
    yield
    event.remove(engine, "connect", impatient)


def ask(world: World, kind: str, cycle_id: int) -> int:
    more = {"choice": ExportChoice().to_json()} if kind == TABLE else {}
    with world.app.app_context():
        session = db.session()
        cycle = get_cycle(session, cycle_id)
        job = enqueue(
            session, kind, {"cycle": cycle_id, **more}, key=str(cycle_id),
            agency_id=cycle.agency_id, subject=cycle.name, at=clock.utc_now(), language="id",
            by=world.hr if kind == TABLE else None,
        )  # fmt: skip
        number = job.id
        session.commit()
        return number


def saves_during(world: World, kind: str, cycle_id: int, folder: Path) -> set[str]:
    """Let a worker do the job; where it stood still until a save had gone through."""
    folder.mkdir()
    job_id = ask(world, kind, cycle_id)

    def is_over() -> bool:
        for mark in folder.glob("*"):
            saved = mark.with_suffix(".saved")
            if not mark.suffix and not saved.exists():
                wait_for(world.saver.has_saved, seconds=30)
                saved.touch()
        return job_state(world.app, job_id) in ("done", "failed")

    with job_worker(world.app, lambda: stopping(STOPS[kind], folder)), without_patience(world.app):
        wait_for(is_over)
    assert job_state(world.app, job_id) == "done"
    return {mark.stem.rpartition("-")[0] for mark in folder.glob("*.saved")}


def is_postgresql(app: Flask) -> bool:
    return not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")


def test_answers_are_saved_while_a_worker_closes_attacks_exports_and_opens(
    world: World, tmp_path: Path
) -> None:
    for kind, places in STOPS.items():
        cycle_id = world.draft_id if kind == OPEN else world.cycle_id
        stops = {place.partition(":")[2] for place in places}
        if is_postgresql(world.app):  # There it is one transaction, for which nobody waits.
            stops.discard("sleep")
        assert saves_during(world, kind, cycle_id, tmp_path / kind) == stops, kind

    with world.app.app_context():
        states = [get_cycle(db.session(), each).state for each in (world.cycle_id, world.draft_id)]
        assert states == [CycleState.PUBLISHED, CycleState.OPEN]
