"""The one module that talks to Flask-Login about who is signed in."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, lru_cache
from hashlib import sha256

from flask import (
    Flask,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask import Response as FlaskResponse
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import lazy_gettext as _
from flask_login import current_user, login_url, login_user
from itsdangerous import URLSafeTimedSerializer
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts import devices
from berakhlak.accounts.browsers import browser_of, system_of
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SessionClaim, SignedIn, signed_in_by_session_id
from berakhlak.accounts.second_factors import is_required_of
from berakhlak.extensions import db, login_manager
from berakhlak.formats import local_today
from berakhlak.permissions import Action, Grant, Reach
from berakhlak.roles import Role
from berakhlak.web import kept_input, refused_forms
from berakhlak.web.cookies import OwnCookie
from berakhlak.web.same_for_all import is_same_for_all, unless_same_for_all

# The cookie that says by which token a provider is told that its session ends, too; see 0211. It
# holds a whole token: sent to the pages that sign out alone. `keep_token` gives its time.
ENDS_ELSEWHERE = OwnCookie("sso", 0, path="/keluar")
_RENEWED = "renewed"  # When the cookie was signed last, in seconds.
_ENDS = "ends"  # When it ends whatever happens, in seconds. No row says so: it is a rater's time.
_PROVED = "proved"  # When the password was given last, in seconds; 0 for never.
_STEP = "step"  # When our own second step was taken last, in seconds; 0 for never.
_TWO_STEPS = "two"  # Whether a second step was taken after the password.
_ONLY = "only"  # The page where a session of a link begins; others of its blueprint are open too.


class SignedSessions(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie, with one serializer for all requests."""

    @cached_property
    def _serializer(self) -> URLSafeTimedSerializer | None:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        return super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: FlaskResponse) -> None:
        """With an answer that everybody gets, nothing goes along."""
        if not is_same_for_all():
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Tell Flask-Login how to find an account and where to send strangers."""
    app.session_interface = SignedSessions()
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = _("Silakan masuk terlebih dahulu.")
    # It would mark sessions whose browser has changed as stale; ours are fresh by `_PROVED`.
    login_manager.session_protection = None
    login_manager.user_loader(_load)
    login_manager.unauthorized_handler(_sign_in_first)
    for hook in (_end_in_time, _renew, _stay_inside):
        app.before_request(unless_same_for_all(hook))
    app.jinja_env.globals["reader_mark"] = reader_mark


def begin_session(
    account: Account,
    *,
    only: str = "",
    two_steps: bool = False,
    step_given: bool = False,
    proved: bool = True,
) -> None:
    """Sign in; with `only`, the endpoint of a page, for the pages of its blueprint alone.

    `two_steps`: whether more than a password was asked for; `step_given`: whether that was our own
    second step, just now; `proved`: whether the owner has just shown who they are, which neither a
    link nor an old session at a provider does. The caller commits, or nobody is signed in.
    """
    end_this_session()
    # Nothing of what a stranger may have put into the session survives the sign-in.
    session.clear()
    session.permanent = True
    now, lifetime = clock.utc_now(), _longest(account, by_link=bool(only))
    session[_ENDS] = int((now + lifetime).timestamp())
    session[_PROVED] = int(now.timestamp()) if proved and not only else 0
    if only:
        session[_ONLY] = only
    if two_steps:
        session[_TWO_STEPS] = 1
    if step_given:
        note_second_step()
    login_user(account)
    session.pop("_id")  # A mark of the browser, long and of no use here.
    agent, today = request.user_agent.string, local_today()
    session["_user_id"] = devices.open_session(
        db.session(),
        account,
        browser=browser_of(agent),
        system=system_of(agent),
        is_by_link=bool(only),
        today=today,
        last_day=today + lifetime + timedelta(days=1),
        secret=session_secret(),
    )


def end_this_session() -> None:
    """End the session of this browser and of every copy of its cookie; the caller commits."""
    if claim := current_claim():
        devices.end_session(db.session(), claim)


def session_secret() -> str:
    """What marks of sessions are made with."""
    return str(current_app.config["SECRET_KEY"])


def has_taken_two_steps() -> bool:
    """Whether this session began with more than a password."""
    return bool(session.get(_TWO_STEPS))


def note_second_step() -> None:
    """The second step was taken in this session just now, or set up in it."""
    session[_TWO_STEPS] = 1
    session[_STEP] = int(clock.utc_now().timestamp())


def note_password() -> None:
    """The password of this session was given just now."""
    session[_PROVED] = int(clock.utc_now().timestamp())


def is_password_fresh() -> bool:
    """Whether the password of this session was given in the last PASSWORD_AGAIN_MINUTES."""
    return _is_fresh(_PROVED)


def is_second_step_fresh() -> bool:
    """The same of the second step, which a password does not replace."""
    return _is_fresh(_STEP)


def _is_fresh(proof: str) -> bool:
    minutes = current_app.config["BERAKHLAK"].password_again_minutes
    age = clock.utc_now().timestamp() - float(session.get(proof, 0))
    return bool(age < minutes * 60)


def _longest(account: Account, *, by_link: bool) -> timedelta:
    """How long a session of this account lasts at most; a link opens no role."""
    config = current_app.config["BERAKHLAK"]
    has_role = bool(account.roles - {Role.OFFICER}) and not by_link
    return timedelta(hours=config.role_session_max_hours if has_role else config.session_max_hours)


def signed_in() -> SignedIn:
    """Who is signed in; only for views behind `requires`."""
    reader: SignedIn = current_user._get_current_object()
    return reader


def own_reach(action: Action) -> Reach:
    """How far whoever is signed in may do it; only for views behind `requires` of this action."""
    found = signed_in().reach(action)
    if found is None:
        abort(403)
    return found


def current_account() -> Account:
    """The account of whoever is signed in, for pages that show or change it."""
    return db.session.get_one(Account, signed_in().id)


def current_claim() -> SessionClaim | None:
    """Whose this session says it is, for queries that prove it; None for strangers."""
    # Flask-Login's own key: asking it for the account would cost a query.
    return SessionClaim.parse(str(session.get("_user_id", "")))


def reader_mark() -> str:
    """A mark by which a browser tells whose work it keeps; it names nobody. Empty for strangers.

    The same at every sign-in of an account: what waits to be sent outlives an expired session.
    """
    claim = current_claim()
    return _mark(session_secret(), claim.account) if claim else ""


@lru_cache(maxsize=1024)
def _mark(secret: str, account_id: int) -> str:
    return hmac.new(secret.encode(), f"reader:{account_id}".encode(), sha256).hexdigest()[:24]


def _sign_in_first() -> Response:
    """Lead a stranger to the sign-in page; a form of ours that was sent comes back after it."""
    if kept_input.is_form_from_here() and (draft := kept_input.unsent_form_of_request()).reader:
        return refused_forms.sign_in_page(draft)
    flash(str(login_manager.login_message), login_manager.login_message_category)
    return redirect(login_url(login_manager.login_view, request.url))


def _end_in_time() -> None:
    """Before a request: a session that has lasted as long as one may is none, however busy."""
    if "_user_id" in session and clock.utc_now().timestamp() >= float(session.get(_ENDS, 0)):
        session.clear()


def _renew() -> None:
    """Before a request: lengthen a session that is in use, so that it ends after hours of rest.

    Not at every request: signing a cookie costs more than reading the account.
    """
    if not session.permanent:
        return
    now, lifetime = clock.utc_now().timestamp(), current_app.permanent_session_lifetime
    if now - session.get(_RENEWED, 0) > lifetime.total_seconds() / 32:
        session[_RENEWED] = int(now)


def _stay_inside() -> Response | tuple[str, int] | None:
    """Before a request: whoever came by a link opens the pages of that link, and public ones."""
    start = session.get(_ONLY)
    if not start or request.endpoint in (None, "static"):
        return None
    view = current_app.view_functions[str(request.endpoint)]
    if request.blueprint == _blueprint_of(start) or getattr(view, "access", None) == "public":
        return None
    if request.path == "/":
        return redirect(url_for(start))
    return render_template("accounts/only.html", start=start), 403


def _blueprint_of(endpoint: str) -> str:
    return endpoint.rpartition(".")[0]


def _has_steps_enough(found: SignedIn) -> bool:
    """Whether the policy lets a session that began so do what these roles may: one from before the
    policy, or before the role, is none any more."""
    required = current_app.config["BERAKHLAK"].second_factor_required
    return has_taken_two_steps() or not is_required_of(found, required=required)


def _load(session_id: str) -> SignedIn | None:
    found = signed_in_by_session_id(db.session(), session_id, today=local_today())
    start = session.get(_ONLY)
    if found is None or not start:
        return found if found is None or _has_steps_enough(found) else None
    # A link is no way to a role: it opens what anybody with an account may open.
    return replace(found, grants=found.grants & {Grant(Role.OFFICER)}, only=_blueprint_of(start))
