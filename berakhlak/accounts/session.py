"""The one module that talks to Flask-Login about who is signed in."""

from __future__ import annotations

import hmac
from functools import lru_cache
from hashlib import sha256

from flask import Flask, current_app, session
from flask_babel import lazy_gettext as _
from flask_login import current_user

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SignedIn, by_session_id
from berakhlak.extensions import db, login_manager

_RENEWED = "renewed"  # When the cookie was signed last, in seconds.


def init_app(app: Flask) -> None:
    """Tell Flask-Login how to find an account and where to send strangers."""
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = _("Silakan masuk terlebih dahulu.")
    login_manager.session_protection = "basic"
    login_manager.user_loader(_load)
    app.before_request(_renew)
    app.jinja_env.globals["reader_mark"] = reader_mark


def current_account() -> Account:
    """The signed-in account; only for views behind `requires`."""
    return db.session.get_one(Account, current_account_id())


def current_account_id() -> int:
    """The id of the signed-in account, without loading it; only for views behind `requires`."""
    return int(current_user.id)


def reader_mark() -> str:
    """A mark by which a browser tells whose work it keeps; it names nobody. Empty for strangers.

    The same at every sign-in of an account: what waits to be sent outlives an expired session.
    """
    # Flask-Login's own key: asking for the account again could cost a query after a commit.
    account_id = str(session.get("_user_id", "")).partition(":")[0]
    secret = str(current_app.config["SECRET_KEY"])
    return _mark(secret, account_id) if account_id else ""


@lru_cache(maxsize=1024)
def _mark(secret: str, account_id: str) -> str:
    return hmac.new(secret.encode(), f"reader:{account_id}".encode(), sha256).hexdigest()[:24]


def _renew() -> None:
    """Before a request: lengthen a session that is in use, so that it ends after hours of rest.

    Not at every request: signing a cookie costs more than reading the account.
    """
    if not session.permanent:
        return
    now, lifetime = clock.now().timestamp(), current_app.permanent_session_lifetime
    if now - session.get(_RENEWED, 0) > lifetime.total_seconds() / 32:
        session[_RENEWED] = int(now)


def _load(session_id: str) -> SignedIn | None:
    return by_session_id(db.session(), session_id)
