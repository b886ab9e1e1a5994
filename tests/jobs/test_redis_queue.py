"""The queue of jobs in a real Redis, when REDIS_URL names one."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

import pytest

from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.registry import JobKind, JobResult
from tests.factories.people import make_agency
from tests.support.network import free_port
from tests.support.redis import RedisServer
from tests.support.workers import job_state, job_worker, kill, wait_for

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def _step(run):
    """The first attempt never ends; each leaves a file with the number of its process."""
    (run.folder / f"{run.job.attempts}").write_text(str(os.getpid()))
    if run.job.attempts == 1:
        time.sleep(600)
    return JobResult({"attempts": run.job.attempts})


@pytest.fixture
def app(make_app, tmp_path):
    server = RedisServer(free_port(), tmp_path)
    server.start()
    app = make_app(rate_limit_storage=server.url, job_dir=tmp_path / "jobs", job_lease_seconds=0.6)
    app.extensions["jobs"].kinds.add(JobKind("step", "Langkah", _step))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    app.extensions["jobs"].queue.close()
    server.stop()


@pytest.mark.exercises("REDIS_URL")
def test_a_job_in_redis_whose_worker_is_killed_is_done_by_the_next(app, tmp_path):
    service = app.extensions["jobs"]
    with app.app_context():
        session = db.session()
        job = enqueue(
            session, "step", {}, key="x", agency_id=make_agency(session).id, subject="", by=None,
            at=AT, language="id",
        )  # fmt: skip
        job_id = job.id
        session.commit()
    assert service.queue.waiting_ids() == {job_id}
    assert not (tmp_path / "jobs" / "queue.sqlite3").exists()

    folder = service.folder_of(job_id)
    with job_worker(app) as first:
        wait_for((folder / "1").exists)
        kill(first)
    assert service.queue.waiting_ids() == set()  # Lost with the worker that took it.

    with job_worker(app) as second:
        wait_for(lambda: job_state(app, job_id) == "done")
        assert (folder / "2").read_text() == str(second)
    with app.app_context():
        assert db.session.get(Job, job_id).result == {"attempts": 2}
