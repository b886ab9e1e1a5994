"""/pegawai/kode: HR gives codes to many; /pegawai/ID/kode: to one."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from hashlib import sha256
from typing import TypeVar

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.access import codes, jobs
from berakhlak.access.blueprint import blueprint
from berakhlak.access.forms import ALL, BELOW, MAILS, CodeScopeForm, GiveCodesForm
from berakhlak.access.models import CodeWay
from berakhlak.access.operations import (
    Issue,
    MayNotGive,
    NobodyToGive,
    issue_account_code,
    issue_code,
)
from berakhlak.access.queries import (
    CodeChoice,
    access_counts,
    code_giver,
    is_anybody_to_give,
    latest_code,
    live_codes,
)
from berakhlak.access.slips import SlipWords
from berakhlak.access.voiding import NobodyHoldsCode, void_codes
from berakhlak.accounts.models import Account
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import current_account, own_reach, signed_in
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.asking import ask_for_job, commit_job
from berakhlak.people.models import Agency, Person
from berakhlak.people.nip import mask_nip
from berakhlak.people.own_person import own_person
from berakhlak.people.unit_matches import stored_units_of_reach
from berakhlak.permissions import Action, Reach
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

Answer = Response | tuple[str, int]
ScopeForm = TypeVar("ScopeForm", bound=CodeScopeForm)
VALID_DAYS = 7  # Of a code for one person, who waits for it.


@blueprint.route("/pegawai/kode", methods=["GET", "POST"])
@requires(Action.GIVE_CODES)
@asks_password_again
def codes_page() -> Answer:
    """How many can sign in yet, and codes for those who cannot."""
    reach, session = own_reach(Action.GIVE_CODES), db.session()
    form, has_mail = (
        _offering(GiveCodesForm(), reach),
        bool(current_app.config["BERAKHLAK"].mail.host),
    )
    if form.validate_on_submit():
        answer = _begin(form)
        if answer is not None:
            return answer
    counts = access_counts(session, reach, local_today())
    return render_page("access/codes.html", form=form, counts=counts, has_mail=has_mail)


@blueprint.route("/pegawai/kode/batalkan", methods=["GET", "POST"])
@requires(Action.GIVE_CODES)
def void_codes_page() -> Answer:
    """Take back open codes of a unit or of everybody, as when slips were lost."""
    reach, session = own_reach(Action.GIVE_CODES), db.session()
    form, giver, today = _offering(CodeScopeForm(), reach), code_giver(signed_in()), local_today()
    choice = _choice(form) if form.validate_on_submit() else None
    if choice and giver:
        try:
            count = void_codes(
                session, giver, choice, by=signed_in(), at=clock.utc_now(), today=today
            )
            session.commit()
        except NobodyHoldsCode as refused:
            session.rollback()
            form.refuse(refused.message)
        else:
            said = ngettext(
                "Kode %(num)s pegawai dibatalkan.", "Kode %(num)s pegawai dibatalkan.", count
            )
            flash(said, "success")
            return redirect(url_for(".codes_page"))
    counts = access_counts(session, reach, today)
    return render_page("access/void_codes.html", form=form, counts=counts)


@blueprint.route("/pegawai/<row:person_id>/kode", methods=["GET", "POST"])
@requires(Action.GIVE_CODES)
@asks_password_again
def person_code(person_id: int) -> Answer:
    """A code for one person; shown once, in the answer that makes it, and kept nowhere."""
    session, form = db.session(), ConfirmForm()
    person = own_person(Action.GIVE_CODES, person_id)
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


@blueprint.route("/akun/<row:account_id>/kode", methods=["GET", "POST"])
@requires(Action.GIVE_CODES_TO_ALL)
def account_code(account_id: int) -> Answer:
    """A code for somebody whom no personnel file names; shown once."""
    session, form = db.session(), ConfirmForm()
    account = session.get(Account, account_id)
    if account is None or account.agency_id != signed_in().agency_id:
        raise NotFound
    if form.validate_on_submit():
        try:
            issue, secret = _issue(), str(current_app.config["SECRET_KEY"])
            code = issue_account_code(session, account, issue, secret=secret)
        except MayNotGive as error:
            session.rollback()
            form.refuse(error.message)
        else:
            back = url_for("role_grants.roles_page"), _("Peran dan wewenang")
            return _new_code(code, issue, account.name, [str(account.email)], back)
    return render_page("access/account_code.html", form=form, account=account)


def _given(person: Person) -> tuple[str, int]:
    issue, secret = _issue(), str(current_app.config["SECRET_KEY"])
    code = issue_code(db.session(), person, issue, secret=secret)
    about = [f"NIP {mask_nip(person.nip)}", person.unit.name]
    back = url_for("people.person_page", person_id=person.id), person.called
    return _new_code(code, issue, person.called, about, back)


def _issue() -> Issue:
    return Issue(current_account(), clock.utc_now(), local_today(), VALID_DAYS, CodeWay.SCREEN)


def _new_code(
    code: str, issue: Issue, called: str, about: list[str], back: tuple[str, str]
) -> tuple[str, int]:
    """Commit, then show the code this once; `about`: what stands below the name."""
    agency = db.session.get_one(Agency, signed_in().agency_id)
    address = public_address("access.use_code")
    words = SlipWords(agency=agency.name, address=address, last_day=issue.expires_on)
    db.session.commit()
    return render_page(
        "access/new_code.html",
        code=codes.shown(code),
        words=words,
        called=called,
        about=about,
        back=back,
    )


def _offering(form: ScopeForm, reach: Reach) -> ScopeForm:
    form.unit.offer(stored_units_of_reach(db.session(), reach), [("", _("Pilih unit kerja"))])
    return form


def _choice(form: CodeScopeForm, *, only_new: bool = False) -> CodeChoice | None:
    """Who was chosen, or None where the form says what is missing."""
    if form.scope.data == ALL:
        return CodeChoice(only_new=only_new)
    if not form.unit.data:
        form.refuse(_("Pilih unit kerja."), "unit")
        return None
    return CodeChoice(int(form.unit.data), form.scope.data == BELOW, only_new)


def _begin(form: GiveCodesForm) -> Response | None:
    """The job's page, or None where the form says what is wrong."""
    choice = _choice(form, only_new=bool(form.only_new.data))
    if choice is None:
        return None
    is_mail = form.way.data == MAILS
    if is_mail and not current_app.config["BERAKHLAK"].mail.host:
        form.refuse(_("Server email belum diatur. Pakai slip."), "way")
        return None
    giver = code_giver(signed_in())
    if giver is None or not is_anybody_to_give(
        db.session(), giver, choice, local_today(), with_address=is_mail
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
