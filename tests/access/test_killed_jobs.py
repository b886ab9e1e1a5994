"""kill -9 in the middle of slips: whoever has a slip can use it, and everybody has one."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.access import jobs
from berakhlak.access.models import AccessCode, AccessMail
from berakhlak.access.operations import use_code
from berakhlak.access.queries import CodeChoice
from berakhlak.accounts.models import Account
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.people.models import Person
from tests.access.conftest import AT, NEW, make_office
from tests.support.databases import TEST_SECRET
from tests.support.workers import job_state, job_worker, kill, stuck_at, wait_for

KILLED = (jobs.SLIPS, jobs.MAILS)
CODE = re.compile(r"(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}")


@pytest.fixture
def waiting(
    app_of_short_leases: Flask, monkeypatch: pytest.MonkeyPatch
) -> tuple[Flask, int, list[str]]:
    """A job for two slips, in plain text instead of PDF; and the NIPs of both people."""
    app = app_of_short_leases
    monkeypatch.setattr(
        jobs,
        "slips_pdf",
        lambda slips, *_given: "".join(f"{s.nip} {s.code}\n" for s in slips).encode(),
    )
    with app.app_context():
        office = make_office(db.session)
        given = {"choice": vars(CodeChoice()), "valid_days": 30, "address": "https://x/kode"}
        job = enqueue(
            db.session(), jobs.SLIPS, given | {"batch": "a1"}, key="all",
            agency_id=office.agency.id, subject="Dinas", by=office.hr, at=clock.utc_now(),
            language="id",
        )  # fmt: skip
        db.session.commit()
        number, names = job.id, [office.head.nip, office.clerk.nip]
    return app, number, names


def stuck_in_place(mark: Path) -> None:
    """Committed, but the file is not in its place yet."""

    def wait(*_given: object) -> None:
        mark.touch()
        time.sleep(600)

    Path.replace = wait  # type: ignore[assignment, method-assign]


def stuck_before_writing(mark: Path) -> None:
    stuck_at("berakhlak.access.jobs:write_whole", mark)


def stuck_before_committing(mark: Path) -> None:
    stuck_at("berakhlak.access.jobs:issue_slips", mark)


@pytest.mark.parametrize(
    "place", [stuck_before_writing, stuck_before_committing, "the file is put in its place"]
)
def test_slips_are_given_once_wherever_the_worker_is_killed(
    waiting: tuple[Flask, int, list[str]], tmp_path: Path, place: Any
) -> None:
    app, job_id, names = waiting
    mark = tmp_path / "mark"

    def hold() -> None:
        if callable(place):
            place(mark)
        else:
            real = jobs._write_slips

            def written(*given: Any) -> int:
                count = real(*given)
                stuck_in_place(mark)
                return count

            jobs._write_slips = written

    with job_worker(app, hold) as child:
        wait_for(mark.exists)
        kill(child)
    with job_worker(app):
        wait_for(lambda: job_state(app, job_id) == "done")

    with app.app_context():
        folder = app.extensions["jobs"].folder_of(job_id)
        (file,) = [each for each in folder.iterdir() if each.suffix == ".pdf"]
        assert [each.name for each in folder.iterdir()] == [file.name]
        lines = [line.split() for line in file.read_text().splitlines()]
        assert [name for name, _code in lines] == names
        for name, code in lines:
            assert CODE.fullmatch(code)
            use_code(
                db.session(), name, code, NEW, secret=TEST_SECRET, at=AT,
                today=local_today(),
            )  # fmt: skip
        assert db.session.scalar(select(func.count()).select_from(AccessCode)) == 2
        acts = db.session.scalars(select(AuditEntry.act)).all()
        assert acts == [Act.ISSUED_SLIPS.code]


def stuck_after_queueing(mark: Path) -> None:
    """The rows are written, and not committed."""
    real = jobs.queue_mails

    def queue(*given: Any) -> int:
        count = real(*given)
        mark.touch()
        time.sleep(600)
        return count

    jobs.queue_mails = queue


def test_mails_with_codes_are_queued_once_though_the_worker_is_killed(
    waiting: tuple[Flask, int, list[str]], tmp_path: Path
) -> None:
    app, slips_id, _names = waiting
    with app.app_context():
        slips = db.session.get_one(Job, slips_id)
        given = dict(slips.arguments)
        for each in db.session.scalars(select(Person)).all():
            each.email = f"{each.nip}@example.go.id"
        job = enqueue(
            db.session(), jobs.MAILS, given, key="all", agency_id=slips.agency_id,
            subject="Dinas", by=db.session.get_one(Account, slips.account_id),
            at=clock.utc_now(), language="id",
        )  # fmt: skip
        db.session.delete(slips)
        db.session.commit()
        job_id = job.id
    mark = tmp_path / "mark"

    with job_worker(app, lambda: stuck_after_queueing(mark)) as child:
        wait_for(mark.exists)
        kill(child)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AccessMail)) == 0
    with job_worker(app):
        wait_for(lambda: job_state(app, job_id) == "done")

    with app.app_context():
        waiting_mails = db.session.scalar(select(func.count()).select_from(AccessMail))
        assert waiting_mails == db.session.get_one(Job, job_id).result["mails"] > 0
        assert db.session.scalars(select(AuditEntry.act)).all() == [Act.MAILED_CODES.code]
