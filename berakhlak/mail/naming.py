"""Reminders before a cycle opens: to name colleagues, and to answer what one's team has named."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.mail.kinds import MailKind
from berakhlak.mail.queries import batch_days, reachable
from berakhlak.nominations.models import NominationPeriod
from berakhlak.nominations.standing import NamingState, naming_of_officers
from berakhlak.people.models import Person

Reminder = tuple[Cycle, MailKind, set[int]]


def naming_reminders(session: Session, agency_id: int, today: date) -> Iterator[Reminder]:
    """For each cycle whose reminders HR has asked for since the last ones: (cycle, kind, accounts).

    Who is late today; officers only while they can still name anybody.
    """
    wanted = (
        select(Cycle, NominationPeriod)
        .join(NominationPeriod, NominationPeriod.cycle_id == Cycle.id)
        .where(
            Cycle.agency_id == agency_id,
            Cycle.state == CycleState.NOMINATION,
            NominationPeriod.remind_from <= today,
        )
        .order_by(Cycle.id)
    )
    for cycle, period in session.execute(wanted).all():
        rows = naming_of_officers(session, cycle, today)
        late = {
            MailKind.NAME_PEERS: {
                row.person_id
                for row in rows
                if row.state is NamingState.NOT_NAMED
                if period.last_day is None or today <= period.last_day
            },
            MailKind.JUDGE_NAMES: {
                row.lead_id for row in rows if row.state is NamingState.WAITING and row.lead_id
            },
        }
        for kind, people in late.items():
            last = max(batch_days(session, cycle, kind), default=date.min)
            if period.remind_from and last < period.remind_from:
                yield cycle, kind, _accounts_of(session, people)


def _accounts_of(session: Session, people: Collection[int]) -> set[int]:
    """Ids of the accounts of these people to write to, without those who want no reminders."""
    wanted = select(Person.id, Account.id).join(Account, Account.id == Person.account_id)
    found = session.execute(reachable(wanted.where(Person.is_active), reminders=True))
    return {account for person, account in found if person in people}
