"""The one module that talks to Flask-Login about who is signed in."""

from __future__ import annotations

import hmac
from functools import lru_cache
from hashlib import sha256

from flask import Flask, current_app, session
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


def _load(session_id: str) -> Account | None:
    return by_session_id(db.session, session_id)  # type: ignore[arg-type]
