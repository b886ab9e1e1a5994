"""Addresses and NIPs of accounts: each is one account's in the whole installation (0235)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.accounts.models import Account, new_session_version
from berakhlak.accounts.own_acts import forget_links
from berakhlak.errors import StateConflict


class AccountExists(StateConflict):
    """The e-mail or NIP already belongs to an account."""

    message = _("Email atau NIP ini sudah dipakai akun lain.")


def rename_account(session: Session, account: Account, *, name: str, email: str) -> None:
    """Another owner for an account that nobody has opened yet. Raises AccountExists."""
    key = text.email_key(email)
    if key != account.email:
        require_free(session, key, None)
    account.name, account.email = text.single_line(name), key
    account.session_version = new_session_version()
    session.flush()
    forget_links(session, [account.id])


def require_free(session: Session, email: str | None, nip: str | None) -> None:
    """Raises AccountExists where one of these is another account's, of whichever agency."""
    # An absent name is no name: it must not be found taken by the others that lack it.
    names = [
        column == word for column, word in ((Account.email, email), (Account.nip, nip)) if word
    ]
    if session.scalar(select(Account.id).where(or_(false(), *names))) is not None:
        raise AccountExists
