"""That somebody has read the notice on data protection: a mark that names nobody (0216).

Whoever rates reads it once for each version, before the first answer. It is no consent.
"""

from __future__ import annotations

import hmac
from datetime import date
from hashlib import sha256

from flask import session as cookie
from sqlalchemy import delete
from sqlalchemy.orm import Session

from berakhlak.data_rights.models import NoticeMark
from berakhlak.engines import insert_unless_known, rows_changed

VERSION = 2
"""One more whenever the notice says something else: everybody then reads it once more."""
_READ = "notice"


def has_read(session: Session, account_id: int, *, secret: str) -> bool:
    """Whether the account has read this version; asked of the database once in a session."""
    if cookie.get(_READ) == VERSION:
        return True
    found = session.get(NoticeMark, _mark(account_id, secret)) is not None
    if found:
        cookie[_READ] = VERSION
    return found


def read_in(session: Session, account_id: int, *, secret: str) -> date | None:
    """The first day of the month in which the account read this version."""
    row = session.get(NoticeMark, _mark(account_id, secret))
    return row.month if row else None


def note_read(session: Session, account_id: int, *, secret: str, today: date) -> None:
    """Keep the mark; the caller commits."""
    values = {
        "digest": _mark(account_id, secret),
        "version": VERSION,
        "month": today.replace(day=1),
    }
    session.execute(insert_unless_known(session, NoticeMark, values))
    cookie[_READ] = VERSION


def forget_old_notices(session: Session) -> int:
    """Delete marks of earlier versions; how many."""
    return rows_changed(session, delete(NoticeMark).where(NoticeMark.version < VERSION))


def _mark(account_id: int, secret: str) -> bytes:
    key = hmac.new(secret.encode(), b"data protection notice", sha256).digest()
    return hmac.new(key, f"{account_id}:{VERSION}".encode(), sha256).digest()
