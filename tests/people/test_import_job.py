"""A large personnel file is imported by a job: once, also when its worker is killed."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.people import import_job
from berakhlak.people.import_job import IMPORT, keep_for_job
from berakhlak.people.models import Agency, Person
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency
from tests.people.files import csv_file, row
from tests.support.workers import job_state, job_worker, kill, stuck_at, wait_for

KILLED = (IMPORT,)
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CONTENT = csv_file(
    *(row(number + 1, nama=f"Siti {letter}amah") for number, letter in enumerate("ABCDEFGHIJKL"))
)


@pytest.fixture
def few(monkeypatch):
    """Ten officers already count as many."""
    monkeypatch.setattr(import_job, "LARGE", 10)


def test_two_clicks_on_a_large_import_are_one_job_which_says_what_it_did(
    client, session, few, tmp_path
):
    agency = make_agency(session)
    hr = client.sign_in(make_account(session, agency, Role.HR))
    preview = hr.open(
        "/pegawai/impor",
        method="POST",
        data={"file": (io.BytesIO(CONTENT), "pegawai.csv"), "csrf_token": hr.token()},
    ).get_data(as_text=True)
    name = preview.split('name="upload"')[1].split('value="')[1].split('"')[0]
    form = {"upload": name, "file_name": "pegawai.csv"}
    clicks = [
        hr.open("/pegawai/impor/terapkan", method="POST", data=form | {"csrf_token": hr.token()})
        for _click in range(2)
    ]

    assert {click.location for click in clicks} == {"/pekerjaan/1"}
    assert session.scalar(select(func.count(Person.id))) == 0
    done = hr.post("/pekerjaan/1/lanjutkan")  # It waits, so that nothing is repeated.
    assert "12 pegawai baru" in done.text
    assert session.scalar(select(func.count(Person.id))) == 12
    folder = client.app.config["BERAKHLAK"].job_dir / "1"
    assert list(folder.iterdir()) == []


def test_an_import_is_done_once_wherever_its_worker_is_killed(app_of_short_leases, tmp_path):
    app = app_of_short_leases
    with app.app_context():
        session = db.session()
        agency = make_agency(db.session)
        job = enqueue(
            session, IMPORT, {}, key="x", agency_id=agency.id, subject="", by=None, at=AT,
            language="id",
        )  # fmt: skip
        keep_for_job(job, CONTENT, {})
        number = job.id
        session.commit()
    places = (
        "berakhlak.people.operations:mark_namesakes",
        "berakhlak.people.import_job:JobResult",  # After the commit.
    )
    for place in places:
        mark = tmp_path / place.replace(":", "-")
        with job_worker(app, lambda place=place, mark=mark: stuck_at(place, mark)) as child:
            wait_for(mark.exists)
            kill(child)
    with job_worker(app):
        wait_for(lambda: job_state(app, number) == "done")

    with app.app_context():
        session = db.session()
        assert session.scalar(select(func.count(Person.id))) == 12
        imported = select(func.count(AuditEntry.id)).where(AuditEntry.act == "imported people")
        assert session.scalar(imported) == 1
        assert session.get(Job, number).result == {"new": 12, "changed": 0, "left": 0}
        assert session.scalar(select(func.count(Agency.id))) == 1
