"""/penghapusan: what is removed by itself, when, and what was."""

from __future__ import annotations

from berakhlak.accounts.session import signed_in
from berakhlak.extensions import db
from berakhlak.jobs.queries import finished_jobs
from berakhlak.permissions import Action
from berakhlak.retention.blueprint import blueprint
from berakhlak.retention.jobs import RETENTION
from berakhlak.retention.rules import RULES
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

DAYS_SHOWN = 14


@blueprint.get("/penghapusan")
@requires(Action.READ_RECORD)
def rules_page() -> tuple[str, int]:
    """The rules, and the reports of the last days."""
    reports = finished_jobs(db.session(), signed_in().agency_id, RETENTION, DAYS_SHOWN)
    return render_page("retention/rules.html", rules=RULES, reports=reports)
