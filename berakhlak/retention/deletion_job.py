"""Deleting old results as a job: it may be killed anywhere, and goes on where it was."""

from __future__ import annotations

import time

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.queries import get_cycle
from berakhlak.errors import StateConflict
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job
from berakhlak.jobs.registry import JobKind, JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.permissions import Action
from berakhlak.retention.deletion import clear_files, delete_results, jobs_about
from berakhlak.retention.queries import DELETE_RESULTS, is_deleted
from berakhlak.signing.issuing import document_issuer

PATIENCE = (2, 5, 10, 20)  # Seconds between looks while others read what has to be erased.


class TracesLeft(StateConflict):
    """Rows are gone, but somebody reads the database as it was before."""

    message = _(
        "Hasil sudah dihapus, tetapi bekasnya masih ada di berkas basis data, karena berkas itu "
        "masih dibaca, misalnya oleh pencadangan. Ulangi pekerjaan ini nanti."
    )


def _delete(run: JobRun) -> JobResult:
    """A run that finds the cycle gone was cut off after its commit, or repeats what it left."""
    session, number, agency_id = run.session, run.arguments["cycle"], run.job.agency_id
    if not is_deleted(session, agency_id, number):
        run.tell("deleting")
        cycle = get_cycle(session, number, agency_id=agency_id)
        now, today = clock.utc_now(), local_today()
        keys = key_store()
        counts = delete_results(session, cycle, by=run.by, at=now, today=today, keys=keys)
        document_issuer().issued_files.forget_over(session)
        run.keep(officers=counts.officers, rows=counts.rows)
        session.commit()
    run.tell("clearing")
    for job in jobs_about(session, agency_id, run.arguments["both"]):
        run.service.remove_folder(job.id)
    _clear(run)
    return JobResult(run.job.result)


def _clear(run: JobRun) -> None:
    files = document_issuer().issued_files
    for pause in PATIENCE:
        if clear_files(run.session, files):
            return
        time.sleep(pause)
    if not clear_files(run.session, files):
        raise TracesLeft


def _done(job: Job) -> object:
    n = job.result.get("officers", 0)
    return ngettext("Hasil %(num)s pegawai dihapus.", "Hasil %(num)s pegawai dihapus.", n)


def _links(_job: Job) -> list[JobLink]:
    return [JobLink(_("Masa simpan hasil"), url_for("retention.results_page"))]


DELETION = JobKind(
    DELETE_RESULTS,
    _("Menghapus hasil lama"),
    _delete,
    phases={
        "deleting": _("Menghapus profil, angka unit, dan komentar"),
        "clearing": _("Menghapus bekasnya dari berkas"),
    },
    seen_by=Action.DELETE_RESULTS,
    done=_done,
    links=_links,
)
