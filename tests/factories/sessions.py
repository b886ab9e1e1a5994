"""Sessions of accounts, as rows and as what cookies say."""

from __future__ import annotations

from typing import Any

from berakhlak.accounts.devices import open_session
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SessionClaim
from berakhlak.formats import local_today

SECRET = "rahasia-uji"


def session_id_of(session: Any, account: Account, **known: Any) -> str:
    """What a cookie says of a session of this account, whose row is added."""
    today = local_today()
    given = {"browser": "Firefox", "system": "Linux", "is_by_link": False, "secret": SECRET}
    made = open_session(session, account, today=today, last_day=today, **given | known)
    session.flush()
    return made


def claim_of(session: Any, account: Account) -> SessionClaim:
    """The claim of such a session."""
    claim = SessionClaim.parse(session_id_of(session, account))
    assert claim is not None
    return claim
