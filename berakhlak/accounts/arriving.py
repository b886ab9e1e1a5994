"""From the right password to the page that was asked for, by a second step where there is one."""

from __future__ import annotations

from flask import current_app, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.attempts import remember_name
from berakhlak.accounts.models import Account
from berakhlak.accounts.own_acts import record_own_act
from berakhlak.accounts.second_factors import SecondStep, next_step
from berakhlak.accounts.session import begin_session, reader_mark
from berakhlak.audit.acts import Act
from berakhlak.extensions import db
from berakhlak.web import kept_input, refused_forms

Answer = Response | tuple[str, int]

_NOT_SENT = lazy_gettext(
    "Anda sudah masuk lagi. Isian Anda masih ada dan belum terkirim: periksa, lalu kirim."
)


def step_of(account: Account) -> SecondStep:
    """What follows the right password of this account, by the policy of this installation."""
    required = current_app.config["BERAKHLAK"].second_factor_required
    return next_step(db.session(), account, required=required)


def asks_more(account: Account) -> bool:
    """Whether a second step follows."""
    return step_of(account) is not SecondStep.NONE


def go_in(account: Account, name: str, then: Answer | None = None, draft: str = "") -> Response:
    """Sign in, and answer with what the reader came for. Commits."""
    begin_session(account)
    db.session.commit()
    answer = make_response(then or draft_page(draft) or redirect(destination()))
    remember_name(answer, name)
    return answer


def finish(account: Account, name: str) -> None:
    """The second step is done: sign in. Commits."""
    record_own_act(db.session(), Act.SIGNED_IN, account, at=clock.utc_now())
    begin_session(account, two_steps=True, step_given=True)
    db.session.commit()


def draft_page(text: str, says: object = _NOT_SENT) -> Answer | None:
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


def destination(wanted: str | None = None) -> str:
    """Where the reader wanted to go, if that is a page of ours; else the start page."""
    wanted = request.args.get("next", "") if wanted is None else wanted
    # Browsers read a backslash as a slash and drop tabs and line breaks: after any of them a second
    # slash could follow, and two of them lead off this site.
    is_ours = wanted.startswith("/") and not wanted.startswith("//")
    is_plain = wanted.isprintable() and "\\" not in wanted
    return wanted if is_ours and is_plain else url_for("home.home_page")
