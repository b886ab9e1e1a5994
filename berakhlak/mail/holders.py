"""Reminders to those who hold the key of a cycle: three days before it may be closed, and for as
long as it waits for their codes.

Who has given a code is known to nobody: codes are typed together, and kept nowhere. So all holders
of the cycle are reminded, until it has closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import IS_MAIN, Cycle, CycleState
from berakhlak.formats import local_day
from berakhlak.key_holders.holders import KeyHolders
from berakhlak.mail.kinds import MailKind
from berakhlak.mail.queries import batch_days, reachable

BEFORE = timedelta(days=3)
AGAIN = timedelta(days=3)
"""From the day after the last one on, a reminder comes so often."""


def holder_reminders(
    session: Session, agency_id: int, today: date
) -> Iterator[tuple[Cycle, MailKind, set[int]]]:
    """For each cycle that is due: the accounts of its holders that want reminders."""
    states = (CycleState.OPEN, CycleState.SEALING)
    whose = (Cycle.agency_id == agency_id, Cycle.state.in_(states), Cycle.holders_json.is_not(None))
    for cycle in session.scalars(select(Cycle).where(*whose, IS_MAIN).order_by(Cycle.id)).all():
        if cycle.holders and cycle.holders.wraps and _is_due(session, cycle, today):
            accounts = _accounts_of(session, cycle.holders, agency_id)
            if accounts:
                yield cycle, MailKind.HOLDER_CODES, accounts


def _is_due(session: Session, cycle: Cycle, today: date) -> bool:
    """Whether a day of the schedule has come since the last reminder; one on which nothing ran is
    made up for on the next."""
    day = cycle.closes_on - BEFORE
    if today > cycle.closes_on:
        first = cycle.closes_on + timedelta(days=1)
        day = first + (today - first) // AGAIN * AGAIN
    opened = local_day(cycle.opened_at) if cycle.opened_at else cycle.opens_on
    last = max([opened, *batch_days(session, cycle, MailKind.HOLDER_CODES)])
    return last < day <= today


def _accounts_of(session: Session, holders: KeyHolders, agency_id: int) -> set[int]:
    ids = [each.account for each in holders.holders if each.account]
    wanted = select(Account.id, Account.id).where(
        Account.id.in_(ids), Account.agency_id == agency_id
    )
    return {account for account, _same in session.execute(reachable(wanted, reminders=True))}
