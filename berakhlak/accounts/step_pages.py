"""/masuk/langkah-kedua and /masuk/pasang-langkah-kedua: after the password, before the session."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from flask import current_app, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts import pending, second_factors
from berakhlak.accounts.arriving import Answer, destination, draft_page, finish, step_of
from berakhlak.accounts.attempts import has_to_wait_for_code, note_wrong_step, remember_name
from berakhlak.accounts.blueprint import blueprint
from berakhlak.accounts.forms import PasskeyForm, SecondStepForm, SetUpForm
from berakhlak.accounts.models import Account
from berakhlak.accounts.passkeys import (
    PasskeyRefused,
    RelyingParty,
    check_passkey,
    passkeys_of,
    request_options,
)
from berakhlak.accounts.recovery_codes import in_groups
from berakhlak.accounts.second_factors import (
    AlreadySetUp,
    CodeWrong,
    SecondStep,
    SecretUnreadable,
)
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.web.admission import PASSWORDS, admitted
from berakhlak.web.forms import BaseForm, ConfirmForm
from berakhlak.web.guards import open_to_all, requires
from berakhlak.web.pages import render_page

StepView = Callable[[Account, str], Answer]


def lead_on(account: Account, name: str, draft: str = "", *, wanted: str | None = None) -> Answer:
    """Lead on to the second step; until it is done, nobody is signed in and no browser known.

    Commits what the first step has changed. A draft goes along in the page: it is too long for an
    address. `wanted`: the page to come to, where the address of this request does not say so.
    """
    step = step_of(account)
    pending.begin_pending(account, name)
    db.session.commit()
    if not draft:
        return redirect(_address(step, wanted))
    if step is SecondStep.SET_UP:
        return set_up_page(SetUpForm(formdata=None, draft=draft), account)
    return _step_page(SecondStepForm(formdata=None, draft=draft), account)


def _address(step: SecondStep, wanted: str | None = None) -> str:
    name = "set_up_at_sign_in" if step is SecondStep.SET_UP else "second_step"
    return url_for(f"accounts.{name}", next=wanted or request.args.get("next"))


def _after_password(step: SecondStep) -> Callable[[StepView], Callable[[], Answer]]:
    """Open to whoever has just given the right password, and is to take this step now."""

    def declare(view: StepView) -> Callable[[], Answer]:
        @wraps(view)
        def guarded() -> Any:
            found = pending.pending_account()
            if found is None:
                return redirect(url_for(".sign_in", next=request.args.get("next")))
            wanted = step_of(found[0])
            return view(*found) if wanted is step else redirect(_address(wanted))

        return open_to_all(guarded)

    return declare


@blueprint.route("/masuk/langkah-kedua", methods=["GET", "POST"])
@_after_password(SecondStep.PROVE)
def second_step(account: Account, name: str) -> Answer:
    """Ask for a code of the application, or a recovery code."""
    form = SecondStepForm()
    if form.validate_on_submit():
        if has_to_wait_for_code(form, account.id, name):
            return _step_page(form, account)[0], 429
        try:
            check_code(account, str(form.code.data))
        except (CodeWrong, SecretUnreadable) as error:
            _refused(account)
            form.refuse(error.message, "code")
        else:
            return _entered(account, name, form.draft.data or "")
    return _step_page(form, account)


@blueprint.post("/masuk/langkah-kedua/kunci-sandi")
@_after_password(SecondStep.PROVE)
def second_step_by_passkey(account: Account, name: str) -> Answer:
    """The same by what an authenticator has signed."""
    sent, form = PasskeyForm(), SecondStepForm(formdata=None)
    form.draft.data = sent.draft.data
    if sent.validate_on_submit():
        if has_to_wait_for_code(form, account.id, name):
            return _step_page(form, account)[0], 429
        try:
            check_answer(account, sent.credential.data or "")
        except PasskeyRefused as error:
            _refused(account)
            form.refuse(error.message)
        else:
            return _entered(account, name, sent.draft.data or "")
    page, _status = _step_page(form, account)
    return page, 422


@blueprint.route("/masuk/pasang-langkah-kedua", methods=["GET", "POST"])
@_after_password(SecondStep.SET_UP)
def set_up_at_sign_in(account: Account, name: str) -> Answer:
    """Let an application take up the secret, where the policy asks for a second step."""
    form = SetUpForm()
    if form.validate_on_submit():
        if has_to_wait_for_code(form, account.id, name):
            return set_up_page(form, account)[0], 429
        try:
            codes = keep_application(account, str(form.code.data), replaces=False)
        except AlreadySetUp as error:
            db.session.rollback()
            flash(error.message, "warning")
            return lead_on(account, name, form.draft.data or "")
        except CodeWrong as error:
            _refused(account)
            form.refuse(error.message, "code")
        else:
            finish(account, name)
            answer = make_response(codes_page(codes, form.draft.data or ""))
            remember_name(answer, name)
            return answer
    return set_up_page(form, account)


@blueprint.post("/akun/langkah-kedua/lanjut")
@requires(Action.OWN_ACCOUNT)
def go_on() -> Answer:
    """From the recovery codes to what the reader came for, with what was typed there."""
    return draft_page(request.form.get("draft", "")) or redirect(destination())


def check_code(account: Account, typed: str) -> None:
    """Raises CodeWrong, SecretUnreadable. The caller commits what is used up."""
    with admitted(PASSWORDS):  # A recovery code costs a hash.
        second_factors.check_proof(
            db.session(),
            account,
            typed,
            at=clock.utc_now(),
            today=local_today(),
            secret=str(current_app.config["SECRET_KEY"]),
        )


def check_answer(account: Account, answer: str) -> None:
    """Raises PasskeyRefused. The caller commits what is used up."""
    party = relying_party()
    if party is None:
        raise PasskeyRefused
    check_passkey(
        db.session(),
        account,
        answer,
        challenge=pending.take_challenge(),
        party=party,
        today=local_today(),
        secret=str(current_app.config["SECRET_KEY"]),
    )


def keep_application(account: Account, code: str, *, replaces: bool) -> list[str]:
    """The recovery codes. Raises CodeWrong, AlreadySetUp. The caller commits."""
    with admitted(PASSWORDS):
        codes = second_factors.set_up(
            db.session(),
            account,
            pending.offered_secret(account.id),
            code,
            at=clock.utc_now(),
            today=local_today(),
            secret=str(current_app.config["SECRET_KEY"]),
            replaces=replaces,
        )
    pending.forget_offered_secret()
    return codes


def relying_party() -> RelyingParty | None:
    """Whom authenticators answer here; None where passkeys cannot be used."""
    return RelyingParty.of_address(current_app.config["BERAKHLAK"].public_url)


def passkey_question(account_id: int) -> str:
    """What a page asks authenticators of this account, as JSON; empty where it has none."""
    party, kept = relying_party(), passkeys_of(db.session(), account_id)
    return request_options(kept, party, pending.new_challenge()) if party and kept else ""


def set_up_page(form: BaseForm, account: Account, *, inside: bool = False) -> tuple[str, int]:
    """The secret as a QR code and as text, and a field for the first code."""
    totp_secret = pending.offered_secret(account.id)
    return render_page(
        "accounts/set_up_step.html",
        form=form,
        inside=inside,
        action="" if inside else _address(SecondStep.SET_UP),
        secret=in_groups(totp_secret),
        address=second_factors.address_of(totp_secret, account),
        qr=_drawn(second_factors.address_of(totp_secret, account)),
    )


def codes_page(codes: list[str], draft: str = "") -> Response:
    """The recovery codes, this once."""
    page, _status = render_page(
        "accounts/recovery_codes.html",
        codes=codes,
        draft=draft,
        action=url_for("accounts.go_on", next=request.args.get("next")),
        form_to_go_on=ConfirmForm(formdata=None),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _step_page(form: BaseForm, account: Account) -> tuple[str, int]:
    return render_page(
        "accounts/second_step.html",
        form=form,
        name=account.name,
        action=_address(SecondStep.PROVE),
        question=passkey_question(account.id),
        by_passkey=url_for(".second_step_by_passkey", next=request.args.get("next")),
    )


def _entered(account: Account, name: str, draft: str) -> Response:
    finish(account, name)
    answer = make_response(draft_page(draft) or redirect(destination()))
    remember_name(answer, name)
    return answer


def _refused(account: Account) -> None:
    """Nothing of a refused try is kept."""
    db.session.rollback()
    note_wrong_step(account)


def _drawn(address: str) -> Markup:
    title = _("Kode QR untuk aplikasi autentikator")
    code = segno.make(address, error="m", micro=False)
    # Made of numbers and of a title that segno escapes.
    return Markup(code.svg_inline(border=2, omitsize=True, title=title))  # noqa: S704
