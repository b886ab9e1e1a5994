"""A sheet that was sent and sealed: the same page whatever was answered, and a new beginning."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from berakhlak.accounts.session import current_claim
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.ratings.blueprint import SHEET, blueprint
from berakhlak.ratings.saving import begin_own_sheet_again
from berakhlak.ratings.sheet_session import OwnSheet, access_own_sheet
from berakhlak.ratings.wording import rating_heading
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


def sealed_sheet(own: OwnSheet) -> tuple[str, int]:
    """What stands in the place of the form. Whatever was sent to it was not saved: 409."""
    was_sent = request.method == "POST"
    group = own.cycle.policy.group(own.assignment.group)
    page, _status = render_page(
        "ratings/sealed.html",
        own=own,
        about=rating_heading(group, own.assignment.ratee_name),
        refused=was_sent,
    )
    return page, 409 if was_sent else 200


@blueprint.post(f"{SHEET}/isi-ulang")
@requires(Action.RATE)
def refill_sheet(assignment_id: int) -> Response:
    """An empty draft; the sealed sheet counts until it is sent."""
    access = access_own_sheet(db.session(), assignment_id, current_claim(), key_store())
    begin_own_sheet_again(db.session(), access)
    db.session.commit()
    return redirect(url_for(".fill_sheet", assignment_id=assignment_id))
