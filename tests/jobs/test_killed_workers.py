"""kill -9 in the middle of each step of a cycle: done exactly once, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.assignments.models import Assignment
from berakhlak.audit.models import AuditEntry
from berakhlak.comments.models import Comment, CommentState
from berakhlak.cycle_steps.jobs import AUDIT, CLOSE, CLOSING, OPEN, PUBLISH
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.people.models import Unit
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.models import OfficerResult
from tests.factories.answering import answer, assignments
from tests.factories.cycles import LAST_DAY, make_open_cycle
from tests.support.workers import job_state, job_worker, kill, stuck_at, wait_for

KILLED = (OPEN, CLOSE, AUDIT, PUBLISH)
AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """A small open cycle in which everybody has answered, on its last day."""

    app: Flask
    cycle_id: int
    keys: KeyStore


@pytest.fixture
def world(app_of_short_leases, monkeypatch):
    app = app_of_short_leases
    monkeypatch.setattr(clock, "today_in", lambda _zone="": LAST_DAY)
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    with app.app_context():
        opened = make_open_cycle(db.session(), keys, staff=5)
        answer(db.session, keys, opened, assignments(db.session, opened))
        db.session.commit()
        cycle_id = opened.cycle.id
    return World(app, cycle_id, keys)


def ask(app, kind, cycle_id):
    with app.app_context():
        session = db.session()
        cycle = get_cycle(session, cycle_id)
        job = enqueue(
            session, kind, {"cycle": cycle_id}, key=str(cycle_id), agency_id=cycle.agency_id,
            subject=cycle.name, by=None, at=AT, language="id",
        )  # fmt: skip
        number = job.id
        session.commit()
        return number


def killed_at(app, place, tmp_path):
    """A worker takes the job up, comes to this place, and is killed there."""
    mark = tmp_path / place.replace(":", "-")
    with job_worker(app, lambda: stuck_at(place, mark)) as child:
        wait_for(mark.exists)
        kill(child)


def finished(app, job_id):
    with job_worker(app):
        wait_for(lambda: job_state(app, job_id) in ("done", "failed"))
    with app.app_context():
        job = db.session.get(Job, job_id)
        db.session.expunge(job)
        return job


def acts(app, cycle_id):
    with app.app_context():
        wanted = select(AuditEntry.act).where(
            AuditEntry.object_kind == "cycle", AuditEntry.object_id == cycle_id
        )
        return Counter(act.partition(":")[0] for act in db.session.scalars(wanted))


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_closing_is_done_once_wherever_its_worker_is_killed(world, tmp_path):
    app = world.app
    job_id = ask(app, CLOSE, world.cycle_id)
    places = (
        "berakhlak.sealing.sealing:erase_rows",
        "berakhlak.sealing.sealing:erase_deleted_pages",
        "berakhlak.cycle_steps.closing:run_audit",
    )
    for place in places:
        killed_at(app, place, tmp_path)
    note = app.extensions["jobs"].progress(job_id).read()
    job = finished(app, job_id)

    assert (note.phase, note.done, note.total) == ("auditing", CLOSING["auditing"], 100)
    assert (job.state.value, job.problem, job.attempts) == ("done", None, len(places) + 1)
    done = acts(app, world.cycle_id)
    assert [done[act] for act in ("began sealing", "sealed", "fixed results")] == [1, 1, 1]
    assert (count(app, OpenSheet), count(app, Assignment)) == (0, 0)
    assert count(app, OfficerResult) == 6
    assert count(app, DisclosureAudit) == 1
    assert world.keys.key_names() == []


def test_opening_is_done_once_wherever_its_worker_is_killed(world, tmp_path):
    app = world.app
    with app.app_context():
        session = db.session()
        old = get_cycle(session, world.cycle_id)
        old.state = CycleState.CLOSED
        units = session.scalars(select(Unit).where(Unit.agency_id == old.agency_id)).all()
        draft = create_cycle(
            session, agency_id=old.agency_id, name="Berikutnya", instrument=old.instrument,
            opens_on=old.opens_on, closes_on=old.closes_on, units=units, by=None, at=AT,
        )  # fmt: skip
        session.commit()
        number, before = draft.id, session.scalar(select(func.count()).select_from(Assignment))
        session.commit()
    job_id = ask(app, OPEN, number)
    places = (
        "berakhlak.assignments.operations:insert_rows",
        "berakhlak.cycle_steps.opening:erase_nominated_names",
    )
    for place in places:
        killed_at(app, place, tmp_path)
    job = finished(app, job_id)

    assert (job.state.value, job.problem, job.attempts) == ("done", None, 3)
    assert acts(app, number)["opened"] == 1
    assert count(app, Assignment) == 2 * before
    with app.app_context():
        assert world.keys.key_of(get_cycle(db.session(), number))


def test_audit_and_publishing_are_done_once_wherever_their_worker_is_killed(world, tmp_path):
    app = world.app
    closed = finished(app, ask(app, CLOSE, world.cycle_id))
    audit = ask(app, AUDIT, world.cycle_id)
    killed_at(app, "berakhlak.cycle_steps.jobs:run_audits", tmp_path)
    audited = finished(app, audit)
    publish = ask(app, PUBLISH, world.cycle_id)
    for place in (
        "berakhlak.profiles.operations:erase_unshown_comments",
        "berakhlak.cycle_steps.publishing:erase_comment_pages",
    ):
        killed_at(app, place, tmp_path)
    published = finished(app, publish)

    states = [(job.state.value, job.attempts) for job in (closed, audited, published)]
    assert states == [("done", 1), ("done", 2), ("done", 3)]
    assert acts(app, world.cycle_id)["published"] == 1
    with app.app_context():
        session = db.session()
        assert get_cycle(session, world.cycle_id).state is CycleState.PUBLISHED
        assert (
            session.scalar(select(Comment.id).where(Comment.state == CommentState.PENDING)) is None
        )
