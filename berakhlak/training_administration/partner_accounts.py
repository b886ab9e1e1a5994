"""Making and ending the account of a partner. Docs/decisions/0231."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account, new_session_version
from berakhlak.accounts.operations import create_account
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.roles import Role
from berakhlak.training.models import PartnerAccount, TrainingProvider
from berakhlak.training.queries import TrainingNotFound


def add_partner(
    session: Session, provider: TrainingProvider, name: str, email: str, *,
    by: Actor | None, at: datetime,
) -> Account:  # fmt: skip
    """A new account with the role of a partner and no other. Raises AccountExists."""
    account = create_account(
        session, agency_id=provider.agency_id, name=name, email=email, roles=(Role.PARTNER,), at=at
    )
    session.add(PartnerAccount(account_id=account.id, provider_id=provider.id))
    session.flush()
    record_act(session, Act.ADDED_PARTNER, provider.id, by=by, at=at, detail={"name": name})
    return account


def end_partner(
    session: Session, provider: TrainingProvider, account_id: int, *, by: Actor | None, at: datetime
) -> None:
    """The account is disabled and acts for nobody. Raises TrainingNotFound."""
    link = session.get(PartnerAccount, account_id)
    if link is None or link.provider_id != provider.id:
        raise TrainingNotFound
    account = session.get_one(Account, account_id)
    account.is_enabled, account.session_version = False, new_session_version()
    session.execute(delete(PartnerAccount).where(PartnerAccount.account_id == account_id))
    record_act(session, Act.ENDED_PARTNER, provider.id, by=by, at=at, detail={"name": account.name})
    session.flush()
