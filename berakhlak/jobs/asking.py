"""Asking for a job on a page: whoever is signed in asks, now, in the language that they read."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from flask_babel import get_locale

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.service import job_service
from berakhlak.jobs.space import require_space


def ask_for_job(
    kind: str, arguments: Mapping[str, object], *, key: str, agency_id: int, subject: str
) -> Job:
    """As `enqueue`; nothing is started before the caller commits. Raises NoSpaceLeft."""
    if job_service().kinds[kind].only_makes_file:
        require_space(db.session(), agency_id, clock.utc_now())
    return enqueue(
        db.session(),
        kind,
        arguments,
        key=key,
        agency_id=agency_id,
        subject=subject,
        by=signed_in(),
        at=clock.utc_now(),
        language=str(get_locale()),
    )


def commit_job(job: Job) -> str:
    """Let the job begin; the address of its page."""
    address = url_for("jobs.job_page", job_id=job.id)
    db.session.commit()
    return address
