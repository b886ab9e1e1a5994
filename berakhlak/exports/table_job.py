"""The table of persons' results as a job, for HR alone; who is in it is told that it was taken."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from berakhlak.cycles.models import Cycle
from berakhlak.disk import write_whole
from berakhlak.documents.result_fingerprint import result_fingerprint
from berakhlak.downloads.models import DownloadKind
from berakhlak.exports.choosing import ExportChoice
from berakhlak.exports.jobs import (
    NothingToExport,
    archive_name,
    export_kind,
    to_profiles,
)
from berakhlak.exports.person_table import person_rows, person_workbook
from berakhlak.exports.rights import require_right
from berakhlak.formats import local_today
from berakhlak.jobs.registry import JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.permissions import Action
from berakhlak.profiles.queries import published_officers
from berakhlak.profiles.readings import record_exported
from berakhlak.sealing.queries import result_stamp
from berakhlak.sealing.result_leaves import stored_root_code

TABLE = "export table"


def _export_table(run: JobRun) -> JobResult:
    require_right(run, Action.EXPORT_PROFILES)
    cycle = run.session.get_one(Cycle, run.arguments["cycle"])
    everyone = published_officers(run.session, cycle.id)
    choice = ExportChoice.from_json(run.arguments["choice"])
    ids = [each.participant_id for each in choice.narrow(run.session, cycle, everyone)]
    if not ids:
        raise NothingToExport
    run.tell("writing")
    place = run.folder / archive_name(run, f"Hasil-pegawai-{cycle.name}", "xlsx")
    if not place.exists():
        fingerprint = result_fingerprint(
            result_stamp(run.session, cycle.id)[1], stored_root_code(run.session, cycle.id)
        )
        rows = person_rows(run.session, cycle, ids)
        write_whole(
            place,
            person_workbook(cycle, rows, fingerprint=fingerprint, language=run.job.language),
        )
    record_exported(run.session, ids, run.by.id if run.by else 0, day=local_today())
    run.session.commit()
    about = ngettext("%(num)s pegawai", "%(num)s pegawai", len(ids))
    return JobResult({"files": 1, "about": about}, file=place)


JOB_KINDS = (
    export_kind(
        TABLE,
        _("Tabel hasil pegawai (XLSX)"),
        _export_table,
        to_profiles,
        DownloadKind.PERSON_TABLE,
    ),
)
