"""/audit: who did what, for administrators."""

from __future__ import annotations

from flask import request

from berakhlak.accounts.session import signed_in
from berakhlak.audit_log.queries import record_of
from berakhlak.dashboard.blueprint import blueprint
from berakhlak.extensions import db
from berakhlak.roles import Role
from berakhlak.web.guards import requires
from berakhlak.web.pages import page


@blueprint.get("/audit")
@requires(Role.ADMIN)
def record() -> tuple[str, int]:
    """The record of the agency, newest first."""
    number = request.args.get("halaman", 1, type=int)
    return page(
        "dashboard/record.html",
        lines=record_of(db.session(), signed_in().agency_id, number),
    )
