"""/akun/langkah-kedua: the second step of whoever is signed in: set up, replaced, turned off."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts import devices, pending, second_factors
from berakhlak.accounts.arriving import Answer
from berakhlak.accounts.attempts import has_to_wait_inside, note_wrong_step
from berakhlak.accounts.blueprint import blueprint
from berakhlak.accounts.forms import NewPasskeyForm, SetUpForm
from berakhlak.accounts.models import Account, Passkey
from berakhlak.accounts.passkeys import (
    PasskeyRefused,
    TooManyPasskeys,
    add_passkey,
    creation_options,
    passkeys_of,
    remove_passkey,
)
from berakhlak.accounts.password_again import asks_second_step_again
from berakhlak.accounts.recovery_codes import count_recovery_codes
from berakhlak.accounts.second_factors import (
    CodeWrong,
    StillRequired,
    has_second_factor,
    is_required_of,
)
from berakhlak.accounts.session import (
    current_account,
    current_claim,
    note_second_step,
    session_secret,
    signed_in,
)
from berakhlak.accounts.step_pages import (
    codes_page,
    keep_application,
    relying_party,
    set_up_page,
)
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PAGE = "/akun/langkah-kedua"
FEW_CODES = 3


@blueprint.get(PAGE)
@requires(Action.OWN_ACCOUNT)
def second_factor_page() -> Answer:
    """What the second step of this account consists of."""
    session, account_id = db.session(), signed_in().id
    return render_page(
        "accounts/second_factor.html",
        is_set_up=has_second_factor(session, account_id),
        is_required=_is_required(),
        codes_left=count_recovery_codes(session, account_id),
        few_codes=FEW_CODES,
        passkeys=passkeys_of(session, account_id),
        has_passkeys=relying_party() is not None,
    )


@blueprint.route(PAGE + "/aplikasi", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
@asks_second_step_again
def set_up_application() -> Answer:
    """Let an application take up a new secret; sessions elsewhere end."""
    form, account = SetUpForm(), current_account()
    if form.validate_on_submit():
        if has_to_wait_inside(form, account.id):
            return set_up_page(form, account, inside=True)[0], 429
        try:
            codes = keep_application(account, str(form.code.data), replaces=True)
        except CodeWrong as error:
            db.session.rollback()
            note_wrong_step(account)
            form.refuse(error.message, "code")
        else:
            _end_others()
            note_second_step()
            db.session.commit()
            return codes_page(codes)
    return set_up_page(form, account, inside=True)


@blueprint.route(PAGE + "/kode-pemulihan", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
@asks_second_step_again
def renew_recovery_codes() -> Answer:
    """Ten other recovery codes, shown this once."""
    form, account = ConfirmForm(), _with_second_factor()
    if form.validate_on_submit():
        codes = second_factors.renew_codes(db.session(), account, at=clock.utc_now())
        db.session.commit()
        return codes_page(codes)
    return render_page("accounts/renew_codes.html", form=form)


@blueprint.route(PAGE + "/matikan", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
@asks_second_step_again
def turn_off_second_factor() -> Answer:
    """Let the password alone do again, where no policy asks for more."""
    form, account = ConfirmForm(), _with_second_factor()
    if form.validate_on_submit():
        required = current_app.config["BERAKHLAK"].second_factor_required
        try:
            second_factors.turn_off(db.session(), account, required=required, at=clock.utc_now())
        except StillRequired as error:
            form.refuse(error.message)
        else:
            db.session.commit()
            flash(_("Langkah kedua dimatikan. Masuk cukup dengan kata sandi."), "success")
            return redirect(url_for(".second_factor_page"))
    return render_page("accounts/turn_off_step.html", form=form, is_required=_is_required())


@blueprint.route(PAGE + "/kunci-sandi", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
@asks_second_step_again
def add_passkey_page() -> Answer:
    """Let an authenticator make a passkey, under a name of its owner."""
    form, account, party = NewPasskeyForm(), _with_second_factor(), relying_party()
    if party is None:
        raise NotFound
    if form.validate_on_submit():
        try:
            add_passkey(
                db.session(),
                account,
                form.credential.data or "",
                name=str(form.name.data),
                challenge=pending.take_challenge(),
                party=party,
                at=clock.utc_now(),
            )
        except (PasskeyRefused, TooManyPasskeys) as error:
            db.session.rollback()
            form.refuse(error.message)
        else:
            db.session.commit()
            flash(_("Kunci sandi %(name)s dapat dipakai.", name=form.name.data), "success")
            return redirect(url_for(".second_factor_page"))
    question = creation_options(
        db.session(), account, party, pending.new_challenge(), secret=session_secret()
    )
    return render_page("accounts/add_passkey.html", form=form, question=question)


@blueprint.route(PAGE + "/kunci-sandi/<row:passkey_id>/hapus", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
@asks_second_step_again
def remove_passkey_page(passkey_id: int) -> Answer:
    """Let one passkey open nothing any more."""
    form, passkey = ConfirmForm(), db.session.get(Passkey, passkey_id)
    if passkey is None or passkey.account_id != signed_in().id:
        raise NotFound
    if form.validate_on_submit():
        name = passkey.name
        remove_passkey(db.session(), current_account(), passkey_id, at=clock.utc_now())
        db.session.commit()
        flash(_("Kunci sandi %(name)s dihapus.", name=name), "success")
        return redirect(url_for(".second_factor_page"))
    return render_page("accounts/remove_passkey.html", form=form, passkey=passkey)


def _with_second_factor() -> Account:
    """The account of whoever is signed in. Raises NotFound where it has no second step."""
    account = current_account()
    if not has_second_factor(db.session(), account.id):
        raise NotFound
    return account


def _is_required() -> bool:
    required = current_app.config["BERAKHLAK"].second_factor_required
    return is_required_of(signed_in(), required=required)


def _end_others() -> None:
    """Sessions that began with the password alone, or with what was replaced."""
    if claim := current_claim():
        devices.end_other_devices(db.session(), claim, secret=session_secret())
