"""The blueprint of the rater's pages.

Nothing here is logged or audited: a time beside a rater is a link to a sheet.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask_babel import lazy_gettext as _

from berakhlak.accounts.session import reader_mark
from berakhlak.assignments.operations import RatingClosed
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.navigation import NavigationEntry

blueprint = Blueprint("ratings", __name__)
PLACE = NavigationEntry(
    _("Penilaian"),
    "ratings.tasks_page",
    "rate",
    Action.RATE,
    section=("ratings.*",),
    officers=True,
)

SHEET = "/tugas/<row:assignment_id>"
RESUME = "/tugas/lanjut/<row:cycle_id>"
SIDE_BY_SIDE = "/tugas/bersama/<row:cycle_id>/<group>"


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    if mark := reader_mark():
        # The service worker keeps pages apart by it, and throws away those of another reader.
        response.headers["X-Reader"] = mark
    return response


@blueprint.errorhandler(RatingClosed)
def sheet_closed_page(_error: RatingClosed) -> tuple[str, int]:
    """The cycle no longer takes answers."""
    db.session.rollback()
    return render_template("ratings/closed.html"), 409
