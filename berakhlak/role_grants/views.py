"""/wewenang: who holds which role; giving, delegating, prolonging and ending them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.granting import AlwaysWholeAgency, EndsBeforeToday
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import AccountExists
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import current_account, own_reach, signed_in
from berakhlak.errors import DomainError, NotFound
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Unit
from berakhlak.people.queries import officer_within
from berakhlak.people.unit_matches import stored_units_of_reach
from berakhlak.permissions import ROLE_NAMES, Action, Reach
from berakhlak.role_grants import operations, queries
from berakhlak.role_grants.forms import GiveRoleForm, OutsiderForm, PersonRoleForm, UntilForm
from berakhlak.role_grants.operations import AccountShut, EndNeeded, OutlivesGiver, OwnRole
from berakhlak.role_grants.queries import HeldRole
from berakhlak.role_grants.words import rights_by_role
from berakhlak.web.addresses import page_number, searched_words
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

blueprint = Blueprint("role_grants", __name__)
blueprint.record_once(lambda state: state.app.jinja_env.globals.update(role_names=ROLE_NAMES))
Answer = Response | tuple[str, int]
ROLE = "/wewenang/<row:role_id>"
# Beside which field it is said that something cannot be done.
_FIELDS: dict[type[DomainError], str] = {
    EndNeeded: "until",
    OutlivesGiver: "until",
    EndsBeforeToday: "until",
    AlwaysWholeAgency: "unit",
    AccountExists: "email",
    OwnRole: "name",
    AccountShut: "name",
}


@blueprint.get("/wewenang")
@requires(Action.GIVE_ROLES)
def roles_page() -> Answer:
    """Who holds which role, as far as the reader's own reaches."""
    reach, words = own_reach(Action.GIVE_ROLES), searched_words()
    number, today = page_number(), local_today()
    return render_page(
        "role_grants/roles.html",
        held=queries.roles_page(db.session(), reach, number, words),
        words=words,
        today=today,
        may_end=partial(_may_end, current_account()),
        address=lambda page: url_for(".roles_page", cari=words or None, halaman=page),
        rights=rights_by_role(),
    )


@blueprint.route("/wewenang/beri", methods=["GET", "POST"])
@requires(Action.GIVE_ROLES)
@asks_password_again
def give_role() -> Answer:
    """Give a role to somebody who has an account, named by NIP or e-mail."""
    form = GiveRoleForm()
    reach = _offer(form)
    if form.validate_on_submit():
        account = queries.account_within(db.session(), reach, str(form.name.data))
        if account is None:
            form.refuse(_("Tidak ada akun dengan NIP atau email ini dalam lingkup Anda."), "name")
        else:
            done = _done(form, lambda: _give(form, account))
            if done:
                return done
    return render_page("role_grants/give.html", form=form, person=None, rights=rights_by_role())


@blueprint.route("/pegawai/<row:person_id>/peran", methods=["GET", "POST"])
@requires(Action.GIVE_ROLES)
@asks_password_again
def give_person_role(person_id: int) -> Answer:
    """The same, from the page of an officer: no NIP has to be typed or shown."""
    form = PersonRoleForm()
    person = officer_within(db.session(), _offer(form), person_id)
    account = db.session.get(Account, person.account_id or 0)
    if account is None:
        raise NotFound
    if form.validate_on_submit():
        done = _done(form, lambda: _give(form, account))
        if done:
            return done
    return render_page("role_grants/give.html", form=form, person=person, rights=rights_by_role())


@blueprint.route("/wewenang/akun-baru", methods=["GET", "POST"])
@requires(Action.CREATE_ACCOUNTS)
@asks_password_again
def new_outsider() -> Answer:
    """An account and a role for somebody whom no personnel file names, such as a regent."""
    form = OutsiderForm()
    _offer(form)
    if form.validate_on_submit():
        made: list[Account] = []

        def act() -> object:
            name, email = str(form.full_name.data), str(form.email.data)
            account = operations.create_outsider(
                db.session(), current_account(), name=name, email=email, at=clock.utc_now()
            )
            made.append(account)
            _give(form, account)
            return _("Akun %(name)s dibuat. Buatkan kode masuknya sekarang.", name=name)

        if _done(form, act):
            return redirect(url_for("access.account_code", account_id=made[0].id))
    return render_page("role_grants/outsider.html", form=form, rights=rights_by_role())


@blueprint.route(ROLE + "/ubah", methods=["GET", "POST"])
@requires(Action.GIVE_ROLES)
@asks_password_again
def change_until(role_id: int) -> Answer:
    """Set another last day."""
    held = _held(role_id)
    form = UntilForm(data={"until": held.row.until})
    if form.validate_on_submit():

        def act() -> object:
            now, today = clock.utc_now(), local_today()
            operations.prolong(
                db.session(), current_account(), held.row, held.unit,
                until=form.until.data, at=now, today=today,
            )  # fmt: skip
            return _("Hari terakhir peran %(name)s tersimpan.", name=held.account.name)

        done = _done(form, act)
        if done:
            return done
    return render_page("role_grants/until.html", form=form, held=held)


@blueprint.route(ROLE + "/akhiri", methods=["GET", "POST"])
@requires(Action.GIVE_ROLES)
@asks_password_again
def end_role(role_id: int) -> Answer:
    """Take a role away; asked first."""
    held, form = _held(role_id), ConfirmForm()
    if form.validate_on_submit():
        name = held.account.name

        def act() -> object:
            now, today = clock.utc_now(), local_today()
            operations.end(
                db.session(), current_account(), held.row, held.unit, at=now, today=today
            )
            return _("Peran %(name)s diakhiri dan tidak berlaku lagi sejak sekarang.", name=name)

        done = _done(form, act)
        if done:
            return done
    return render_page("role_grants/end.html", form=form, held=held)


@blueprint.app_template_global()
def own_roles() -> Sequence[HeldRole]:
    """What whoever is signed in holds today, for the page of their account."""
    today = local_today()
    found = queries.roles_of(db.session(), signed_in().id)
    return [each for each in found if not each.is_over(today)]


def _held(role_id: int) -> HeldRole:
    return queries.held_role(db.session(), own_reach(Action.GIVE_ROLES), role_id)


def _may_end(reader: Account, held: HeldRole) -> bool:
    return operations.may_end(reader, held.row, local_today())


def _offer(form: PersonRoleForm) -> Reach:
    """Let the form offer what the reader may give; how far that reaches."""
    reach, reader = own_reach(Action.GIVE_ROLES), current_account()
    units = stored_units_of_reach(db.session(), reach)
    form.offer(operations.roles_to_give(reader), units, whole=reach.is_whole)
    return reach


def _give(form: PersonRoleForm, account: Account) -> object:
    """What is said once it is done."""
    unit = db.session.get(Unit, form.unit_id) if form.unit_id else None
    operations.give(
        db.session(),
        current_account(),
        account,
        form.role.data,
        unit=unit,
        until=form.last_day,
        at=clock.utc_now(),
        today=local_today(),
    )
    return _(
        "Peran %(name)s tersimpan. Sesinya yang masih terbuka berakhir; ia masuk lagi.",
        name=account.name,
    )


def _done(form: Any, act: Callable[[], object]) -> Response | None:
    """Act and lead back to the list; None where the form says what is wrong."""
    try:
        said = act()
        db.session.commit()
    except DomainError as refused:
        db.session.rollback()
        field = _FIELDS.get(type(refused))
        form.refuse(refused.message, field if field in form else None)
        return None
    flash(str(said), "success")
    return redirect(url_for(".roles_page"))
