"""Each kind of job is killed by a test, and two clicks on it are one job."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from tests.access import test_killed_jobs
from tests.citizens import test_many_counters
from tests.exports import test_killed_exports, test_killed_kinds, test_shards
from tests.factories.people import make_agency
from tests.jobs import test_killed_workers
from tests.people import test_import_job
from tests.retention import test_deleting_results, test_retention

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
KILLED = (
    *test_killed_workers.KILLED,
    *test_import_job.KILLED,
    *test_killed_exports.KILLED,
    *test_shards.KILLED,
    *test_killed_jobs.KILLED,
    *test_many_counters.KILLED,
    *test_retention.KILLED,
    *test_deleting_results.KILLED,
    *(case.kind for case in test_killed_kinds.CASES),
)


def test_the_worker_of_each_kind_is_killed_by_a_test(app: Flask) -> None:
    kinds = {kind.code for kind in app.extensions["jobs"].kinds}

    assert kinds == set(KILLED), "write a test that kills the worker of a new kind"


def test_two_clicks_start_one_job_of_each_kind(app: Flask, session: Any) -> None:
    agency = make_agency(session)
    for kind in app.extensions["jobs"].kinds:
        asked = [
            enqueue(
                session(),
                kind.code,
                {},
                key="the same wish",
                agency_id=agency.id,
                subject="",
                by=None,
                at=AT,
                language="id",
            ).id
            for _click in range(2)
        ]
        assert asked[0] == asked[1]
        count = select(func.count()).select_from(Job).where(Job.kind == kind.code)
        assert session.scalar(count) == 1
