"""The workbook of the agency's results as a job: it is as long as the list of units."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.cycles.models import Cycle
from berakhlak.disclosure.operations import require_audited
from berakhlak.disk import write_whole
from berakhlak.documents.responses import agency_timezone
from berakhlak.downloads.models import DownloadKind
from berakhlak.exports.jobs import archive_name, export_kind, to_results
from berakhlak.exports.rights import require_results
from berakhlak.jobs.registry import JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.results.builder import agency_results
from berakhlak.results.printing import results_file_stem
from berakhlak.results.queries import results_source
from berakhlak.results.workbook import results_workbook

WORKBOOK = "export workbook"


def _export_workbook(run: JobRun) -> JobResult:
    cycle = run.session.get_one(Cycle, run.arguments["cycle"])
    require_results(run, cycle, run.arguments["unit"])
    source = results_source(run.session, cycle, agency_timezone())
    if cycle.published_at is None:
        require_audited(run.session, cycle)
    report = agency_results(source, run.job.language)
    run.tell("writing")
    file = run.folder / archive_name(run, results_file_stem(report, f"{cycle.id}"), "xlsx")
    if not file.exists():
        write_whole(file, results_workbook(report))
    return JobResult({"files": 1}, file=file)


JOB_KINDS = (
    export_kind(
        WORKBOOK,
        _("Laporan hasil (XLSX)"),
        _export_workbook,
        to_results,
        DownloadKind.RESULTS_WORKBOOK,
    ),
)
