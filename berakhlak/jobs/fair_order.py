"""Whose turn it is: agencies of one installation take turns, however much one of them asks for.

An id from the queue only says that something waits. There are at least as many ids as jobs that
wait, so that nothing is left over when each brings the job forward whose turn it is.
"""

from __future__ import annotations

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from berakhlak.jobs.models import Job, JobState


def next_job_id(session: Session) -> int | None:
    """The oldest waiting job of the agency with the fewest that run; among equals of the one that
    has waited longest since its last start. None when nothing waits."""
    at_work = (
        select(
            Job.agency_id,
            func.sum(case((Job.state == JobState.RUNNING, 1), else_=0)).label("running"),
            func.max(Job.started_at).label("last"),
        )
        .where(Job.agency_id.in_(select(Job.agency_id).where(Job.state == JobState.WAITING)))
        .group_by(Job.agency_id)
        .subquery()
    )
    wanted = (
        select(Job.id)
        .join(at_work, at_work.c.agency_id == Job.agency_id)
        .where(Job.state == JobState.WAITING)
        .order_by(at_work.c.running, at_work.c.last.is_not(None), at_work.c.last, Job.id)
    )
    return session.scalar(wanted.limit(1))
