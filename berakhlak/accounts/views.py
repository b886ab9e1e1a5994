"""Signing in and out, and one's own account."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_login import current_user, logout_user

from berakhlak import clock
from berakhlak.accounts import devices, operations
from berakhlak.accounts.arriving import Answer, asks_more, destination, draft_page, go_in
from berakhlak.accounts.attempts import (
    give_back_try,
    has_to_wait,
    has_to_wait_inside,
    note_failure,
)
from berakhlak.accounts.blueprint import blueprint
from berakhlak.accounts.forms import PasskeyForm, PasswordForm, SignInForm
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import WrongCredentials
from berakhlak.accounts.passkeys import PasskeyRefused
from berakhlak.accounts.passwords import PasswordRefused
from berakhlak.accounts.proving import ProofForm, proof_form, proof_page
from berakhlak.accounts.queries import SessionClaim
from berakhlak.accounts.second_factors import CodeWrong, SecretUnreadable
from berakhlak.accounts.session import (
    ENDS_ELSEWHERE,
    begin_session,
    current_account,
    current_claim,
    end_this_session,
    has_taken_two_steps,
    note_password,
    note_second_step,
    reader_mark,
    session_secret,
    signed_in,
)
from berakhlak.accounts.step_pages import check_answer, check_code, lead_on
from berakhlak.extensions import db
from berakhlak.gates import GateFull
from berakhlak.permissions import Action
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note
from berakhlak.web import refused_forms
from berakhlak.web.admission import PASSWORDS, admitted
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import open_to_all, requires
from berakhlak.web.pages import render_page
from berakhlak.web.prerendered import form_token

_GO_ON = lazy_gettext(
    "Ini benar Anda. Isian Anda masih ada dan belum terkirim: periksa, lalu kirim."
)


@blueprint.route("/masuk", methods=["GET", "POST"])
@open_to_all
def sign_in() -> Answer:
    """Let an account in and lead on to the page it came for."""
    # Whoever came by a link may go on with a password, and then sees everything.
    if current_user.is_authenticated and not current_user.only:
        return redirect(destination())
    form = SignInForm()
    if form.validate_on_submit():
        name, password = str(form.name.data), str(form.password.data)
        if has_to_wait(form, name):
            return _sign_in_page(form)[0], 429
        try:
            with admitted(PASSWORDS):
                account = operations.sign_in(
                    db.session(), name, password, at=clock.utc_now(), asks_more=asks_more
                )
        except GateFull:
            give_back_try(name)
            raise
        except WrongCredentials as error:
            note_failure(name)
            form.refuse(error.message, "name")
        else:
            give_back_try(name)
            draft = form.draft.data or ""
            if asks_more(account):
                return lead_on(account, name, draft)
            return go_in(account, name, draft=draft)
    form.draft.data = form.draft.data or refused_forms.carried_unsent_form()
    return _sign_in_page(form)


@blueprint.post("/keluar")
@open_to_all
def sign_out() -> Answer:
    """End this session; harmless when it has ended already."""
    if current_user.is_authenticated and not current_user.only_rates:
        note(Event.SESSION_ENDED, by=signed_in(), sessions=1)
    end_this_session()
    db.session.commit()
    logout_user()
    session.clear()
    if ENDS_ELSEWHERE.is_there:  # Who came by a provider is signed in there, too.
        return redirect(url_for("single_sign_on.sign_out_there"))
    flash(_("Anda sudah keluar."), "success")
    return redirect(url_for(".sign_in"))


@blueprint.get("/sesi")
@open_to_all
def session_state() -> dict[str, str]:
    """Whose session this is, and a token for forms that are still open; for scripts of ours."""
    reader = reader_mark() if current_user.is_authenticated else ""
    return {"reader": reader, "token": form_token()}


@blueprint.get("/akun")
@requires(Action.OWN_ACCOUNT)
def account_page() -> Answer:
    """What the product knows of the account."""
    return render_page(
        "accounts/account.html",
        account=current_account(),
        single_sign_on=current_app.config["BERAKHLAK"].single_sign_on,
    )


@blueprint.route("/akun/kata-sandi", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
def change_password() -> Answer:
    """Replace the password; every other session of the account ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        if has_to_wait_inside(form, signed_in().id):
            return render_page("accounts/change_password.html", form=form)[0], 429
        try:
            _change_password(form)
        except WrongCredentials as error:
            note(Event.PASSWORD_REFUSED, by=signed_in())
            form.refuse(error.message, "current_password")
        except PasswordRefused as error:
            form.refuse(error.message, "new_password")
        else:
            flash(_("Kata sandi sudah diganti. Sesi di perangkat lain sudah berakhir."), "success")
            return redirect(url_for(".account_page"))
    return render_page("accounts/change_password.html", form=form)


