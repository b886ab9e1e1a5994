"""Between the password and the second step: who may go on to it, in an encrypted cookie.

Nobody is signed in meanwhile: every page sees a stranger. What is kept here opens the pages of the
second step alone, for ten minutes, and ends with whatever ends the sessions of the account.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import current_app, session
from webauthn.helpers import bytes_to_base64url

from berakhlak import clock
from berakhlak.accounts.boxes import BoxUnreadable, lock_box, open_box
from berakhlak.accounts.models import Account
from berakhlak.accounts.passkeys import PasskeyRefused, challenge_of
from berakhlak.accounts.second_factors import new_secret
from berakhlak.extensions import db

LIFETIME = timedelta(minutes=10)
_PENDING = "pending"  # Pages of a session that has it are not stored: see web.headers.
_OFFERED = "offered"  # The secret of an application that is being set up.
_CHALLENGE = "challenge"  # Of a passkey; a page that is opened later takes its place.


@dataclass(frozen=True)
class PendingSignIn:
    """Whose password was right: `name` as it was typed, `until` in seconds."""

    account_id: int
    version: int
    name: str
    until: int


def begin_pending(account: Account, name: str) -> None:
    """The password was right; the second step may be taken now."""
    until = int((clock.utc_now() + LIFETIME).timestamp())
    found = PendingSignIn(account.id, account.session_version, name, until)
    session[_PENDING] = _lock("pending sign-in", json.dumps(asdict(found)), "")


def pending_account() -> tuple[Account, str] | None:
    """Who may take the second step, and the name that was typed; None where the time is over."""
    try:
        found = PendingSignIn(**json.loads(_open("pending sign-in", _PENDING, "")))
    except BoxUnreadable:
        return None
    if clock.utc_now().timestamp() >= found.until:
        return None
    account = db.session.get(Account, found.account_id)
    if account is None or not account.is_enabled or account.session_version != found.version:
        return None
    return account, found.name


def offered_secret(account_id: int) -> str:
    """The secret that an application is to take up now: the same until it has, for this account."""
    about = str(account_id)
    try:
        return _open("offered secret", _OFFERED, about)
    except BoxUnreadable:
        made = new_secret()
        session[_OFFERED] = _lock("offered secret", made, about)
        return made


def forget_offered_secret() -> None:
    """It was taken up."""
    session.pop(_OFFERED, None)


def new_challenge() -> bytes:
    """What a passkey is to sign next in this browser."""
    made = secrets.token_bytes(32)
    session[_CHALLENGE] = bytes_to_base64url(made)
    return made


def take_challenge() -> bytes:
    """The challenge of the page that was shown last, which none can answer again.

    Raises PasskeyRefused.
    """
    kept = session.pop(_CHALLENGE, "")
    if not kept:
        raise PasskeyRefused
    return challenge_of(kept)


def _lock(purpose: str, words: str, about: str) -> str:
    box = lock_box(purpose, words.encode(), about=about, secret=_secret())
    return urlsafe_b64encode(box).decode()


def _open(purpose: str, key: str, about: str) -> str:
    """Raises BoxUnreadable, also where there is none."""
    box = urlsafe_b64decode(str(session.get(key, "")))
    return open_box(purpose, box, about=about, secret=_secret()).decode()


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
