"""What owners do with their accounts, and what of that is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from berakhlak.accounts.models import (
    Account,
    FederatedIdentity,
    Passkey,
    RecoveryCode,
    SecondFactor,
)
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.engines import in_pieces


def record_own_act(session: Session, act: Act, account: Account, *, at: datetime) -> None:
    """Note what somebody did with the own account: signing in, or another password.

    Of those who only rate, nothing: joined with the order in which sheets were written, a record of
    who came when would tell whose sheets they are.
    """
    if not account.only_rates:
        audit.record_act(session, act, account.id, by=account, at=at)


def forget_second_factor(session: Session, account_id: int) -> None:
    """Delete what the second step of an account consists of: application, passkeys, codes."""
    for table in (RecoveryCode, Passkey, SecondFactor):
        session.execute(delete(table).where(table.account_id == account_id))


def forget_ways_in(session: Session, account_id: int) -> None:
    """Delete all that belongs to whoever signed in to an account that is closed for good."""
    forget_second_factor(session, account_id)
    forget_links(session, [account_id])


def forget_links(session: Session, account_ids: Sequence[int]) -> None:
    """Let no provider open these accounts until their owners link them anew: what tells whose they
    are was changed by somebody else, or the password was set by a code (0211)."""
    for some in in_pieces(account_ids):
        session.execute(delete(FederatedIdentity).where(FederatedIdentity.account_id.in_(some)))
