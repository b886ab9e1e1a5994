"""Doing one job, in the process of a worker: lease, progress, outcome."""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _lazy
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.disk import is_disk_failure
from berakhlak.engines import is_unwritable
from berakhlak.errors import DomainError, NotAllowed
from berakhlak.extensions import db
from berakhlak.jobs import operations
from berakhlak.jobs.fair_order import next_job_id
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.registry import JobKind, JobResult
from berakhlak.jobs.service import JobService
from berakhlak.jobs.space import require_space

logger = logging.getLogger(__name__)


class JobCancelled(Exception):
    """Whoever watches the job asked for its end."""


class JobTakenOver(Exception):
    """The lease ran out meanwhile, and another run works on the job; this one stops."""


class RightGone(NotAllowed):
    """The right to it was taken away between asking and doing."""

    message = _lazy("Yang meminta pekerjaan ini tidak lagi berwenang, jadi tidak dijalankan.")


@dataclass
class JobRun:
    """What a kind of job works with; `session` is its own, and it commits by itself.

    `folder` outlives a kill: what is found there need not be made again. `details` are numbers for
    the job's page, also where the job is refused.
    """

    session: Session
    job: Job
    by: Account | None
    folder: Path
    holder: str
    service: JobService
    details: dict[str, object] = field(default_factory=dict)
    _phase: str = ""
    _told: float = 0.0

    @property
    def arguments(self) -> dict[str, Any]:
        return self.job.arguments

    def tell(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is; a safe place to end. Raises JobCancelled, JobTakenOver.

        Counts alone: never who, and for answers of an open cycle not even how many.
        """
        now = clock.utc_now().timestamp()
        if phase == self._phase and now - self._told < 0.2 and done < total:
            return
        self._phase, self._told = phase, now
        try:
            self.service.progress(self.job.id).tell(self.holder, phase, done, total)
        except Exception:  # The queue's store is away: the page shows what was told before.
            logger.warning("job %s could not tell how far it is", self.job.id)
        self._look_at_row()

    def keep(self, **details: object) -> None:
        """Write the result's numbers in the run's own transaction: once that is committed, a run
        after a kill finds them in `job.result` and knows that the work is done.
        """
        self.job.result_json = json.dumps(details)
        self.session.flush()

    def _look_at_row(self) -> None:
        # By a connection of its own: the session may be amid a transaction, or hold stale rows.
        wanted = select(Job.holder, Job.cancel_asked).where(Job.id == self.job.id)
        with db.engine.connect() as connection:
            row = connection.execute(wanted).one()
        if row.holder != self.holder:
            raise JobTakenOver
        if row.cancel_asked:
            raise JobCancelled


def do_next_job(app: Flask, announced: int) -> bool:
    """Do the job whose turn it is, in place of the one that the queue has announced."""
    with app.app_context():
        chosen = next_job_id(db.session())
        db.session.rollback()
    if chosen is not None and do_job(app, chosen):
        return True
    return chosen != announced and do_job(app, announced)  # Another worker was first.


def do_job(app: Flask, job_id: int) -> bool:
    """Do a job that waits; False when it does not, or another worker was first."""
    with app.app_context():
        service: JobService = app.extensions["jobs"]
        holder = secrets.token_hex(16)
        with service.leases.held(holder):
            job = _take_up(db.session(), job_id, holder)
            if job is None:
                return False
            with force_locale(job.language):
                _do(service, db.session(), job, holder)
            return True


def _take_up(session: Session, job_id: int, holder: str) -> Job | None:
    job = session.get(Job, job_id)
    if job is None or not operations.take_up(session, job, holder, at=clock.utc_now()):
        session.rollback()
        return None
    session.commit()
    return job


def _do(service: JobService, session: Session, job: Job, holder: str) -> None:
    kind, job_id, run = service.kinds[job.kind], job.id, None
    by = session.get(Account, job.account_id) if job.account_id else None
    try:
        run = JobRun(session, job, by, service.files.fetch(job_id), holder, service)
        _require_right(run, kind)
        result = kind.run(run) or JobResult()
        session.rollback()
        _require_space(session, job, kind, result)
        service.files.settle(job_id, result.file)
        if operations.finish(session, job, holder, kind, result, at=clock.utc_now()):
            session.commit()
            service.files.let_go(job_id)
        return
    except JobTakenOver:
        session.rollback()
        return
    except JobCancelled:
        state, problem = JobState.CANCELLED, None
    except DomainError as refused:
        state, problem = JobState.FAILED, str(refused)
    except Exception as fault:  # One job must not end the worker.
        session.rollback()
        # Its kind alone: the message could quote an answer.
        logger.error("job %s (%s) broke off: %s", job_id, kind.code, type(fault).__name__)
        state, problem = _after_fault(job, kind, fault)
    session.rollback()
    operations.stop(
        session,
        job,
        holder,
        kind,
        state,
        at=clock.utc_now(),
        problem=problem,
        details=run.details if run else None,
    )
    session.commit()


def _require_right(run: JobRun, kind: JobKind) -> None:
    """Raises RightGone where whoever asked may no longer have it done. What has begun goes on: half
    a closing helps nobody."""
    by, is_begun = run.by, run.job.attempts > 1
    if by is None or is_begun or (by.is_enabled and kind.may_be_begun_by(by)):
        return
    raise RightGone


def _require_space(session: Session, job: Job, kind: JobKind, result: JobResult) -> None:
    """Raises NoSpaceLeft where the file would be more than the agency may keep."""
    if kind.only_makes_file and result.file is not None:
        size = result.file.stat().st_size
        require_space(session, job.agency_id, clock.utc_now(), more=size)


def _after_fault(job: Job, kind: JobKind, fault: Exception) -> tuple[JobState, str | None]:
    if job.attempts < kind.attempts:
        return JobState.WAITING, None  # The sweeper hands it out again.
    if is_disk_failure(fault) or (isinstance(fault, DBAPIError) and is_unwritable(fault)):
        return JobState.FAILED, _(
            "Penyimpanan data server ini penuh atau terganggu. Yang sudah dibuat tetap ada. Bila "
            "pengelola server sudah memberinya ruang, lanjutkan pekerjaan ini."
        )
    return JobState.FAILED, _(
        "Pekerjaan ini terhenti karena galat program. Rinciannya ada di log server."
    )
