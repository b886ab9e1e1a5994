"""/audit: who did what, for administrators; for HR, as far as their role reaches."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import lazy_gettext as _

from berakhlak.accounts.session import signed_in
from berakhlak.audit_log.queries import audit_page_of
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.navigation import NavigationEntry
from berakhlak.web.pages import render_page

blueprint = Blueprint("audit_log", __name__)
PLACE = NavigationEntry(_("Riwayat aktivitas"), "audit_log.audit_page", "log", Action.READ_SIGN_INS)


@blueprint.get("/audit")
@requires(Action.READ_RECORD)
def audit_page() -> tuple[str, int]:
    """The record, newest first."""
    number = request.args.get("halaman", 1, type=int)
    return render_page(
        "audit_log/record.html",
        lines=audit_page_of(db.session(), signed_in(), number),
    )
