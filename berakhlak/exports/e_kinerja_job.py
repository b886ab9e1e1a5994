"""The table for e-Kinerja as a job, for HR alone; who is in it is told that it was taken."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.disk import whole_file
from berakhlak.documents.responses import agency_timezone
from berakhlak.downloads.models import DownloadKind
from berakhlak.exports.jobs import NothingToExport, archive_name, export_kind
from berakhlak.exports.rights import require_right
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job
from berakhlak.jobs.registry import JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.performance.e_kinerja import (
    Row,
    e_kinerja_head,
    e_kinerja_rows,
    write_csv,
    write_workbook,
)
from berakhlak.permissions import Action
from berakhlak.profiles.queries import published_officers
from berakhlak.profiles.readings import record_exported

E_KINERJA = "export for e-kinerja"
WRITERS = {"csv": write_csv, "xlsx": write_workbook}


def _export(run: JobRun) -> JobResult:
    require_right(run, Action.HANDLE_RATINGS)
    cycle, kind = run.session.get_one(Cycle, run.arguments["cycle"]), run.arguments["kind"]
    if not cycle.carries_ratings:
        raise NothingToExport
    ids = [each.participant_id for each in published_officers(run.session, cycle.id)]
    if not ids:
        raise NothingToExport
    place = run.folder / archive_name(run, f"e-Kinerja-{cycle.name}", kind)
    if not place.exists():
        rows = [e_kinerja_head(cycle, run.job.language), *_rows(run, cycle, len(ids))]
        with whole_file(place) as torn:
            WRITERS[kind](torn, rows)
    record_exported(run.session, ids, run.by.id if run.by else 0, day=local_today())
    run.session.commit()
    about = ngettext("%(num)s pegawai", "%(num)s pegawai", len(ids))
    return JobResult({"files": 1, "about": about}, file=place)


def _rows(run: JobRun, cycle: Cycle, total: int) -> list[Row]:
    found: list[Row] = []
    # Of its own: it forgets what it has loaded.
    with Session(db.engine) as reading:
        rows = e_kinerja_rows(
            reading, cycle.id, language=run.job.language, timezone=agency_timezone()
        )
        for row in rows:
            found.append(row)
            run.tell("writing", len(found), total)
    return found


def _to_ratings(job: Job) -> list[JobLink]:
    address = url_for("performance.ratings_page", cycle_id=job.arguments["cycle"])
    return [JobLink(_("Rating dan e-Kinerja"), address)]


JOB_KINDS = (
    export_kind(
        E_KINERJA, _("Ekspor untuk e-Kinerja"), _export, _to_ratings, DownloadKind.E_KINERJA
    ),
)
