"""The record as a file, by a job: for whoever asked alone, as far as their roles reach (0257)."""

from __future__ import annotations

from hashlib import sha256

from flask import url_for
from flask_babel import force_locale, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.session import signed_in
from berakhlak.audit_log.asked_filter import asked_filter
from berakhlak.audit_log.files import MOST, audit_file
from berakhlak.audit_log.queries import audit_lines_of
from berakhlak.disk import write_whole
from berakhlak.documents.responses import agency_timezone
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.jobs.models import Job
from berakhlak.jobs.queries import JobNotFound
from berakhlak.jobs.registry import JobKind, JobLink, JobResult
from berakhlak.jobs.running import JobRun, RightGone
from berakhlak.permissions import Action

AUDIT_FILE = "audit file"
DAYS_KEPT = 2  # It tells what people did: long enough to be taken, and no longer.


def _write(run: JobRun) -> JobResult:
    reader, ending = run.by, run.arguments["ending"]
    if reader is None or reader.reach(Action.READ_RECORD) is None:
        raise RightGone
    wanted = asked_filter(run.arguments["given"], reader, agency_timezone())
    run.tell("writing")
    mark = sha256(f"{run.job.agency_id}:{run.job.key}".encode()).hexdigest()[:12]
    place = run.folder / f"riwayat-aktivitas-{mark}.{ending}"
    lines = list(audit_lines_of(run.session, reader, wanted, MOST))
    with force_locale(run.job.language):
        if not place.exists():
            write_whole(place, audit_file(lines, ending, agency_timezone()))
        about = ngettext("%(num)s catatan", "%(num)s catatan", len(lines))
    return JobResult({"files": 1, "about": about, "seen": _seen_by(reader)}, file=place)


def _seen_by(reader: Account) -> list[object]:
    """Whose record it is: sign-ins, and the units within reach; None for all of them."""
    reach = reader.reach(Action.READ_RECORD)
    units = None if reach is None or reach.unit_ids is None else sorted(reach.unit_ids)
    return [reader.may(Action.READ_SIGN_INS), units]


def _record(session: Session, job: Job) -> None:
    """Before it leaves: whether the reader would see the same today, and on record."""
    reader = session.get_one(Account, signed_in().id)
    if reader.reach(Action.READ_RECORD) is None or _seen_by(reader) != job.result["seen"]:
        raise JobNotFound
    record_download(
        session,
        DownloadKind.AUDIT_LOG,
        subject=job.subject,
        about=job.result["about"],
        by=reader,
        at=clock.utc_now(),
    )


def _links(_job: Job) -> list[JobLink]:
    return [JobLink(_("Riwayat aktivitas"), url_for("audit_log.audit_page"))]


JOB_KINDS = (
    JobKind(
        AUDIT_FILE,
        _("Berkas riwayat aktivitas"),
        _write,
        phases={"writing": _("Menulis berkas")},
        seen_by=None,  # Whoever asked alone.
        may_be_cancelled=True,
        only_makes_file=True,
        days_kept=DAYS_KEPT,
        done=lambda job: job.result["about"],
        links=_links,
        before_download=_record,
    ),
)
