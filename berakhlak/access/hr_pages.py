"""/pegawai/kode: HR gives codes to many; /pegawai/ID/kode: to one."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from hashlib import sha256

from flask import current_app, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.access import codes, jobs
from berakhlak.access.blueprint import blueprint
from berakhlak.access.forms import ALL, BELOW, MAILS, GiveCodesForm
from berakhlak.access.models import CodeWay
from berakhlak.access.operations import Issue, MayNotGive, NobodyToGive, issue_code
from berakhlak.access.queries import (
    CodeChoice,
    access_counts,
    is_anybody_to_give,
    latest_code,
    live_codes,
)
from berakhlak.access.slips import SlipWords
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import current_account, signed_in
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.asking import ask_for_job, commit_job
from berakhlak.people.models import Agency, Person
from berakhlak.people.own_person import own_person
from berakhlak.people.queries import units_of_agency
from berakhlak.people.unit_labels import unit_label
from berakhlak.roles import Role
from berakhlak.web.forms import ConfirmForm, SelectChoice
from berakhlak.web.guards import requires_sign_in
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

Answer = Response | tuple[str, int]
VALID_DAYS = 7  # Of a code for one person, who waits for it.


@blueprint.route("/pegawai/kode", methods=["GET", "POST"])
@requires_sign_in(Role.HR, Role.ADMIN)
@asks_password_again
def codes_page() -> Answer:
    """How many can sign in yet, and codes for those who cannot."""
    agency_id, session = signed_in().agency_id, db.session()
    form, has_mail = _form(agency_id), bool(current_app.config["BERAKHLAK"].mail.host)
    if form.validate_on_submit():
        answer = _begin(form)
        if answer is not None:
            return answer
    counts = access_counts(session, agency_id, local_today())
    return render_page("access/codes.html", form=form, counts=counts, has_mail=has_mail)


@blueprint.route("/pegawai/<row:person_id>/kode", methods=["GET", "POST"])
@requires_sign_in(Role.HR, Role.ADMIN)
@asks_password_again
def person_code(person_id: int) -> Answer:
    """A code for one person; shown once, in the answer that makes it, and kept nowhere."""
    session, form = db.session(), ConfirmForm()
    person = own_person(person_id)
    if form.validate_on_submit():
        try:
            return _given(person)
        except MayNotGive as error:
            session.rollback()
            form.refuse(error.message)
    account_id = person.account_id or 0
    page, status = render_page(
        "access/person_code.html",
        form=form,
        person=person,
        latest=latest_code(session, account_id),
        is_live=bool(live_codes(session, account_id, local_today())),
        valid_days=VALID_DAYS,
    )
    return page, status


def _given(person: Person) -> tuple[str, int]:
    session, today = db.session(), local_today()
    issue = Issue(current_account(), clock.utc_now(), today, VALID_DAYS, CodeWay.SCREEN)
    code = issue_code(session, person, issue, secret=str(current_app.config["SECRET_KEY"]))
    agency = session.get_one(Agency, person.agency_id)
    words = SlipWords(
        agency=agency.name, address=public_address("access.use_code"), last_day=issue.expires_on
    )
    session.commit()
    shown = codes.shown(code)
    return render_page("access/new_code.html", person=person, code=shown, words=words)


def _form(agency_id: int) -> GiveCodesForm:
    form = GiveCodesForm()
    units = units_of_agency(db.session(), agency_id)
    choices = [SelectChoice(str(unit.id), unit_label(unit)) for unit in units]
    form.unit.choices = [SelectChoice("", _("Pilih unit kerja")), *choices]
    return form


def _begin(form: GiveCodesForm) -> Response | None:
    """The job's page, or None where the form says what is wrong."""
    choice = CodeChoice(only_new=bool(form.only_new.data))
    if form.scope.data != ALL:
        if not form.unit.data:
            form.refuse(_("Pilih unit kerja."), "unit")
            return None
        below = form.scope.data == BELOW
        choice = CodeChoice(int(form.unit.data), below, bool(form.only_new.data))
    is_mail = form.way.data == MAILS
    if is_mail and not current_app.config["BERAKHLAK"].mail.host:
        form.refuse(_("Server email belum diatur. Pakai slip."), "way")
        return None
    account = signed_in()
    if not is_anybody_to_give(
        db.session(), account.agency_id, choice, roles=account.roles, with_address=is_mail
    ):
        form.refuse(NobodyToGive.message)
        return None
    return _enqueue(jobs.MAILS if is_mail else jobs.SLIPS, choice, int(form.valid_days.data or 0))


def _enqueue(kind: str, choice: CodeChoice, valid_days: int) -> Response:
    """One job for the same wish of the same account, however often it is clicked."""
    account = signed_in()
    wish = {
        "choice": asdict(choice),
        "valid_days": valid_days,
        "address": public_address("access.use_code"),
    }
    mark = sha256(json.dumps(wish, sort_keys=True).encode()).hexdigest()[:32]
    agency = db.session.get_one(Agency, account.agency_id)
    job = ask_for_job(
        kind,
        wish | {"batch": secrets.token_hex(6)},
        key=f"{account.id}:{mark}",
        agency_id=agency.id,
        subject=agency.name,
    )
    return redirect(commit_job(job))
