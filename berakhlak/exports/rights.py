"""Whether the right to an export is still there, when it is made and when it is taken."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import Cycle
from berakhlak.downloads.models import DownloadKind
from berakhlak.errors import StateConflict
from berakhlak.exports.choosing import team_in_cycle
from berakhlak.jobs.models import Job
from berakhlak.jobs.running import JobRun
from berakhlak.permissions import Action
from berakhlak.results.access import may_read_results

# For whoever may read these results, of a unit or of the agency.
OF_RESULTS = (DownloadKind.RESULTS, DownloadKind.RESULTS_WORKBOOK, DownloadKind.SUMMARY)
# For whoever may do this in the whole agency; a kind that stands nowhere goes to nobody.
WHOLE_AGENCY = {
    DownloadKind.REPORTS: Action.EXPORT_RESULTS,
    DownloadKind.PROFILES: Action.EXPORT_PROFILES,
    DownloadKind.PERSON_TABLE: Action.EXPORT_PROFILES,
    DownloadKind.E_KINERJA: Action.HANDLE_RATINGS,
    DownloadKind.IDP: Action.MANAGE_TRAINING,
}


class ExportNotAllowed(StateConflict):
    """The right to it was taken away between asking and doing."""

    message = _("Anda tidak lagi berwenang atas ekspor ini.")


def require_right(run: JobRun, action: Action) -> None:
    """Raises ExportNotAllowed unless whoever asked may still do this in the whole agency."""
    if run.by is None or not run.by.may(action, whole=True):
        raise ExportNotAllowed


def require_results(run: JobRun, cycle: Cycle, unit_id: int) -> None:
    """Raises ExportNotAllowed unless whoever asked may still read these results."""
    if run.by is None or not may_read_results(run.session, run.by, cycle, unit_id):
        raise ExportNotAllowed


def may_take(session: Session, account: Account, job: Job, kind: DownloadKind) -> bool:
    """Whether the right to the file is still there."""
    if kind is DownloadKind.TEAM:
        return bool(team_in_cycle(session, account, job.arguments["cycle"]))
    if kind in OF_RESULTS:
        cycle = session.get(Cycle, job.arguments["cycle"])
        return cycle is not None and may_read_results(
            session, account, cycle, job.arguments["unit"]
        )
    return account.may(WHOLE_AGENCY[kind], whole=True)
