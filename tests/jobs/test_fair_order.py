"""One agency's load does not starve another: agencies take turns at whichever worker is free."""

from __future__ import annotations

import pytest

from berakhlak import clock
from berakhlak.extensions import db
from berakhlak.jobs.fair_order import next_job_id
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.registry import JobKind, JobResult
from tests.factories.people import make_agency

DONE = []


@pytest.fixture
def ask(app, session):
    kinds = app.extensions["jobs"].kinds
    kinds.add(JobKind("note", "Catatan", lambda run: DONE.append(run.job.subject) or JobResult()))
    DONE.clear()

    def ask(agency, name):
        return enqueue(
            session, "note", {}, key=name, agency_id=agency.id, subject=name, by=None,
            at=clock.utc_now(), language="id",
        )  # fmt: skip

    yield ask
    kinds._kinds.pop("note")


def test_a_small_agency_waits_for_one_job_of_a_large_one_not_for_all(app, session, ask):
    large, small, late = (make_agency(session, code=f"I-{n}") for n in range(3))
    ids = [ask(large, f"besar {n}").id for n in range(5)]
    ids += [ask(small, "kecil 1").id, ask(small, "kecil 2").id, ask(late, "akhir").id]
    session.commit()

    for each in ids:  # As the queue hands them out: in the order of asking.
        app.extensions["jobs"].queue._execute(each)

    expected = [
        "besar 0",
        "kecil 1",
        "akhir",
        "besar 1",
        "kecil 2",
        "besar 2",
        "besar 3",
        "besar 4",
    ]
    assert expected == DONE


def test_of_agencies_that_wait_the_one_with_fewest_at_work_is_next(session, ask):
    large, small = (make_agency(session, code=f"I-{n}") for n in range(2))
    for n in range(3):
        ask(large, f"besar {n}").state = JobState.RUNNING
    ask(small, "kecil jalan").state = JobState.RUNNING
    ask(large, "besar tunggu")
    waiting = ask(small, "kecil tunggu")
    session.flush()

    assert next_job_id(session) == waiting.id
    for job in session.query(Job):
        job.state = JobState.DONE
    session.flush()
    assert next_job_id(session) is None


def test_every_id_of_the_queue_does_one_job(app, session, ask):
    agency = make_agency(session)
    ids = [ask(agency, f"{n}").id for n in range(3)]
    session.commit()
    execute = app.extensions["jobs"].queue._execute

    assert [execute(each) for each in reversed(ids)] == [True, True, True]
    assert execute(ids[0]) is False
    db.session.rollback()
