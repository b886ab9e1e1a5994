"""One page for the head of the agency as a job."""

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
from berakhlak.people.models import Agency
from berakhlak.results.builder import agency_results
from berakhlak.results.printing import summary_pdf
from berakhlak.results.queries import results_source
from berakhlak.results.summary import Letterhead

SUMMARY = "export summary"


def _export_summary(run: JobRun) -> JobResult:
    cycle = run.session.get_one(Cycle, run.arguments["cycle"])
    require_results(run, cycle, run.arguments["unit"])
    source = results_source(run.session, cycle, agency_timezone())
    if cycle.published_at is None:
        require_audited(run.session, cycle)
    agency = run.session.get_one(Agency, cycle.agency_id)
    head = Letterhead(
        government=agency.government,
        name=agency.name,
        address=agency.address,
        contact=agency.contact,
    )
    report = agency_results(source, run.job.language)
    run.tell("writing")
    file = run.folder / archive_name(run, f"Ringkasan-BerAKHLAK-{cycle.name}", "pdf")
    if not file.exists():
        write_whole(file, summary_pdf(report, head, f"{cycle.id}"))
    return JobResult({"files": 1}, file=file)


JOB_KINDS = (
    export_kind(
        SUMMARY, _("Ringkasan pimpinan"), _export_summary, to_results, DownloadKind.SUMMARY
    ),
)
