"""Importing a large personnel file as a job: the file and HR's answers wait in the job's folder."""

from __future__ import annotations

import json

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from berakhlak import clock
from berakhlak.errors import StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job
from berakhlak.jobs.registry import JobKind, JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.jobs.service import job_service
from berakhlak.people.import_plan import ImportPlan
from berakhlak.people.import_questions import Answers
from berakhlak.people.models import Agency
from berakhlak.people.operations import import_people
from berakhlak.permissions import Action

IMPORT = "import people"
LARGE = 1_000  # Officers that are new, change or leave; fewer are imported in the request.
_FILE, _ANSWERS = "pegawai", "jawaban.json"


class ImportNoLongerReady(StateConflict):
    """Since HR looked at it, others have changed what the file rests on."""

    message = _(
        "Data pegawai berubah sejak berkas ini diperiksa, sehingga impor tidak dijalankan dan "
        "tidak ada yang berubah. Unggah berkasnya sekali lagi."
    )


def is_large(plan: ImportPlan) -> bool:
    """Whether importing takes longer than a request may."""
    return sum(plan.counts.values()) > LARGE


def keep_for_job(job: Job, content: bytes, answers: Answers) -> None:
    """Put what the job needs into its folder, before it is committed; a second time the same."""
    for name, what in ((_ANSWERS, json.dumps(dict(answers)).encode()), (_FILE, content)):
        job_service().files.hand_in(db.session(), job.id, name, what)


def import_summary(new: int, changed: int, left: int) -> str:
    """What an import has changed, in a sentence."""
    created = ngettext("%(num)s pegawai baru", "%(num)s pegawai baru", new)
    updated = ngettext("%(num)s berubah", "%(num)s berubah", changed)
    gone = ngettext("%(num)s dinonaktifkan", "%(num)s dinonaktifkan", left)
    if not left:
        return str(_("Impor selesai: %(new)s, %(updated)s.", new=created, updated=updated))
    said = _(
        "Impor selesai: %(new)s, %(updated)s, %(gone)s.", new=created, updated=updated, gone=gone
    )
    return str(said)


def _import(run: JobRun) -> JobResult:
    files = [run.folder / name for name in (_FILE, _ANSWERS)]
    if not run.job.result:  # Else an earlier run was cut off after its commit.
        run.tell("importing")
        agency = run.session.get_one(Agency, run.job.agency_id)
        plan = import_people(
            run.session,
            agency,
            files[0].read_bytes(),
            today=local_today(),
            by=run.by,
            at=clock.utc_now(),
            answers=json.loads(files[1].read_text()),
        )
        if not plan.is_ready:
            raise ImportNoLongerReady
        run.keep(**plan.counts)
        run.session.commit()
    for file in files:
        run.service.files.drop(run.job.id, file.name)
    return JobResult(run.job.result)


def _done(job: Job) -> object:
    return import_summary(**job.result)


def _links(_job: Job) -> list[JobLink]:
    return [JobLink(_("Lihat pegawai"), url_for("people.directory_page"))]


JOB_KINDS = (
    JobKind(
        IMPORT,
        _("Mengimpor pegawai"),
        _import,
        {"importing": _("Membaca berkas dan menyimpan perubahannya")},
        seen_by=Action.IMPORT_PEOPLE,
        days_kept=1,
        done=_done,
        links=_links,
    ),
)
