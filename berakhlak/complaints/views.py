"""/keluhan: a citizen complains about a unit, and keeps a code."""

from __future__ import annotations

from flask import current_app, render_template, request
from flask_babel import get_locale
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as Answer

from berakhlak.access.codes import shown
from berakhlak.complaints import admission, operations, queries
from berakhlak.complaints.blueprint import public as blueprint
from berakhlak.complaints.forms import UNIT_UNKNOWN, CodeForm, ComplaintForm
from berakhlak.complaints.kinds import MISCONDUCT, kinds_of
from berakhlak.complaints.models import Complaint
from berakhlak.complaints.receipts import code_of_form, digest_of_code
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Agency, Unit
from berakhlak.people.unit_matches import stored_units_of_agency
from berakhlak.web import waiting
from berakhlak.web.form_tokens import FormToken
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page
from berakhlak.web.visitor_forms import keep_nothing
from berakhlak.web.whole_addresses import public_address

Page = str | tuple[str, int] | Answer
SP4N_LAPOR = "https://www.lapor.go.id/"
BEGIN = "mulai"
"""Sent by pages that hand over what was typed there; nothing is stored yet."""


blueprint.after_request(keep_nothing)


@blueprint.get("/keluhan")
@open_to_all
def start_page() -> Page:
    """Complain, or read an answer; where one agency takes complaints, it is chosen already."""
    agencies = queries.agencies_taking(db.session())
    return render_page("complaints/start.html", agencies=agencies)


@blueprint.route("/keluhan/<agency_code>", methods=["GET", "POST"])
@open_to_all
def complaint_page(agency_code: str) -> Page:
    """The form. What is prefilled comes as `unit` and `tempat` in the address, or by a POST of
    another page that hands over words."""
    agency = queries.agency_of_address(db.session(), agency_code)
    policy = queries.policy_of(db.session(), agency.id)
    if not policy.is_on:
        return render_template("complaints/not_taken.html", agency=agency, typed=_handed_over())
    is_begun = BEGIN in request.form or request.method != "POST"  # HEAD asks as GET does.
    form = _begun_form() if is_begun else ComplaintForm()
    kinds = kinds_of(db.session(), agency.id)
    form.offer(kinds, stored_units_of_agency(db.session(), agency.id), _language())
    found = admission.found_token(agency, form)
    if not is_begun and form.kind.data == MISCONDUCT:
        typed = form.text.data or ""
        return render_template(
            "complaints/misconduct.html", policy=policy, typed=typed, sp4n_lapor=SP4N_LAPOR
        )
    if not is_begun and form.validate() and found:
        if wait := admission.seconds_to_wait(agency, form, found):
            return _form_page(agency, form, busy=waiting.in_words(wait))
        return _receipt(agency, form, found)
    return _form_page(agency, form, stale=not is_begun and found is None)


def _begun_form() -> ComplaintForm:
    """With what an address or another page hands over."""
    given = {
        "unit": request.values.get("unit", 0, type=int),
        "place": request.values.get("tempat", "")[:120],
        "text": _handed_over(),
    }
    return ComplaintForm(formdata=None, data=given)


def _handed_over() -> str:
    return request.form.get("pesan", "") or request.form.get("text", "")


def _receipt(agency: Agency, form: ComplaintForm, found: FormToken) -> Page:
    """Store it and show the code, once; sent again, the same complaint gives the same page."""
    secret = str(current_app.config["SECRET_KEY"])
    code = code_of_form(secret, found.digest)
    digest = digest_of_code(secret, code)
    complaint = queries.complaint_by_receipt(db.session(), digest)
    changed = ""
    if complaint is None:
        complaint = _received(agency, form, digest)
        admission.count_complaint(agency, form, found)
    elif form.text.data != complaint.words[0].text:
        changed = form.text.data or ""  # Gone back and mended: it is not the same complaint.
    return render_template(
        "complaints/receipt.html",
        complaint=complaint,
        changed=changed,
        code=shown(code),
        code_form=CodeForm(formdata=None),
        address=public_address("complaints.follow_page"),
    )


def _received(agency: Agency, form: ComplaintForm, digest: bytes) -> Complaint:
    session = db.session()
    unit = _unit_of(agency, form.unit.data)
    try:
        made = operations.receive_complaint(
            session,
            queries.policy_of(session, agency.id),
            unit,
            kinds_of(session, agency.id)[form.kind.data],
            form.text.data or "",
            receipt=digest,
            place=form.place.data or "",
            contact=form.contact.data or "",
            today=local_today(),
        )
        session.commit()
    except IntegrityError:  # Twice at the same moment.
        session.rollback()
        known = queries.complaint_by_receipt(session, digest)
        if known is None:
            raise
        return known
    return made


def _unit_of(agency: Agency, chosen: int) -> Unit:
    """Where a complaint goes: the unit that was chosen, or the top where it is not known."""
    session = db.session()
    if chosen == UNIT_UNKNOWN:
        return queries.top_unit(session, agency.id, local_today())
    unit = queries.unit_of_agency(session, agency.id, chosen)
    assert unit is not None  # One of the choices.
    return unit


def _form_page(agency: Agency, form: ComplaintForm, *, stale: bool = False, busy: str = "") -> Page:
    challenge = admission.refresh_token(agency, form)
    text, status = render_page(
        "complaints/form.html",
        form=form,
        agency=agency,
        policy=queries.policy_of(db.session(), agency.id),
        challenge=challenge,
        stale=stale,
        busy=busy,
    )
    if busy:
        return text, 429
    return text, 422 if stale else status


def _language() -> str:
    return str(get_locale()).partition("_")[0]