def _change_password(form: PasswordForm) -> None:
    """Raises WrongCredentials."""
    with admitted(PASSWORDS):
        account = current_account()
        operations.change_password(
            db.session(),
            account,
            current=str(form.current_password.data),
            new=str(form.new_password.data),
            at=clock.utc_now(),
        )
    begin_session(account, two_steps=has_taken_two_steps())
    db.session.commit()


@blueprint.route("/akun/pastikan", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
def prove() -> Answer:
    """Ask once more who is there, and lead back to what needs it."""
    form, account = _proof_form(), current_account()
    if form.validate_on_submit():
        is_code = bool("code" in form and form["code"].data)
        if has_to_wait_inside(form, account.id, for_code=is_code):
            return _prove_page(form)[0], 429
        try:
            _check_proof(form, account, is_code=is_code)
        except (WrongCredentials, CodeWrong, SecretUnreadable) as error:
            db.session.rollback()
            note(Event.PASSWORD_REFUSED, by=signed_in())
            form.refuse(error.message, "code" if is_code else "current_password")
        else:
            return _proved(form.draft.data or "", by_step=is_code)
    return _prove_page(form)


@blueprint.post("/akun/pastikan/kunci-sandi")
@requires(Action.OWN_ACCOUNT)
def prove_by_passkey() -> Answer:
    """The same by what an authenticator has signed."""
    sent, account = PasskeyForm(), current_account()
    form = _proof_form(draft=sent.draft.data or "")
    if sent.validate_on_submit():
        if has_to_wait_inside(form, account.id, for_code=True):
            return _prove_page(form)[0], 429
        try:
            check_answer(account, sent.credential.data or "")
        except PasskeyRefused as error:
            db.session.rollback()
            note(Event.PASSWORD_REFUSED, by=signed_in())
            form.refuse(error.message)
        else:
            return _proved(sent.draft.data or "", by_step=True)
    return _prove_page(form)[0], 422


def _proof_form(draft: str | None = None) -> ProofForm:
    return proof_form(draft, step_only="langkah" in request.args)


def _check_proof(form: ProofForm, account: Account, *, is_code: bool) -> None:
    """Raises WrongCredentials, CodeWrong, SecretUnreadable."""
    if is_code:
        check_code(account, str(form["code"].data))
        return
    with admitted(PASSWORDS):
        operations.check_password(account, str(form["current_password"].data))


def _proved(draft: str, *, by_step: bool) -> Answer:
    db.session.commit()  # A code that was used is used up.
    note_password()
    if by_step:
        note_second_step()
    return draft_page(draft, _GO_ON) or redirect(destination())


def _prove_page(form: ProofForm) -> tuple[str, int]:
    wanted, step = request.args.get("next"), request.args.get("langkah")
    return proof_page(
        form,
        action=url_for(".prove", next=wanted, langkah=step),
        by_passkey=url_for(".prove_by_passkey", next=wanted, langkah=step),
        cancel=destination(),
    )


@blueprint.route("/akun/perangkat", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
def devices_page() -> Answer:
    """Where this account is signed in; each of these sessions can be ended."""
    claim, form = current_claim(), ConfirmForm()
    if claim is None:
        abort(403)
    if form.validate_on_submit():
        ended = _end_devices(claim, request.form.get("device", ""))
        db.session.commit()
        if ended and not signed_in().only_rates:
            note(Event.SESSION_ENDED, by=signed_in(), sessions=ended)
        said = ngettext("%(num)s sesi diakhiri.", "%(num)s sesi diakhiri.", ended)
        flash(said if ended else _("Sesi itu sudah berakhir."), "success")
        return redirect(url_for(".devices_page"))
    found = devices.devices_of(db.session(), claim, secret=session_secret())
    return render_page("accounts/devices.html", form=form, devices=found)


def _end_devices(claim: SessionClaim, reference: str) -> int:
    """End the session of this reference, or all others where none is named."""
    if not reference:
        return devices.end_other_devices(db.session(), claim, secret=session_secret())
    return int(devices.end_device(db.session(), claim, reference, secret=session_secret()))


def _sign_in_page(form: SignInForm) -> tuple[str, int]:
    config = current_app.config["BERAKHLAK"]
    demo = current_app.config.get("DEMO_ACCOUNTS", ()) if config.demo_accounts_shown else ()
    required = config.second_factor_required
    return render_page(
        "accounts/sign_in.html",
        form=form,
        demo=demo,
        second_factor_required=required,
        single_sign_on=config.single_sign_on,
    )
