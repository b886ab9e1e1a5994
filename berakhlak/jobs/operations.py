"""Asking for jobs, taking them up and finishing them; nothing here commits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import StateConflict
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.registry import JobKind, JobResult

ROWS_KEPT = timedelta(days=90)
# Ids that the queue is given when the session commits.
TO_DELIVER = "jobs to deliver"


class JobNotCancellable(StateConflict):
    """It is over, or it must go through to its end once it has begun."""

    message = _("Pekerjaan ini tidak dapat dibatalkan lagi.")


class JobNotRepeatable(StateConflict):
    """It still runs, or it has done its work."""

    message = _("Pekerjaan ini sedang berjalan atau sudah selesai, jadi tidak dapat diulang.")


def enqueue(
    session: Session,
    kind: str,
    arguments: Mapping[str, object],
    *,
    key: str,
    agency_id: int,
    subject: str,
    by: Actor | None,
    at: datetime,
    language: str,
) -> Job:
    """Ask for a job; the same `key` twice is one job while that is unfinished.

    `subject` says in a few words what it is about, as a cycle's name. Nothing is started before the
    caller commits.
    """
    row = {
        "agency_id": agency_id,
        "account_id": by.id if by else None,
        "kind": kind,
        "subject": subject[:200],
        "arguments_json": json.dumps(dict(arguments)),
        "key": f"{agency_id}:{kind}:{key}",
        "language": language,
        "state": JobState.WAITING,
        "attempts": 0,
        "cancel_asked": False,
        "created_at": at,
    }
    wanted = select(Job).where(Job.key == row["key"], Job.finished_at.is_(None))
    job = None
    while job is None:  # The one that stood in the way may have ended meanwhile.
        session.execute(insert_unless_known(session, Job, row))
        job = session.scalar(wanted)
    _hand_over(session, job)
    return job


def forget_old_jobs(session: Session, agency_id: int, at: datetime) -> int:
    """Delete the rows of jobs that ended long ago; how many. Their files are gone before."""
    old = (Job.agency_id == agency_id, Job.finished_at < at - ROWS_KEPT, Job.expires_at.is_(None))
    return rows_changed(session, delete(Job).where(*old))


def ask_to_cancel(session: Session, job: Job, kind: JobKind, *, at: datetime) -> None:
    """A waiting job ends now; a running one at its next safe place. Raises JobNotCancellable."""
    ended = {"state": JobState.CANCELLED, "finished_at": at}
    if _changed(session, job, JobState.WAITING, ended):
        return
    if not kind.may_be_cancelled:
        raise JobNotCancellable
    if not _changed(session, job, JobState.RUNNING, {"cancel_asked": True}):
        raise JobNotCancellable


def repeat(session: Session, job: Job, *, by: Actor | None, at: datetime) -> Job:
    """Go on with a job that failed or was cancelled, on behalf of whoever asks now.

    The same job, so that it finds what it made before. Raises JobNotRepeatable.
    """
    again = {
        "state": JobState.WAITING,
        "attempts": 0,
        "cancel_asked": False,
        "finished_at": None,
        "problem": None,
        "account_id": by.id if by else None,
        "created_at": at,
    }
    other = select(Job.id).where(Job.key == job.key, Job.finished_at.is_(None))
    if session.scalar(other) or not any(
        _changed(session, job, before, again) for before in (JobState.FAILED, JobState.CANCELLED)
    ):
        raise JobNotRepeatable
    _hand_over(session, job)
    return job


def take_up(session: Session, job: Job, holder: str, *, at: datetime) -> bool:
    """Make the run `holder` the one that works on a waiting job; False when another was first."""
    taken = {"state": JobState.RUNNING, "holder": holder, "attempts": Job.attempts + 1}
    return _changed(session, job, JobState.WAITING, {**taken, "started_at": at})


def finish(
    session: Session, job: Job, holder: str, kind: JobKind, result: JobResult, *, at: datetime
) -> bool:
    """The run has done it. False when it holds the job no longer: another run finishes it."""
    return _changed(
        session,
        job,
        JobState.RUNNING,
        {
            "state": JobState.DONE,
            "finished_at": at,
            "holder": None,
            "result_json": json.dumps(dict(result.details)),
            "result_file": result.file.name if result.file else None,
            "result_bytes": result.file.stat().st_size if result.file else None,
            "expires_at": at + timedelta(days=kind.days_kept),
        },
        holder,
    )


def stop(
    session: Session,
    job: Job,
    holder: str,
    kind: JobKind,
    state: JobState,
    *,
    at: datetime,
    problem: str | None = None,
    details: Mapping[str, object] | None = None,
) -> bool:
    """The run ended before its end: FAILED, CANCELLED, or WAITING for another attempt.

    What it made so far is kept for a repetition until it expires.
    """
    values: dict[str, Any] = {"state": state, "holder": None, "problem": problem}
    if details:
        values["result_json"] = json.dumps(dict(details))
    if state is not JobState.WAITING:
        values |= {"finished_at": at, "expires_at": at + timedelta(days=kind.days_kept)}
    return _changed(session, job, JobState.RUNNING, values, holder)


def _hand_over(session: Session, job: Job) -> None:
    session.info.setdefault(TO_DELIVER, []).append(job.id)


def _changed(
    session: Session,
    job: Job,
    before: JobState,
    values: Mapping[str, object],
    holder: str | None = None,
) -> bool:
    """Change the row where it still stands as it should; one of two that try comes first."""
    condition = [Job.id == job.id, Job.state == before]
    if holder is not None:
        condition.append(Job.holder == holder)
    change = update(Job).where(*condition).values(**values)
    changed = rows_changed(session, change.execution_options(synchronize_session=False))
    session.refresh(job)
    return bool(changed)
