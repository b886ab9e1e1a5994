"""What this browser has asked the provider for, until its answer comes: in an encrypted cookie.

The answer is taken by the browser that asked alone (`state`), once, within ten minutes.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask import current_app, session
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.boxes import BoxUnreadable, lock_box, open_box
from berakhlak.accounts.session import ENDS_ELSEWHERE
from berakhlak.accounts.spent_proofs import spend_proof
from berakhlak.errors import NotAllowed
from berakhlak.extensions import db
from berakhlak.formats import local_today

LIFETIME = timedelta(minutes=10)
_ASKED, _HINT = "asked provider", "id token hint"
_LONGEST_WANTED = 600
_LONGEST_COOKIE = 3800  # Browsers keep no more than 4096 letters with its name and path.


class NotAsked(NotAllowed):
    """This browser has not asked for this answer, or long ago."""

    message = _(
        "Masuk lewat SSO ini tidak dimulai di browser ini, sudah dipakai, atau sudah lewat "
        "sepuluh menit. Mulai lagi dari halaman masuk."
    )


@dataclass(frozen=True)
class Asked:
    """`wanted`: the page to come to. `account_id`: who is signed in and proves it anew, 0 for a
    sign-in. `at`, in seconds."""

    state: str
    nonce: str
    verifier: str
    wanted: str
    account_id: int
    at: int

    @property
    def challenge(self) -> str:
        """Of PKCE (RFC 7636), by S256."""
        return str(create_s256_code_challenge(self.verifier))


def keep_asked(wanted: str, account_id: int = 0) -> Asked:
    """Begin; what was asked before is answered by nobody any more."""
    at = int(clock.utc_now().timestamp())
    wanted = wanted if len(wanted) <= _LONGEST_WANTED else ""
    state, nonce, verifier = (str(generate_token(48)) for _part in range(3))
    made = Asked(state, nonce, verifier, wanted, account_id, at)
    session[_ASKED] = lock_words(_ASKED, json.dumps(asdict(made)))
    return made


def take_asked(state: str) -> Asked:
    """What the answer with this state belongs to, once. Raises NotAsked. The caller commits."""
    kept = session.pop(_ASKED, "")
    try:
        found = Asked(**json.loads(open_words(_ASKED, kept)))
    except BoxUnreadable:
        raise NotAsked from None
    is_late = clock.utc_now().timestamp() >= found.at + LIFETIME.total_seconds()
    if not state or found.state != state or is_late:
        raise NotAsked
    # A copy of the cookie could bring it once more.
    words, today = f"single sign-on {state}", local_today()
    if not spend_proof(db.session(), words, today=today, secret=_secret()):
        raise NotAsked
    return found


def keep_token(answer: Response, token: str) -> None:
    """Keep the token for signing out at the provider, for the pages below /keluar alone."""
    box, hours = lock_words(_HINT, token), current_app.config["BERAKHLAK"].session_max_hours
    kept = box if len(box) <= _LONGEST_COOKIE else "long"
    replace(ENDS_ELSEWHERE, seconds=hours * 3600).put(answer, kept)


def kept_token() -> str:
    """The token of the last sign-in of this browser; empty where it was too long."""
    try:
        return open_words(_HINT, ENDS_ELSEWHERE.read())
    except BoxUnreadable:
        return ""


def forget_token(answer: Response) -> None:
    """The provider was told."""
    ENDS_ELSEWHERE.take_away(answer)


def lock_words(purpose: str, words: str) -> str:
    """For a cookie of this purpose."""
    box = lock_box(purpose, words.encode(), about="", secret=_secret())
    return urlsafe_b64encode(box).decode()


def open_words(purpose: str, kept: str) -> str:
    """Raises BoxUnreadable."""
    try:
        box = urlsafe_b64decode(kept)
    except ValueError as error:
        raise BoxUnreadable(purpose) from error
    return open_box(purpose, box, about="", secret=_secret()).decode()


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
