"""/keluhan-masuk: what a unit is to answer. Whose it is, the tree says; no role opens it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import and_
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.complaints import operations, queries
from berakhlak.complaints.blueprint import answering as blueprint
from berakhlak.complaints.forms import AnswerForm, ForwardForm
from berakhlak.complaints.kinds import kinds_of
from berakhlak.complaints.models import Complaint
from berakhlak.complaints.waiting import complaints_of
from berakhlak.complaints.words import STATES
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Unit
from berakhlak.people.queries import person_of_account
from berakhlak.people.unit_matches import StoredUnits
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.language import select_locale
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
INBOX = "/keluhan-masuk"
BELOW = "bawahan"
"""The page of the second list."""
ONE = INBOX + "/<string(length=16):complaint_name>"


@blueprint.get(INBOX)
@requires(Action.ANSWER_COMPLAINTS)
def inbox_page() -> Answer:
    """What waits for the reader, what is late below, and what was settled lately."""
    found = complaints_of(
        db.session(),
        signed_in(),
        local_today(),
        page=page_number(),
        page_below=page_number(BELOW),
    )
    closed = queries.closed_complaints(db.session(), signed_in().agency_id, sorted(found.unit_ids))
    return render_page(
        "complaints/inbox.html",
        found=found,
        closed=closed,
        begins=queries.beginnings(
            db.session(), [*found.mine.items, *found.late_below.items, *closed]
        ),
        today=local_today(),
        kinds=_kind_names(),
        states=STATES,
        address=_inbox_address,
    )


@blueprint.get(ONE)
@requires(Action.ANSWER_COMPLAINTS)
def complaint_page(complaint_name: str) -> Answer:
    """One complaint, and what can be done with it."""
    return _page(_complaint(complaint_name))


@blueprint.post(ONE + "/jawab")
@requires(Action.ANSWER_COMPLAINTS)
def answer_complaint(complaint_name: str) -> Answer:
    """A word that goes on, or the answer that settles it: the button says which."""
    complaint, form = _complaint(complaint_name), AnswerForm()
    if not form.validate_on_submit():
        return _page(complaint, answer=form)
    is_last = request.form.get("langkah") == "tutup"
    act = operations.close if is_last else operations.reply
    try:
        act(
            db.session(),
            complaint,
            form.text.data or "",
            by=signed_in(),
            at=clock.utc_now(),
            today=local_today(),
        )
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message)
        return _page(_complaint(complaint_name), answer=form)
    db.session.commit()
    flash(
        _("Keluhan ditutup dengan jawaban Anda.") if is_last else _("Tanggapan terkirim."),
        "success",
    )
    return redirect(url_for(".inbox_page"))


@blueprint.post(ONE + "/teruskan")
@requires(Action.ANSWER_COMPLAINTS)
def forward_complaint(complaint_name: str) -> Answer:
    """Hand it to another unit, with its terms."""
    complaint, form = _complaint(complaint_name), ForwardForm()
    form.offer(_elsewhere(complaint))
    chosen = db.session.get(Unit, form.unit.data) if form.unit.data else None
    if not form.validate_on_submit() or chosen is None:
        if chosen is None and not form.unit.errors:
            form.refuse(_("Pilih unit tujuan."), "unit")
        return _page(complaint, forward=form)
    try:
        now, today = clock.utc_now(), local_today()
        operations.forward(db.session(), complaint, chosen, by=signed_in(), at=now, today=today)
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message, "unit")
        return _page(_complaint(complaint_name), forward=form)
    db.session.commit()
    flash(_("Keluhan diteruskan ke %(unit)s.", unit=chosen.name), "success")
    return redirect(url_for(".inbox_page"))


def _complaint(name: str) -> Complaint:
    person = person_of_account(db.session(), signed_in().id)
    return queries.complaint_for(db.session(), person, name, local_today())


def _elsewhere(complaint: Complaint) -> StoredUnits:
    ours, here = Unit.agency_id == complaint.agency_id, complaint.unit_id
    return StoredUnits(db.session(), Unit, and_(ours, Unit.id != here))


def _page(
    complaint: Complaint, *, answer: AnswerForm | None = None, forward: ForwardForm | None = None
) -> Answer:
    if forward is None:
        forward = ForwardForm(formdata=None)
        forward.offer(_elsewhere(complaint))
    refused = answer if answer and answer.errors else forward
    return render_page(
        "complaints/answer.html",
        form=refused if refused.errors else None,
        complaint=complaint,
        answer=answer or AnswerForm(formdata=None),
        forward=forward,
        today=local_today(),
        kinds=_kind_names(),
        states=STATES,
    )


def _kind_names() -> dict[str, str]:
    known = kinds_of(db.session(), signed_in().agency_id)
    return {code: kind.name(select_locale()) for code, kind in known.items()}


def _inbox_address(mine: int, below: int) -> str:
    return url_for(".inbox_page", halaman=mine, bawahan=below)
