"""/kode and /lupa-kata-sandi: a password of one's own, with a code or asked for by mail.

Nothing of a code ever stands in an address that is sent here: the one in mail stands behind `#`,
which browsers keep to themselves.
"""

from __future__ import annotations

from functools import partial

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from berakhlak import clock
from berakhlak.access import operations
from berakhlak.access.blueprint import blueprint
from berakhlak.access.forms import ForgottenForm, UseCodeForm
from berakhlak.access.operations import CodeRefused
from berakhlak.accounts.arriving import Answer, asks_more, finish, go_in
from berakhlak.accounts.attempts import (
    give_back_try,
    has_to_wait,
    has_to_wait_for_code,
    note_failure,
    note_wrong_step,
    remember_name,
)
from berakhlak.accounts.models import Account
from berakhlak.accounts.passwords import PasswordRefused
from berakhlak.accounts.second_factors import (
    CodeWrong,
    SecretUnreadable,
    check_proof,
    has_second_factor,
)
from berakhlak.accounts.step_pages import lead_on
from berakhlak.errors import NotAllowed
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.web.admission import PASSWORDS, admitted
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page


@blueprint.route("/kode", methods=["GET", "POST"])
@open_to_all
def use_code() -> Answer:
    """Set a password with a code, all in one step: a code alone opens nothing."""
    form = UseCodeForm()
    if form.validate_on_submit():
        name = str(form.name.data)
        if has_to_wait(form, name):
            return _code_page(form)[0], 429
        try:
            account = _account_by_code(form)
        except CodeRefused as error:
            db.session.rollback()
            note_failure(name)
            form.refuse(error.message, "code")
        except PasswordRefused as error:
            db.session.rollback()  # The code is as good as before.
            form.refuse(error.message, "new_password")
        except StepRefused as error:
            db.session.rollback()
            form.refuse(error.message, "second_step")
        else:
            give_back_try(name)
            answer = _arrived(account, name)
            flash(
                _("Kata sandi tersimpan. Lain kali masuk dengan NIP dan kata sandi ini."), "success"
            )
            return answer
    return _code_page(form)


@blueprint.route("/lupa-kata-sandi", methods=["GET", "POST"])
@open_to_all
def forgot_password() -> Answer:
    """Ask for a code by mail; the answer is the same whoever is named."""
    form, has_mail = ForgottenForm(), bool(current_app.config["BERAKHLAK"].mail.host)
    was_asked = False
    if has_mail and form.validate_on_submit():
        name = str(form.name.data)
        if has_to_wait(form, name, "forgotten"):
            page = render_page("access/forgotten.html", form=form, has_mail=True, was_asked=False)
            return page[0], 429
        operations.ask_by_mail(db.session(), name, today=local_today())
        db.session.commit()
        was_asked = True
    return render_page("access/forgotten.html", form=form, has_mail=has_mail, was_asked=was_asked)


class StepRefused(NotAllowed):
    """The account has a second step, which was not taken; the message says what is wrong."""

    message = lazy_gettext(
        "Akun ini memakai langkah kedua. Isi kode dari aplikasi autentikator atau kode pemulihan, "
        "lalu ketik kata sandi barunya sekali lagi. Kode masuk Anda belum terpakai."
    )


def _prove_second_step(form: UseCodeForm, account: Account) -> None:
    """Raises StepRefused where the account has a second step that was not taken."""
    if not has_second_factor(db.session(), account.id):
        return
    typed = str(form.second_step.data or "")
    if not typed or has_to_wait_for_code(form, account.id, str(form.name.data)):
        raise StepRefused
    try:
        check_proof(
            db.session(),
            account,
            typed,
            at=clock.utc_now(),
            today=local_today(),
            secret=str(current_app.config["SECRET_KEY"]),
        )
    except (CodeWrong, SecretUnreadable) as error:
        note_wrong_step(account)
        raise StepRefused(error.message) from error


def _arrived(account: Account, name: str) -> Answer:
    """Where the new password leads to: in, unless a second step has to be set up first."""
    home = redirect(url_for("home.home_page"))
    if has_second_factor(db.session(), account.id):
        finish(account, name)  # It was proven with the code.
        remember_name(home, name)
        return home
    return lead_on(account, name) if asks_more(account) else go_in(account, name, home)


def _account_by_code(form: UseCodeForm) -> Account:
    """The account with its new password. Raises CodeRefused, PasswordRefused, StepRefused."""
    with admitted(PASSWORDS):
        return operations.use_code(
            db.session(),
            str(form.name.data),
            str(form.code.data),
            str(form.new_password.data),
            secret=str(current_app.config["SECRET_KEY"]),
            at=clock.utc_now(),
            today=local_today(),
            prove=partial(_prove_second_step, form),
        )


def _code_page(form: UseCodeForm) -> tuple[str, int]:
    reader = "" if current_user.is_anonymous else current_user.name
    return render_page("access/use_code.html", form=form, reader=reader)
