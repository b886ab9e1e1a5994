"""The rater's pages: what is owed, the sheet, its review, and giving an assignment back.

Nothing here is logged or audited: a time beside a rater is a link to a sheet.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from berakhlak.accounts.session import current_account
from berakhlak.assignments import operations as assignments
from berakhlak.assignments.models import DeclineReason
from berakhlak.assignments.operations import RatingClosed
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.queries import participations
from berakhlak.extensions import db
from berakhlak.ratings.differences import differences
from berakhlak.ratings.forms import DeclineForm, SheetForm
from berakhlak.ratings.operations import SheetChangedElsewhere
from berakhlak.ratings.own_sheet import OwnSheet
from berakhlak.ratings.workload import Task, workload
from berakhlak.web.guards import requires
from berakhlak.web.pages import page

blueprint = Blueprint("ratings", __name__)

# Databases count to here; larger numbers are no addresses of ours.
SHEET = "/tugas/<int(max=2147483647):assignment_id>"
Page = str | tuple[str, int] | Answer


@blueprint.errorhandler(RatingClosed)
def closed(_error: RatingClosed) -> tuple[str, int]:
    """The cycle no longer takes answers."""
    db.session.rollback()
    return render_template("ratings/closed.html"), 409


@blueprint.get("/tugas")
@requires()
def tasks() -> str:
    """What the reader is asked to fill in cycles that are open."""
    keys = key_store()
    rows = participations(_session(), current_account().id)
    workloads = [
        workload(_session(), row, key=keys.load(row.cycle.key_name))
        for row in rows
        if row.cycle.accepts_answers
    ]
    asked = [work for work in workloads if work.tasks]
    return render_template("ratings/tasks.html", workloads=asked, sheet_address=_sheet_address)


@blueprint.route(SHEET, methods=["GET", "POST"])
@requires()
def fill(assignment_id: int) -> Page:
    """The sheet: every behaviour, saved as often as wished."""
    own = _own_sheet(assignment_id)
    if own.assignment.declined and request.method == "GET":
        return redirect(url_for(".decline", assignment_id=assignment_id))
    form = own.form()
    if not form.is_submitted():
        return _sheet_page(own, form)
    form.validate()
    try:
        saved = own.store(form)
    except SheetChangedElsewhere:
        db.session.rollback()
        return _changed_elsewhere(_own_sheet(assignment_id), form)
    db.session.commit()
    if _sends():
        form.ask_for(form.missing())
    if form.errors:
        form.going_on_from(saved)
        return _sheet_page(own, form)
    return _after_saving(own, form)


@blueprint.route(f"{SHEET}/periksa", methods=["GET", "POST"])
@requires()
def review(assignment_id: int) -> Page:
    """Everything answered, once more in sight; from here the sheet is sent."""
    own = _own_sheet(assignment_id)
    form = own.form()
    if form.missing() or own.assignment.declined:
        return redirect(url_for(".fill", assignment_id=assignment_id))
    if request.method == "POST":
        return _send(own, form.revision_number())
    return render_template("ratings/review.html", own=own, sheet=form, promise=own.promise())


@blueprint.route(f"{SHEET}/tolak", methods=["GET", "POST"])
@requires()
def decline(assignment_id: int) -> Page:
    """Give an assignment back, with a reason."""
    own = _own_sheet(assignment_id)
    form = DeclineForm()
    if form.validate_on_submit():
        assignments.decline(own.assignment, own.cycle, DeclineReason(form.reason.data))
        db.session.commit()
        flash(_("Penugasan sudah Anda kembalikan."), "success")
        return redirect(url_for(".tasks"))
    return page("ratings/decline.html", form=form, own=own)


@blueprint.post(f"{SHEET}/ambil-kembali")
@requires()
def take_back(assignment_id: int) -> Page:
    """Owe the sheet after all."""
    own = _own_sheet(assignment_id)
    assignments.take_back_decline(own.assignment, own.cycle)
    db.session.commit()
    flash(_("Penugasan ini kembali menjadi tugas Anda."), "success")
    return redirect(url_for(".fill", assignment_id=assignment_id))


def _own_sheet(assignment_id: int) -> OwnSheet:
    """The reader's own sheet; raises AssignmentNotFound for everybody else's, RatingClosed."""
    return OwnSheet.load(_session(), assignment_id, current_account().id, key_store())


def _sheet_address(task: Task) -> str:
    """Where a tap leads: to the first behaviour still unanswered of a sheet once begun."""
    begun = task.answered and task.next_code
    anchor = f"perilaku-{task.next_code}" if begun else None
    return url_for(".fill", assignment_id=task.assignment.id, _anchor=anchor)


def _session() -> Session:
    return db.session  # type: ignore[return-value]  # A scoped session stands in for one.


def _sends() -> bool:
    return request.form.get("action") == "submit"


def _sheet_page(own: OwnSheet, form: SheetForm, **more: object) -> tuple[str, int]:
    return page("ratings/fill.html", form=form, own=own, promise=own.promise(), **more)


def _changed_elsewhere(own: OwnSheet, form: SheetForm) -> tuple[str, int]:
    """What was typed here stays in the form; what was saved elsewhere is listed beside it."""
    found = differences(form, own.content)
    form.put_back(own.content)
    form.going_on_from(own.content)
    text, _status = _sheet_page(own, form, changed=True, differences=found)
    return text, 409


def _after_saving(own: OwnSheet, form: SheetForm) -> Answer:
    if _sends() and not own.is_submitted:
        return redirect(url_for(".review", assignment_id=own.assignment.id))
    if own.is_submitted and not form.missing():
        flash(_("Perubahan sudah tersimpan dan terkirim."), "success")
    else:
        flash(_("Tersimpan sebagai draf. Lanjutkan kapan saja sebelum siklus ditutup."), "success")
    return redirect(url_for(".tasks"))


def _send(own: OwnSheet, revision: int) -> Answer:
    """Submit what the review page showed, unless it was changed since."""
    try:
        own.send(revision)
    except SheetChangedElsewhere as error:
        db.session.rollback()
        flash(error.message, "warning")
        return redirect(url_for(".review", assignment_id=own.assignment.id))
    db.session.commit()
    flash(_("Penilaian terkirim. Terima kasih."), "success")
    return redirect(url_for(".tasks"))
