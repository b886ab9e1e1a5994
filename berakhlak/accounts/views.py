"""Signing in and out, and one's own account."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts import devices, operations
from berakhlak.accounts.attempts import (
    give_back_try,
    has_to_wait,
    has_to_wait_inside,
    note_failure,
    remember_name,
)
from berakhlak.accounts.forms import PasswordAgainForm, PasswordForm, SignInForm
from berakhlak.accounts.operations import WrongCredentials
from berakhlak.accounts.passwords import PasswordRefused
from berakhlak.accounts.queries import SessionClaim
from berakhlak.accounts.session import (
    begin_session,
    current_account,
    current_claim,
    end_this_session,
    note_password,
    reader_mark,
    session_secret,
    signed_in,
)
from berakhlak.extensions import db
from berakhlak.gates import GateFull
from berakhlak.permissions import Action
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note
from berakhlak.web import kept_input, refused_forms
from berakhlak.web.admission import PASSWORDS, admitted
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import open_to_all, requires
from berakhlak.web.pages import render_page
from berakhlak.web.prerendered import form_token

blueprint = Blueprint("accounts", __name__)

_NOT_SENT = lazy_gettext(
    "Anda sudah masuk lagi. Isian Anda masih ada dan belum terkirim: periksa, lalu kirim."
)
_GO_ON = lazy_gettext(
    "Kata sandi benar. Isian Anda masih ada dan belum terkirim: periksa, lalu kirim."
)

Answer = Response | tuple[str, int]


@blueprint.route("/masuk", methods=["GET", "POST"])
@open_to_all
def sign_in() -> Answer:
    """Let an account in and lead on to the page it came for."""
    # Whoever came by a link may go on with a password, and then sees everything.
    if current_user.is_authenticated and not current_user.only:
        return redirect(_destination())
    form = SignInForm()
    if form.validate_on_submit():
        name, password = str(form.name.data), str(form.password.data)
        if has_to_wait(form, name):
            return _sign_in_page(form)[0], 429
        try:
            with admitted(PASSWORDS):
                account = operations.sign_in(db.session(), name, password, at=clock.utc_now())
        except GateFull:
            give_back_try(name)
            raise
        except WrongCredentials as error:
            note_failure(name)
            form.refuse(error.message, "name")
        else:
            give_back_try(name)
            begin_session(account)
            db.session.commit()
            return _known(name, _draft_page(form.draft.data or "") or redirect(_destination()))
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
    return render_page("accounts/account.html", account=current_account())


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
    begin_session(account)
    db.session.commit()


def _known(name: str, answer: Answer) -> Response:
    """The answer to a sign-in, by which the browser learns that it has been here."""
    response = make_response(answer)
    remember_name(response, name)
    return response


@blueprint.route("/akun/pastikan", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
def prove() -> Answer:
    """Ask for the password once more, and lead back to what needs it."""
    form, account = PasswordAgainForm(), current_account()
    if form.validate_on_submit():
        if has_to_wait_inside(form, account.id):
            return _prove_page(form)[0], 429
        try:
            with admitted(PASSWORDS):
                operations.check_password(account, str(form.current_password.data))
        except WrongCredentials as error:
            note(Event.PASSWORD_REFUSED, by=signed_in())
            form.refuse(error.message, "current_password")
        else:
            note_password()
            return _draft_page(form.draft.data or "", _GO_ON) or redirect(_destination())
    return _prove_page(form)


def _prove_page(form: PasswordAgainForm) -> tuple[str, int]:
    return render_page("accounts/prove.html", form=form, action="", cancel=_destination())


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


def _draft_page(text: str, says: object = _NOT_SENT) -> Answer | None:
    """The form that this account was filling in when its session ended."""
    draft = kept_input.open_unsent_form(text)
    if draft is None:
        return None
    if draft.reader != reader_mark():
        flash(_("Isian dari akun lain di perangkat ini tidak ditampilkan."), "info")
        return redirect(url_for("home.home_page"))
    return refused_forms.show_unsent_form(draft, notices=[says]) or refused_forms.resend_page(
        draft, says
    )


def _sign_in_page(form: SignInForm) -> tuple[str, int]:
    is_shown = current_app.config["BERAKHLAK"].demo_accounts_shown
    demo = current_app.config.get("DEMO_ACCOUNTS", ()) if is_shown else ()
    return render_page("accounts/sign_in.html", form=form, demo=demo)


def _destination() -> str:
    """Where the reader wanted to go, if that is a page of ours; else the start page."""
    wanted = request.args.get("next", "")
    # Browsers read a backslash as a slash and drop tabs and line breaks: after any of them a second
    # slash could follow, and two of them lead off this site.
    is_ours = wanted.startswith("/") and not wanted.startswith("//")
    is_plain = wanted.isprintable() and "\\" not in wanted
    return wanted if is_ours and is_plain else url_for("home.home_page")
