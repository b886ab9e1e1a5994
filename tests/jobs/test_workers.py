"""Workers as processes: leases that run out, jobs that are cancelled, signs of life."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

import pytest

from berakhlak import clock
from berakhlak.cycles.keys import KeyStore
from berakhlak.extensions import db
from berakhlak.inspection.workers import inspect_workers
from berakhlak.jobs import worker
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import ask_to_cancel, enqueue
from berakhlak.jobs.registry import JobKind, JobResult
from berakhlak.jobs.service import Leases
from tests.factories.cycles import make_open_cycle
from tests.factories.people import make_agency
from tests.support.workers import job_state, job_worker, wait_for

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


STEP_SECONDS = 0.04


def _walk(run):
    """Sixty steps, each written to a file of its own: who did it, and how often it was begun."""
    for number in range(60):
        run.tell("walking", number, 60)
        step = run.folder / f"{number:02d}"
        if not step.exists():
            step.write_text(str(os.getpid()))
            time.sleep(STEP_SECONDS)
    return JobResult({"steps": len(list(run.folder.iterdir()))})


WALK = JobKind("walk", "Berjalan", _walk, may_be_cancelled=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request, make_app, tmp_path):
    url = (
        request.getfixturevalue("migrated_postgres_url") if request.param == "postgresql" else None
    )
    app = make_app(url, job_dir=tmp_path / "jobs", job_lease_seconds=0.6)
    app.extensions["jobs"].kinds.add(WALK)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    app.extensions["jobs"].queue.close()


@pytest.fixture
def job_id(app):
    with app.app_context():
        session = db.session()
        agency = make_agency(session)
        job = enqueue(
            session, "walk", {}, key="x", agency_id=agency.id, subject="", by=None, at=AT,
            language="id",
        )  # fmt: skip
        number = job.id
        session.commit()
        return number


def begun(app, job_id):
    return wait_for(lambda: app.extensions["jobs"].progress(job_id).read().done > 0)


def files(app, job_id):
    return list((app.config["BERAKHLAK"].job_dir / str(job_id)).iterdir())


def row(app, job_id):
    with app.app_context():
        job = db.session.get(Job, job_id)
        db.session.expunge(job)
        return job


def silent():
    """Renew no lease and sweep nothing, as a process that hangs or a machine that is cut off.

    It walks so slowly that it cannot be done before another has started, however busy the machine.
    """
    global STEP_SECONDS
    STEP_SECONDS = 1.0
    Leases._keep = lambda *_given: None
    worker.sweep = lambda *_given, **_named: None


def test_a_job_of_a_silent_worker_is_finished_by_another_and_the_first_gives_way(app, job_id):
    with job_worker(app, silent) as first:
        begun(app, job_id)
        with job_worker(app):
            wait_for(lambda: job_state(app, job_id) == "done")
        job = row(app, job_id)

        assert (job.state.value, job.result) == ("done", {"steps": 60})
        assert job.attempts >= 2  # On a slow machine a lease may run out more than once.
        by = {step.read_text() for step in files(app, job_id)}
        assert len(by) == 2
        assert str(first) in by
        assert os.waitpid(first, os.WNOHANG) == (0, 0)  # It lives, and did not fail.


def test_a_running_job_is_cancelled_at_its_next_step_and_goes_on_when_asked_again(app, job_id):
    with job_worker(app):
        begun(app, job_id)
        with app.app_context():
            session = db.session()
            ask_to_cancel(session, session.get(Job, job_id), WALK, at=AT)
            session.commit()
        wait_for(lambda: job_state(app, job_id) == "cancelled")
    assert 0 < len(files(app, job_id)) < 60


def test_ids_that_the_queue_lost_are_handed_out_by_the_sweeper(app, job_id):
    app.extensions["jobs"].queue.huey.flush()
    with job_worker(app):
        wait_for(lambda: job_state(app, job_id) == "done")


def test_a_worker_shows_that_it_lives_and_doctor_tells_when_none_does(app):
    config = app.config["BERAKHLAK"]

    def told(unfinished=0):
        with app.app_context():
            findings = inspect_workers(config, clock.utc_now(), unfinished)
        return [(each.level.name, each.words) for each in findings]

    assert told() == [("OK", "tidak ada pekerjaan; serve menyalakan pekerjanya")]
    assert told(2)[0][0] == "WARNING"
    with job_worker(app) as child:
        wait_for(lambda: "hidup" in told()[0][1])
        assert told(2)[0][0] == "OK"
        assert f":{child}" in told()[0][1]


def test_doctor_names_the_worker_that_cannot_read_the_key_of_an_open_cycle(app, monkeypatch):
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgres"):
        pytest.skip("The same on both.")
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    with app.app_context():
        number = make_open_cycle(db.session, keys, staff=2).cycle.id
        db.session.commit()
    (keys.folder / keys.key_names()[0]).with_suffix(".key").unlink()
    with job_worker(app), app.app_context():
        finding = wait_for(
            lambda: [
                each
                for each in inspect_workers(app.config["BERAKHLAK"], clock.utc_now(), 0)
                if each.level.name == "PROBLEM"
            ]
        )[0]
    assert f"kunci siklus {number}" in finding.words
    assert "KEY_DIR" in finding.remedy
