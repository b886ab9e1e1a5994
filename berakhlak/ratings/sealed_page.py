"""A sheet that was sent and sealed: the same page whatever was answered, and a new beginning.

So too for a draft that came back with a backup and that nobody opens any more."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from berakhlak.accounts.session import current_claim
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.ratings.blueprint import SHEET, blueprint
from berakhlak.ratings.drafts import AFTER_LOST, DraftLost
from berakhlak.ratings.envelopes import is_draft_lost
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
    """An empty draft; the sealed sheet counts until it is sent. What was typed goes along."""
    access = access_own_sheet(db.session(), assignment_id, current_claim(), key_store())
    begin_own_sheet_again(db.session(), access)
    db.session.commit()
    page = url_for(".fill_sheet", assignment_id=assignment_id)
    return redirect(page, code=307 if _typed() else 302)


@blueprint.errorhandler(DraftLost)
def draft_lost_page(error: DraftLost) -> Response | tuple[str, int]:
    """Nothing is given up before its rater asks for it."""
    session, assignment_id = db.session(), (request.view_args or {}).get("assignment_id")
    session.rollback()
    if assignment_id is None:  # Several at once; the tasks say which.
        flash(error.message, "warning")
        return redirect(url_for(".tasks_page"))
    access = access_own_sheet(session, assignment_id, current_claim(), key_store())
    if not is_draft_lost(session, access.assignment, access.envelope):  # Sent elsewhere meanwhile.
        return redirect(url_for(".fill_sheet", assignment_id=assignment_id))
    group = access.cycle.policy.group(access.assignment.group)
    about = rating_heading(group, access.assignment.ratee_name)
    typed = _typed() and _typed() | {
        "revision": str(AFTER_LOST)
    }  # Of the draft that is going to be made.
    page = "ratings/draft_lost.html"
    return render_template(page, access=access, about=about, typed=typed), 409


def _typed() -> dict[str, str]:
    """Fields of a sheet that were sent."""
    return {name: value for name, value in request.form.items() if name != "csrf_token"}
