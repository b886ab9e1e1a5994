"""What no queue does: give back the jobs of dead workers, and remove what has expired."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.jobs import operations
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.service import JobService
from berakhlak.stored_files.files import UPLOADS


def sweep(session: Session, service: JobService, *, at: datetime) -> None:
    """Look once over all jobs; commits. Several workers may do it at the same time."""
    _release_dead(session, service, at=at)
    waiting = set(session.scalars(select(Job.id).where(Job.state == JobState.WAITING)))
    session.rollback()
    if waiting:
        service.queue.deliver(sorted(waiting - service.queue.waiting_ids()))
    _remove_expired(session, service, at=at)
    _remove_leftovers(session, service, at=at)


def _release_dead(session: Session, service: JobService, *, at: datetime) -> None:
    for job in session.scalars(select(Job).where(Job.state == JobState.RUNNING)).all():
        if job.holder is None or service.leases.is_held(job.holder):
            continue
        state, problem = JobState.WAITING, None
        kind = service.kinds[job.kind]
        if job.cancel_asked:
            state = JobState.CANCELLED
        elif job.attempts >= kind.attempts:
            with force_locale(job.language):
                problem = _("Pekerjaan ini berkali-kali terhenti sebelum selesai.")
            state = JobState.FAILED
        operations.stop(session, job, job.holder, kind, state, at=at, problem=problem)
        session.commit()
    session.rollback()


def _remove_expired(session: Session, service: JobService, *, at: datetime) -> None:
    """Files at the end of their days; rows go long after, by a rule of `retention`."""
    over = select(Job).where(Job.expires_at < at)
    for job in session.scalars(over).all():
        service.remove_folder(job.id)
        service.progress(job.id).forget()
        job.expires_at = None  # The name of the file stays: the page says that it is gone.
    session.commit()


def _remove_leftovers(session: Session, service: JobService, *, at: datetime) -> None:
    """Uploads that nobody confirmed, and what this host still has of jobs that another host has
    brought to their end."""
    shared = service.files.shared
    if shared is None:
        return
    shared.drop_older(UPLOADS, at - timedelta(days=1))
    here = service.files.known_here()
    over = (JobState.RUNNING, JobState.WAITING, JobState.FAILED, JobState.CANCELLED)
    wanted = select(Job.id).where(Job.id.in_(here), Job.state.in_(over))
    # A failed one is gone on with, perhaps here, until its files expire.
    unexpired = Job.finished_at.is_(None) | Job.expires_at.is_not(None)
    kept = set(session.scalars(wanted.where(unexpired)))
    session.rollback()
    for job_id in here - kept:
        service.files.let_go(job_id)
