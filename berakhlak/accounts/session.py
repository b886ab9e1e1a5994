"""The one module that talks to Flask-Login about who is signed in."""

from __future__ import annotations

import hmac
from hashlib import sha256

from flask import Flask, current_app
from flask_babel import lazy_gettext as _
from flask_login import current_user

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import by_session_id
from berakhlak.extensions import db, login_manager


def init_app(app: Flask) -> None:
    """Tell Flask-Login how to find an account and where to send strangers."""
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = _("Silakan masuk terlebih dahulu.")
    login_manager.session_protection = "basic"
    login_manager.user_loader(_load)
    app.jinja_env.globals["reader_mark"] = reader_mark


def current_account() -> Account:
    """The signed-in account; only for views behind `requires`."""
    account = current_user._get_current_object()
    assert isinstance(account, Account)
    return account


def reader_mark() -> str:
    """A mark by which a browser tells whose work it keeps; it names nobody, and needs no session.

    The same at every sign-in of an account: what waits to be sent outlives an expired session.
    """
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, b"reader:%d" % current_account().id, sha256).hexdigest()[:24]


def _load(session_id: str) -> Account | None:
    return by_session_id(db.session, session_id)  # type: ignore[arg-type]
