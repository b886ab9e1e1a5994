"""Mail that somebody asks for feedback, or has given some; it names nobody and quotes nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.engines import is_any_of
from berakhlak.feedback.queries import untold
from berakhlak.mail.kinds import MailKind
from berakhlak.mail.queries import reachable


def feedback_to_tell(
    session: Session, agency_id: int, today: date, *, fresh: timedelta
) -> dict[int, set[MailKind]]:
    """What each account that can be written to is told of; noted as told, also for the others."""
    found: dict[int, set[MailKind]] = defaultdict(set)
    for account_id, row in untold(session, agency_id, today - fresh):
        row.told_on = today
        found[account_id].add(MailKind.FEEDBACK_ASKED if row.waits else MailKind.FEEDBACK_GIVEN)
    wanted = select(Account.id, Account.agency_id).where(is_any_of(Account.id, sorted(found)))
    can_be_told = {row.id for row in session.execute(reachable(wanted, reminders=True))}
    return {account: kinds for account, kinds in found.items() if account in can_be_told}
