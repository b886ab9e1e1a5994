"""Finding accounts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from berakhlak.accounts.models import Account

_AT_ONCE = 500  # Values in one IN list; every database takes as many.


def by_sign_in_name(session: Session, name: str) -> Account | None:
    """The account with this e-mail (any case) or NIP (spaces ignored)."""
    name = as_sign_in_name(name)
    column = Account.email if "@" in name else Account.nip
    return session.scalar(select(Account).where(column == name))


def as_sign_in_name(typed: str) -> str:
    """An e-mail in small letters or a NIP without spaces: one spelling for all that mean it."""
    # PostgreSQL refuses this character in any text, and no name has it.
    name = typed.replace("\0", "").strip()
    return name.lower() if "@" in name else name.replace(" ", "")


def by_session_id(session: Session, session_id: str) -> Account | None:
    """The account behind a session, unless it was disabled or its sessions were ended."""
    account_id, _, version = session_id.partition(":")
    if not (account_id.isdigit() and version.isdigit()):
        return None
    # Asked with every request: the roles come with the account, in one statement.
    account = session.get(Account, int(account_id), options=[joinedload(Account.role_rows)])
    if account is None or not account.is_enabled or account.session_version != int(version):
        return None
    return account


def by_nips(session: Session, numbers: Sequence[str]) -> dict[str, Account]:
    """The accounts that carry one of these NIPs, by NIP."""
    found: dict[str, Account] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        for account in session.scalars(select(Account).where(Account.nip.in_(some))):
            found[str(account.nip)] = account
    return found


def ids_by_nips(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    """The ids of the accounts that carry one of these NIPs, by NIP."""
    found: dict[str, int] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        rows = session.execute(select(Account.nip, Account.id).where(Account.nip.in_(some)))
        found |= {str(number): account_id for number, account_id in rows}
    return found
