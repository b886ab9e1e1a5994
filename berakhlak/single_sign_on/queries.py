"""Finding the account of somebody whom a provider knows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.accounts.models import Account, FederatedIdentity


def account_of_subject(session: Session, issuer: str, subject: str) -> Account | None:
    """The account that is linked to this person at this provider."""
    link = session.get(FederatedIdentity, (issuer, subject))
    return session.get_one(Account, link.account_id) if link else None


def accounts_by_nip(session: Session, nip: str) -> Sequence[Account]:
    """At most one, as the table is now; asked as if there could be more."""
    wanted = text.bare_number(nip)
    return session.scalars(select(Account).where(Account.nip == wanted)).all() if wanted else []


def accounts_by_email(session: Session, email: str) -> Sequence[Account]:
    """The same by an address."""
    wanted = text.email_key(email)
    return session.scalars(select(Account).where(Account.email == wanted)).all() if wanted else []
