"""Removing what is kept of codes that have opened nothing for long."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from berakhlak.access.models import AccessCode
from berakhlak.accounts.models import Account
from berakhlak.engines import rows_changed

ROWS_KEPT = timedelta(days=90)  # After a code's last day: so long people may ask who gave it.


def forget_old_codes(session: Session, agency_id: int, today: date) -> int:
    """Delete the rows of codes that have opened nothing for long; how many of the agency's.

    Operators are of no agency: theirs go along with those of any, uncounted.
    """
    of_nobody = select(Account.id).where(Account.agency_id.is_(None))
    _forget_codes(session, of_nobody, today)
    return _forget_codes(session, select(Account.id).where(Account.agency_id == agency_id), today)


def _forget_codes(session: Session, accounts: Select[int], today: date) -> int:
    old = (AccessCode.account_id.in_(accounts), AccessCode.expires_on < today - ROWS_KEPT)
    return rows_changed(session, delete(AccessCode).where(*old))
