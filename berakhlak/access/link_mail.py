"""The owner is told by mail that somebody at the single sign-on opens the account from now on."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.accounts.models import Account
from berakhlak.engines import insert_unless_known


def tell_of_link(session: Session, account: Account, *, today: date) -> None:
    """Wait with the other mail about getting in; nothing where the account has no address."""
    if not account.email:
        return
    values = {
        "account_id": account.id,
        "way": CodeWay.LINKED,
        "asked_by_id": None,
        "day": today,
        "valid_days": 0,
        "attempts": 0,
    }
    session.execute(insert_unless_known(session, AccessMail, values))
