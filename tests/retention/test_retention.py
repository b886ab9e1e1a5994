"""What is over is removed once a day, counted once, and told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.access.models import AccessCode, CodeWay
from berakhlak.accounts.models import Account
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job, JobState
from berakhlak.retention.jobs import RETENTION, ask_for_retention
from berakhlak.retention.rules import RULES
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_operator
from tests.support.workers import job_state, job_worker, kill, stuck_at, wait_for

KILLED = (RETENTION,)
OLD, YOUNG = timedelta(days=91), timedelta(days=89)


def add_code(session, account, age):
    last = local_today() - age
    session.add(
        AccessCode(
            account_id=account.id,
            way=CodeWay.SLIP,
            digest=None,
            session_version=0,
            issued_on=last,
            expires_on=last,
        )
    )


def add_job(session, agency, ended, *, has_file=False):
    at = clock.utc_now() - ended
    job = Job(
        agency_id=agency.id,
        kind="export",
        subject="",
        arguments_json="{}",
        key=f"{ended}{has_file}",
        language="id",
        state=JobState.DONE,
        created_at=at,
        finished_at=at,
        expires_at=clock.utc_now() + timedelta(days=1) if has_file else None,
    )
    session.add(job)


def make_office(session):
    """Two rows that are over and three that are not; one of another office and one of nobody's,
    an operator's, are over as well."""
    agency, other = make_agency(session), make_agency(session)
    hr = make_account(session, agency, Role.HR)
    for each, age in ((hr, OLD), (hr, YOUNG), (make_account(session, other, Role.HR), OLD)):
        add_code(session, each, age)
    operator = make_operator(session)
    add_code(session, operator, OLD)
    add_code(session, operator, YOUNG)
    add_job(session, agency, OLD)
    add_job(session, agency, YOUNG)
    add_job(session, agency, OLD, has_file=True)
    session.commit()
    return agency, hr


def jobs_of(session, agency):
    wanted = select(Job.id).where(Job.kind == RETENTION, Job.agency_id == agency.id)
    return session.scalars(wanted).all()


def test_each_office_is_asked_for_once_a_day_however_many_workers_look(app, session):
    agency, _hr = make_office(session)
    now = clock.utc_now()
    for _worker in range(3):
        ask_for_retention(now)
    (first,) = jobs_of(session, agency)
    job = session.get(Job, first)
    job.state, job.finished_at = JobState.DONE, now
    session.commit()

    ask_for_retention(now)
    assert len(jobs_of(session, agency)) == 1

    ask_for_retention(now + timedelta(days=1))
    assert len(jobs_of(session, agency)) == 2


@pytest.mark.parametrize("place", ["forget_ended_sessions", "finish"])
def test_what_is_over_goes_once_though_the_worker_is_killed(app_of_short_leases, tmp_path, place):
    app = app_of_short_leases
    where = {
        "forget_ended_sessions": "berakhlak.retention.rules",
        "finish": "berakhlak.jobs.operations",
    }
    with app.app_context():
        agency, _hr = make_office(db.session)
        ask_for_retention(clock.utc_now())
        (job_id,) = jobs_of(db.session, agency)
        number = agency.id
    mark = tmp_path / "mark"
    with job_worker(app, lambda: stuck_at(f"{where[place]}:{place}", mark)) as child:
        wait_for(mark.exists)
        kill(child)
    with job_worker(app):
        wait_for(lambda: job_state(app, job_id) == "done")

    with app.app_context():
        job = db.session.get_one(Job, job_id)
        untold = {"notes": None, "sessions": None, "notices": None}
        found = {"photos": 0, "links": 0, "codes": 1, "corrections": 0, "feedback": 0, "jobs": 1}
        found |= {"complaints": 0, "rolls": 0}
        assert job.result == untold | found
        assert set(job.result) == {rule.code for rule in RULES}
        codes = select(Account.agency_id, func.count()).join(
            AccessCode, AccessCode.account_id == Account.id
        )
        kept = dict(db.session.execute(codes.group_by(Account.agency_id)).all())
        assert (kept[number], kept[None]) == (1, 1)  # An operator's old one went uncounted.
        left = select(func.count()).select_from(Job).where(Job.agency_id == number)
        assert db.session.scalar(left.where(Job.kind == "export")) == 2


def test_the_page_tells_every_rule_and_what_was_removed(app, session, client):
    agency, hr = make_office(session)
    client.sign_in(hr)
    assert "Belum ada laporan" in client.get("/penghapusan").text
    now = clock.utc_now()
    ask_for_retention(now)
    (job_id,) = jobs_of(session, agency)
    job = session.get(Job, job_id)
    job.state, job.finished_at, job.result_json = JobState.DONE, now, '{"codes": 7, "jobs": 0}'
    session.commit()

    page = client.get("/penghapusan")

    for rule in RULES:
        assert str(rule.what) in page.text
    assert "Catatan kode masuk yang tidak berlaku lagi: 7" in " ".join(page.text.split())
