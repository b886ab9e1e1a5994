"""/pekerjaan: long work, how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from mimetypes import guess_type

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    send_file,
    stream_with_context,
    url_for,
)
from flask import Response as Answer
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.jobs.files import JobFiles
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import ask_to_cancel, repeat
from berakhlak.jobs.progress import JobProgress, progress_of
from berakhlak.jobs.queries import job_of, jobs_ahead, jobs_page, who_asked
from berakhlak.jobs.registry import JobKind
from berakhlak.jobs.service import job_service
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

blueprint = Blueprint("jobs", __name__)
JOB = "/pekerjaan/<row:job_id>"


@dataclass(frozen=True)
class JobRow:
    """One job in the list."""

    job: Job
    kind: JobKind
    name: str | None
    progress: JobProgress


@blueprint.get("/pekerjaan")
@requires(Action.OWN_ACCOUNT)
def jobs() -> tuple[str, int]:
    """The reader's jobs and those of the office, the newest first."""
    service, page = job_service(), page_number()
    found = jobs_page(db.session(), _common(), signed_in(), page)
    rows = [
        JobRow(job, service.kinds[job.kind], name, progress_of(service, job))
        for job, name in found.items
    ]
    return render_page("jobs/jobs.html", found=found, rows=rows)


@blueprint.get(JOB)
@requires(Action.OWN_ACCOUNT)
def job_page(job_id: int) -> tuple[str, int]:
    """How far a job is; the page asks for itself again until it is over."""
    job, kind = _own(job_id)
    session = db.session()
    return render_page(
        "jobs/job.html",
        job=job,
        kind=kind,
        asked_by=who_asked(session, job),
        ahead=jobs_ahead(session, job) if job.state is JobState.WAITING else 0,
        progress=progress_of(job_service(), job),
        done=kind.done(job) if job.state is JobState.DONE else "",
        has_file=job_service().has_file(job),
        links=kind.links(job) if job.is_finished else [],
    )


@blueprint.post(JOB + "/batalkan")
@requires(Action.OWN_ACCOUNT)
def cancel_job(job_id: int) -> Response:
    """End a job at its next safe place."""
    job, kind = _own(job_id)
    try:
        ask_to_cancel(db.session(), job, kind, at=clock.utc_now())
    except DomainError as refused:
        return _refused(job_id, refused)
    db.session.commit()
    return redirect(url_for(".job_page", job_id=job_id))


@blueprint.post(JOB + "/lanjutkan")
@requires(Action.OWN_ACCOUNT)
def repeat_job(job_id: int) -> Response:
    """Go on with a job that was cut off."""
    job, kind = _own(job_id)
    if not kind.may_be_begun_by(signed_in()):
        abort(403)
    try:
        repeat(db.session(), job, by=signed_in(), at=clock.utc_now())
    except DomainError as refused:
        return _refused(job_id, refused)
    db.session.commit()
    return redirect(url_for(".job_page", job_id=job_id))


@blueprint.get(JOB + "/berkas")
@requires(Action.OWN_ACCOUNT)
@asks_password_again
def result_file(job_id: int) -> Response:
    """The file that a job has made, until it expires."""
    job, kind = _own(job_id)
    service = job_service()
    if job.state is not JobState.DONE or job.result_file is None or not service.has_file(job):
        abort(404)
    kind.before_download(db.session(), job)
    db.session.commit()
    return _handed_out(service.files, job.id, job.result_file)


def _handed_out(files: JobFiles, job_id: int, name: str) -> Response:
    """The file, from this host's folder or in pieces from where all hosts have it."""
    path = files.folder / str(job_id) / name
    if path.is_file():
        answer = send_file(path.resolve(), as_attachment=True, download_name=name, max_age=0)
    else:
        kind = guess_type(name)[0] or "application/octet-stream"
        answer = Answer(
            stream_with_context(files.pieces(job_id, name)), mimetype=kind, direct_passthrough=True
        )
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        answer.headers["Content-Length"] = str(files.size(job_id, name) or 0)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _own(job_id: int) -> tuple[Job, JobKind]:
    job = job_of(db.session(), _common(), signed_in(), job_id)
    return job, job_service().kinds[job.kind]


def _common() -> list[str]:
    """The kinds of which this reader sees everybody's jobs."""
    return job_service().kinds.seen_by(signed_in())


def _refused(job_id: int, refused: DomainError) -> Response:
    db.session.rollback()
    flash(str(refused.message), "danger")
    return redirect(url_for(".job_page", job_id=job_id))
