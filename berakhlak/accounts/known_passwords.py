"""Passwords that everybody knows, because they stand in the source; tried where it matters."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import IS_BEYOND_OFFICER, Account, AccountRole
from berakhlak.accounts.operations import WrongCredentials, check_password

DEMO_PASSWORD = "contoh-berakhlak"  # noqa: S105  Opens only the invented agency.
DEMO_HOST = "@tirtakencana.example"
_MOST = 40  # A hash takes a fifth of a second; an office has fewer people with a role.


def accounts_of_known_passwords(session: Session) -> list[str]:
    """E-mails or NIPs of accounts with a role, or of the demonstration, that such a one opens."""
    has_role = select(AccountRole.account_id).where(IS_BEYOND_OFFICER)
    wanted = (
        select(Account)
        .where(Account.is_enabled, Account.password_hash.is_not(None))
        .where(or_(Account.id.in_(has_role), Account.email.endswith(DEMO_HOST)))
        .order_by(Account.email.endswith(DEMO_HOST).desc(), Account.id)
        .limit(_MOST)
    )
    return [str(each.email or each.nip) for each in session.scalars(wanted) if _is_known(each)]


def _is_known(account: Account) -> bool:
    try:
        check_password(account, DEMO_PASSWORD)
    except WrongCredentials:
        return False
    return True
