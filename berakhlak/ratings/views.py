"""The rater's pages: what is owed, the sheet, its review, and giving an assignment back.

Nothing here is logged or audited: a time beside a rater is a link to a sheet.
"""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from berakhlak.accounts.session import current_claim, session_secret, signed_in
from berakhlak.assignments import operations as assignments
from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import CycleNotFound, participations_of_account
from berakhlak.data_rights.notices import has_read
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.ratings.blueprint import RESUME, SHEET, blueprint
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.comment_warnings import comment_notes
from berakhlak.ratings.conflicts import find_conflicts
from berakhlak.ratings.drafts import SheetSealed
from berakhlak.ratings.forms import DeclineForm, SheetForm, sheet_form
from berakhlak.ratings.operations import SheetChangedElsewhere
from berakhlak.ratings.promise import sheet_promise
from berakhlak.ratings.review_hints import review_hints
from berakhlak.ratings.saving import destroy_own_draft, save_own_sheet, send_own_sheet
from berakhlak.ratings.sealed_page import sealed_sheet
from berakhlak.ratings.sheet_page import saved_view, sent_page, sheet_page
from berakhlak.ratings.sheet_session import OwnSheet, access_own_sheet, open_own_sheet
from berakhlak.ratings.wording import rating_heading
from berakhlak.ratings.workload import RaterWorkload, SheetTask, rater_workload
from berakhlak.web.guards import open_to_all, requires, requires_by_query
from berakhlak.web.pages import render_page

Page = str | bytes | tuple[str, int] | Answer


@blueprint.get("/tugas")
@requires(Action.RATE)
def tasks_page() -> str:
    """What the reader is asked to fill in cycles that are open."""
    found, shut = _workloads()
    return render_template(
        "ratings/tasks.html",
        workloads=[work for work in found if work.tasks],
        shut=shut,
        has_read=has_read(_session(), signed_in().id, secret=session_secret()),
        sheet_address=_sheet_address,
        together_address=_together_address,
    )


@blueprint.get(RESUME)
@requires(Action.RATE)
def resume_rating(cycle_id: int) -> Answer:
    """Where the reader left, in one tap."""
    found, shut = _workloads()
    here = [work for work in found if work.cycle.id == cycle_id]
    if not here and not shut:
        raise CycleNotFound
    task = here[0].next if here else None
    return redirect(_sheet_address(task) if task else url_for(".tasks_page"))


