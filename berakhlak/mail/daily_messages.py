"""Storing the mail of a day, once everything is decided: statements alone, for others wait."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import Cycle
from berakhlak.engines import next_ids
from berakhlak.jobs.models import Job
from berakhlak.mail.kinds import REMINDERS, MailKind
from berakhlak.mail.link_bases import make_links
from berakhlak.mail.models import MailBatch, MailBounce, MailDay, MailItem, MailJob, MailMessage
from berakhlak.mail.part_reminders import forget_parts

Parts = dict[int, list[tuple[int, MailKind]]]  # Account -> (cycle, what about it).


@dataclass(frozen=True)
class DailyBatch:
    """`is_noted`: whether the page of HR tells of it, and the schedule goes on from it. `shown`:
    another number that it tells: in a chosen part, how many get mail could tell who wants none.
    `linked`: seats of raters whose messages bear links. `mended`: whose refused address was
    replaced."""

    cycle: Cycle
    kind: MailKind
    accounts: Collection[int]
    counted: int = 0
    is_noted: bool = True
    shown: int | None = None
    linked: Collection[int] = ()
    mended: Collection[int] = ()


@dataclass(frozen=True)
class DailyMail:
    """What each account is told of: cycles, jobs that it started, feedback and complaints.

    `answered`: cycles whose asked parts are told of today, or by other mail.
    """

    batches: Sequence[DailyBatch]
    jobs: dict[int, list[Job]]
    said: dict[int, set[MailKind]]
    answered: Sequence[Cycle]
    parts: Parts = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for batch in self.batches:
            for account in batch.accounts:
                self.parts.setdefault(account, []).append((batch.cycle.id, batch.kind))

    @property
    def accounts(self) -> set[int]:
        return {*self.parts, *self.jobs, *self.said}


def store_daily_mail(
    session: Session, agency_id: int, mail: DailyMail, today: date, chance: Random
) -> bool:
    """Store today's messages of one agency in one commit; False when that was done before."""
    session.add(MailDay(agency_id=agency_id, day=today))
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return False
    _forget_earlier_days(session, agency_id, today)
    for batch in mail.batches:
        _note(session, batch, today)
    for cycle in mail.answered:
        forget_parts(session, cycle)
    _store_messages(session, agency_id, mail, today, chance)
    session.commit()
    return True


def is_day_done(session: Session, agency_id: int, today: date) -> bool:
    """Whether the mail of a day was put together for an agency."""
    return session.get(MailDay, (agency_id, today)) is not None


def _note(session: Session, batch: DailyBatch, today: date) -> None:
    if batch.linked:
        make_links(session, batch.cycle, batch.linked)
    if batch.mended:
        session.execute(delete(MailBounce).where(MailBounce.account_id.in_(batch.mended)))
    if batch.is_noted:
        session.add(
            MailBatch(
                cycle_id=batch.cycle.id,
                kind=batch.kind,
                day=today,
                recipients=len(batch.accounts) if batch.shown is None else batch.shown,
                counted=batch.counted,
            )
        )


def _store_messages(
    session: Session, agency_id: int, mail: DailyMail, today: date, chance: Random
) -> None:
    """One message each."""
    waiting = {row.account_id: row for row in _waiting_messages(session, agency_id)}
    number_of = {account: row.id for account, row in waiting.items()}
    for account in mail.accounts & waiting.keys():
        waiting[account].say(mail.said.get(account, ()))
        for part in mail.parts.get(account, ()):
            waiting[account].add_part(*part)
    number_of |= _store_fresh(session, mail, mail.accounts - waiting.keys(), today, chance)
    for account, jobs in mail.jobs.items():
        number = number_of[account]
        for job in jobs:
            told = MailJob(job_id=job.id, finished_at=job.finished_at, message_id=number)
            session.merge(told)
    session.flush()


def _store_fresh(
    session: Session, mail: DailyMail, accounts: Collection[int], today: date, chance: Random
) -> dict[int, int]:
    """Numbers of the messages by account; the order of the rows is drawn, and tells nothing of who
    is who."""
    drawn = sorted(accounts)
    chance.shuffle(drawn)
    number_of = dict(zip(drawn, next_ids(session, MailMessage, len(drawn)), strict=True))
    rows = []
    for account, number in number_of.items():
        message = MailMessage.begin(account, today)
        message.say(mail.said.get(account, ()))
        rows.append(_row(message, id=number))
    _insert(session, MailMessage, rows)
    items = [
        {"message_id": number, "cycle_id": cycle_id, "kind": kind}
        for account, number in number_of.items()
        for cycle_id, kind in dict.fromkeys(mail.parts.get(account, ()))
    ]
    _insert(session, MailItem, items)
    return number_of


def _row(message: MailMessage, **more: Any) -> dict[str, Any]:
    names = ("account_id", "day", "name", "asks_feedback", "brings_feedback", "complaints")
    return {name: getattr(message, name) for name in names} | {"attempts": 0} | more


def _insert(session: Session, model: type[MailMessage | MailItem], rows: list[Any]) -> None:
    if rows:
        session.execute(insert(model), rows)


def _waiting_messages(session: Session, agency_id: int) -> Sequence[MailMessage]:
    wanted = select(MailMessage).join(Account, Account.id == MailMessage.account_id)
    return session.scalars(wanted.where(Account.agency_id == agency_id)).all()


def _forget_earlier_days(session: Session, agency_id: int, today: date) -> None:
    """Reminders that did not leave on their day are dropped; everything else goes on waiting.

    A late reminder would reach people who have finished since, and to ask again who has would
    tell when they did.
    """
    late = [each for each in _waiting_messages(session, agency_id) if each.day < today]
    for message in late:
        kept = [item for item in message.items if item.kind not in REMINDERS]
        if kept or message.says_something:
            message.items, message.day, message.attempts = kept, today, 0
        else:
            session.delete(message)
    session.execute(delete(MailDay).where(MailDay.agency_id == agency_id, MailDay.day < today))
    session.flush()
