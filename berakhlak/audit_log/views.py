"""/audit: who did what, for administrators."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import lazy_gettext as _

from berakhlak.accounts.session import signed_in
from berakhlak.audit_log.queries import record_of
from berakhlak.extensions import db
from berakhlak.roles import Role
from berakhlak.web.guards import requires
from berakhlak.web.navigation import Place
from berakhlak.web.pages import page

blueprint = Blueprint("audit_log", __name__)
PLACE = Place(_("Riwayat aktivitas"), "audit_log.record", "log", frozenset({Role.ADMIN}))


@blueprint.get("/audit")
@requires(Role.ADMIN)
def record() -> tuple[str, int]:
    """The record of the agency, newest first."""
    number = request.args.get("halaman", 1, type=int)
    return page(
        "audit_log/record.html",
        lines=record_of(db.session(), signed_in().agency_id, number),
    )