@blueprint.get("/tugas/pekerja.js")
@open_to_all
def service_worker() -> Answer:
    """The service worker; from below /tugas it may look after /tugas alone."""
    script = Path(str(current_app.static_folder)) / "js" / "worker.js"
    response = current_app.response_class(script.read_bytes(), mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/tugas"
    return response


@blueprint.route(SHEET, methods=["GET", "POST"])
@requires_by_query(Action.RATE)
def fill_sheet(assignment_id: int) -> Page:
    """The sheet: every behaviour, saved as often as wished."""
    own = _own_sheet(assignment_id)
    if own.assignment.declined and request.method != "POST":
        return redirect(url_for(".decline_assignment", assignment_id=assignment_id))
    if own.is_sealed:
        return sealed_sheet(own)
    if request.method != "POST":  # HEAD reads too, and carries no token.
        return sheet_page(own)
    form = _form_of(own)
    form.validate()
    try:
        saved = _save(own, form)
    except SheetSealed:
        db.session.rollback()
        return sealed_sheet(_own_sheet(assignment_id))
    except SheetChangedElsewhere:
        db.session.rollback()
        return _changed_elsewhere(_own_sheet(assignment_id), form)
    db.session.commit()
    if _sends():
        form.require_whole()
    if form.errors:
        form.going_on_from(saved)
        return sent_page(own, form)
    return _after_saving(own, form)


@blueprint.route(f"{SHEET}/periksa", methods=["GET", "POST"])
@requires(Action.RATE)
def review_sheet(assignment_id: int) -> Page:
    """Everything answered, once more in sight; from here the sheet is sent."""
    own = _own_sheet(assignment_id)
    if own.is_sealed or own.missing or own.assignment.declined:
        return redirect(url_for(".fill_sheet", assignment_id=assignment_id))
    if request.method == "POST":
        return _send(own, _form_of(own).revision_number())
    return _review_page(own)


@blueprint.route(f"{SHEET}/tolak", methods=["GET", "POST"])
@requires(Action.RATE)
def decline_assignment(assignment_id: int) -> Page:
    """Give an assignment back, with a reason."""
    own = _own_sheet(assignment_id)
    form = DeclineForm()
    if form.validate_on_submit():
        assignments.decline_assignment(*_mapped(own), DeclineReason(form.reason.data))
        db.session.commit()
        flash(_("Tercatat: Anda tidak menilai orang ini."), "success")
        return redirect(url_for(".tasks_page"))
    return render_page("ratings/decline.html", form=form, own=own, about=_heading(own))


@blueprint.post(f"{SHEET}/ambil-kembali")
@requires(Action.RATE)
def take_back_assignment(assignment_id: int) -> Page:
    """Owe the sheet after all."""
    own = _own_sheet(assignment_id)
    assignments.withdraw_decline(*_mapped(own))
    db.session.commit()
    flash(_("Anda kembali menjadi penilai orang ini."), "success")
    return redirect(url_for(".fill_sheet", assignment_id=assignment_id))


def _own_sheet(assignment_id: int) -> OwnSheet:
    """The reader's own sheet; raises AssignmentNotFound for everybody else's, RatingClosed."""
    access = access_own_sheet(_session(), assignment_id, current_claim(), key_store())
    return open_own_sheet(_session(), access)


def _form_of(own: OwnSheet) -> SheetForm:
    return sheet_form(own.instrument, own.content, asks_comments=own.asks_comments)


def _heading(own: OwnSheet) -> object:
    group = own.cycle.policy.group(own.assignment.group)
    return rating_heading(group, own.assignment.ratee_name)


def _save(own: OwnSheet, form: SheetForm) -> SheetContent:
    """Save what is sound in the form, whatever else is wrong."""
    return save_own_sheet(
        _session(),
        own,
        answers=form.answers(),
        comments=form.comments(otherwise=own.content.comments),
        revision=form.revision_number(),
    )


def _review_page(own: OwnSheet) -> str:
    asked, content = own.assignment, own.content
    return render_template(
        "ratings/review.html",
        own=own,
        about=_heading(own),
        shown=saved_view(own),
        hints=review_hints(own.instrument, content),
        notes=comment_notes(_session(), asked.ratee_id, content.comments),
        promise=sheet_promise(
            asked.group,
            asked.ratee_name,
            size=asked.size,
            policy=own.cycle.policy,
            is_pulse=own.cycle.is_pulse,
            holders=own.cycle.holders,
        ),
    )


def _mapped(own: OwnSheet) -> tuple[Assignment, Cycle]:
    """The assignment and its cycle as objects that can be changed."""
    session = _session()
    return session.get_one(Assignment, own.assignment.id), session.get_one(Cycle, own.cycle.id)


def _workloads() -> tuple[list[RaterWorkload], list[tuple[str, object]]]:
    """The reader's work in open cycles, nearest deadline first; names of those that cannot be
    opened here, with the reason.
    """
    keys, found, shut = key_store(), [], []
    seats = participations_of_account(_session(), signed_in().id)
    asking = [seat for seat in seats if seat.cycle.accepts_answers]
    for seat in sorted(asking, key=lambda seat: seat.cycle.closes_on):
        try:
            found.append(rater_workload(_session(), seat, key=keys.key_of(seat.cycle), keys=keys))
        except KeyUnusable as unusable:
            shut.append((seat.cycle.name, unusable.message))
    return found, shut


def _sheet_address(task: SheetTask) -> str:
    """Where a tap leads: to the first behaviour still unanswered, or to sending what is whole."""
    if task.is_ready:
        return url_for(".review_sheet", assignment_id=task.assignment.id)
    begun = task.answered and task.next_code
    anchor = f"perilaku-{task.next_code}" if begun else None
    return url_for(".fill_sheet", assignment_id=task.assignment.id, _anchor=anchor)


def _together_address(work: RaterWorkload, group: str) -> str:
    """Where a tap leads to go on side by side."""
    return url_for(
        ".side_by_side_page",
        cycle_id=work.cycle.id,
        group=group,
        value_code=work.value_to_go_on(group),
    )


def _session() -> Session:
    return db.session  # type: ignore[return-value]  # A scoped session stands in for one.


def _sends() -> bool:
    return request.form.get("action") == "submit"


def _changed_elsewhere(own: OwnSheet, form: SheetForm) -> tuple[str, int]:
    """What was typed here stays in the form; what was saved elsewhere is listed beside it."""
    found = find_conflicts(form, own.content)
    form.put_back(own.content)
    form.going_on_from(own.content)
    text, _status = sent_page(own, form, changed=True, differences=found)
    return text, 409


def _after_saving(own: OwnSheet, form: SheetForm) -> Answer:
    if _sends() and not own.is_submitted:
        return redirect(url_for(".review_sheet", assignment_id=own.assignment.id))
    if own.is_submitted and not form.missing():
        flash(_("Perubahan sudah tersimpan dan terkirim."), "success")
    else:
        flash(_("Tersimpan sebagai draf. Lanjutkan kapan saja sebelum siklus ditutup."), "success")
    return redirect(url_for(".tasks_page"))


def _send(own: OwnSheet, revision: int) -> Answer:
    """Submit what the review page showed, unless it was changed since."""
    try:
        send_own_sheet(_session(), own, revision)
    except SheetChangedElsewhere as error:
        db.session.rollback()
        flash(error.message, "warning")
        return redirect(url_for(".review_sheet", assignment_id=own.assignment.id))
    db.session.commit()
    destroy_own_draft(own)
    flash(_("Penilaian terkirim. Terima kasih."), "success")
    return redirect(url_for(".tasks_page"))
