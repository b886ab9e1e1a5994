"""The papers for the talks of a team as a job, for who led it; each officer is told."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from berakhlak.cycles.models import Cycle
from berakhlak.development.preparing_pages import papers_pdf
from berakhlak.development.queries import plans_of
from berakhlak.disk import write_whole
from berakhlak.downloads.models import DownloadKind
from berakhlak.exports.jobs import archive_name, export_kind
from berakhlak.exports.rights import ExportNotAllowed
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job
from berakhlak.jobs.registry import JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.profiles.readings import record_exported

TALK_PAPERS = "export talk papers"


def _export(run: JobRun) -> JobResult:
    cycle = run.session.get_one(Cycle, run.arguments["cycle"])
    plans = plans_of(run.session, run.by, cycle.id) if run.by else []
    team = [plan for plan in plans if not plan.is_officer]
    if run.by is None or not team:
        raise ExportNotAllowed
    place = run.folder / archive_name(run, f"Bahan-percakapan-{cycle.name}", "pdf")
    run.tell("writing", 0, len(team))
    if not place.exists():
        write_whole(place, papers_pdf(cycle, team, run.job.language))
    ids = [plan.participant.id for plan in team]
    record_exported(run.session, ids, run.by.id, day=local_today())
    run.session.commit()
    about = ngettext("%(num)s pegawai", "%(num)s pegawai", len(ids))
    return JobResult({"files": 1, "about": about}, file=place)


def _to_team(job: Job) -> list[JobLink]:
    address = url_for("development.team_talks", cycle_id=job.arguments["cycle"])
    return [JobLink(_("Percakapan dengan tim"), address)]


JOB_KINDS = (
    export_kind(TALK_PAPERS, _("Bahan percakapan tim"), _export, _to_team, DownloadKind.TEAM),
)
