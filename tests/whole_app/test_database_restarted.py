"""PostgreSQL goes and comes back: words meanwhile, and then everything works by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from berakhlak.extensions import db
from berakhlak.inspection import health_pages
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.registry import JobKind, JobResult
from tests.factories.people import make_agency
from tests.support.workers import job_state, job_worker, wait_for

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
PAGE = "/verifikasi/AAAA-BBBB-CCCC-DDDD"


@pytest.mark.postgres
@pytest.mark.exercises("DATABASE_URL")
def test_after_a_restart_of_postgresql_pages_and_jobs_work_by_themselves(
    make_app, migrated_postgres_url, request, monkeypatch
):
    monkeypatch.setattr(health_pages, "FRESH_FOR", 0.0)
    app = make_app(migrated_postgres_url, job_lease_seconds=1.0)
    app.extensions["jobs"].kinds.add(JobKind("step", "Langkah", lambda _run: JobResult()))
    client, server = app.test_client(), request.getfixturevalue("_postgres")

    with job_worker(app):
        known = client.get(PAGE).status_code
        assert (known < 500, client.get("/readyz").status_code) == (True, 200)

        server.stop()
        try:
            away = client.get(PAGE)
            assert (away.status_code, away.headers["Retry-After"]) == (503, "5")
            assert client.get("/readyz").status_code == 503
        finally:
            server.start()
        assert (client.get(PAGE).status_code, client.get("/readyz").status_code) == (known, 200)

        job_id = _asked(app)
        wait_for(lambda: job_state(app, job_id) == "done")
    app.extensions["jobs"].queue.close()


@pytest.mark.postgres
def test_a_page_that_is_made_is_sent_though_its_connection_broke_meanwhile(
    make_app, migrated_postgres_url
):
    app = make_app(migrated_postgres_url, testing=False)

    @app.after_request
    def cut(answer):
        number = db.session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        return answer

    client = app.test_client()

    assert client.get(PAGE).status_code == 404
    assert client.get(PAGE).status_code == 404


def _asked(app):
    with app.app_context():
        session = db.session()
        job = enqueue(
            session, "step", {}, key="x", agency_id=make_agency(session).id, subject="", by=None,
            at=AT, language="id",
        )  # fmt: skip
        session.commit()
        return job.id
