"""The mail of a day, put together once for an agency; everybody gets at most one.

Who gets a reminder is decided here, at one moment of the day, for all at once: 0036 says why.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycle_steps.planned_opening import missed_openings
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.formats import local_day
from berakhlak.jobs.models import Job
from berakhlak.mail import queries
from berakhlak.mail.after_profiles import mail_after_profiles
from berakhlak.mail.complaints import complaints_to_tell
from berakhlak.mail.feedback import feedback_to_tell
from berakhlak.mail.holders import holder_reminders
from berakhlak.mail.kinds import REMINDERS, MailKind
from berakhlak.mail.link_bases import make_links
from berakhlak.mail.models import (
    AgencyMail,
    MailBatch,
    MailBounce,
    MailDay,
    MailJob,
    MailMessage,
)
from berakhlak.mail.naming import naming_reminders
from berakhlak.mail.part_reminders import forget_parts, seats_to_remind

# Mail that was switched on later does not tell of what happened long ago.
FRESH, FRESH_JOBS = timedelta(days=14), timedelta(days=3)
_log = logging.getLogger(__name__)


Parts = dict[int, list[tuple[int, MailKind]]]  # Account -> (cycle, what about it).


@dataclass(frozen=True)
class _Batch:
    """`is_noted`: whether the page of HR tells of it, and the schedule goes on from it. `shown`:
    another number that it tells: in a chosen part, how many get mail could tell who wants none."""

    cycle: Cycle
    kind: MailKind
    accounts: Collection[int]
    counted: int = 0
    is_noted: bool = True
    shown: int | None = None


@dataclass(frozen=True)
class _Told:
    """What each account is told of: cycles, jobs that it started, feedback and complaints."""

    parts: Parts
    jobs: dict[int, list[Job]]
    said: dict[int, set[MailKind]]

    @property
    def accounts(self) -> set[int]:
        return {*self.parts, *self.jobs, *self.said}


def put_together(
    session: Session, chosen: AgencyMail, *, keys: KeyStore, today: date, chance: Random
) -> int | None:
    """Store today's messages of one agency, in one commit; None when that was done before."""
    session.add(MailDay(agency_id=chosen.agency_id, day=today))
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return None
    _forget_earlier_days(session, chosen.agency_id, today)
    parts: Parts = defaultdict(list)
    for batch in _batches(session, chosen, keys, today):
        if batch.is_noted:
            _note(session, batch, today)
        for account in batch.accounts:
            parts[account].append((batch.cycle.id, batch.kind))
    told = _Told(
        parts,
        _finished_jobs(session, chosen.agency_id, today),
        feedback_to_tell(session, chosen.agency_id, today, fresh=FRESH),
    )
    for account_id, kinds in complaints_to_tell(session, chosen.agency_id, today).items():
        told.said.setdefault(account_id, set()).update(kinds)
    _store(session, chosen.agency_id, told, today, chance)
    session.commit()
    return len(told.accounts)


def _finished_jobs(session: Session, agency_id: int, today: date) -> dict[int, list[Job]]:
    """What each account is told of the jobs that it started."""
    since = datetime.combine(today - FRESH_JOBS, time(), UTC)
    found: dict[int, list[Job]] = defaultdict(list)
    for job in queries.jobs_to_tell(session, agency_id, since):
        if job.account_id is not None:
            found[job.account_id].append(job)
    return found


def _note(session: Session, batch: _Batch, today: date) -> None:
    session.add(
        MailBatch(
            cycle_id=batch.cycle.id,
            kind=batch.kind,
            day=today,
            recipients=len(batch.accounts) if batch.shown is None else batch.shown,
            counted=batch.counted,
        )
    )


def _store(
    session: Session,
    agency_id: int,
    told: _Told,
    today: date,
    chance: Random,
) -> None:
    """One message each; the order of the rows is drawn, and tells nothing of who is who."""
    waiting = {row.account_id: row for row in _waiting_messages(session, agency_id)}
    accounts = sorted(told.accounts)
    chance.shuffle(accounts)
    for account in accounts:
        message = waiting.get(account)
        if message is None:
            message = MailMessage.begin(account, today)
            session.add(message)
        for cycle_id, kind in told.parts.get(account, ()):
            message.add_part(cycle_id, kind)
        message.say(told.said.get(account, ()))
        for job in told.jobs.get(account, ()):
            message.jobs.append(session.merge(MailJob(job_id=job.id, finished_at=job.finished_at)))
    session.flush()


def _waiting_messages(session: Session, agency_id: int) -> Sequence[MailMessage]:
    wanted = select(MailMessage).join(Account, Account.id == MailMessage.account_id)
    return session.scalars(wanted.where(Account.agency_id == agency_id)).all()


def _batches(session: Session, chosen: AgencyMail, keys: KeyStore, today: date) -> Iterator[_Batch]:
    yield from _not_opened(session, chosen.agency_id, today)
    for cycle in queries.cycles_to_write_about(session, chosen.agency_id):
        if cycle.state is CycleState.PUBLISHED:
            yield from _published(session, cycle, today)
            continue
        invited = list(_invited(session, cycle, today))
        yield from invited or _invited_anew(session, cycle)
        if not invited:  # An invitation of today names the new day.
            yield from _given_more_time(session, cycle)
        if not invited and is_reminder_due(session, cycle, chosen.days_before, today):
            yield from _reminded(session, cycle, keys)
        elif not invited and today <= cycle.closes_on:
            yield from _part_reminded(session, cycle, keys)
        forget_parts(session, cycle)
        yield from _declined(session, cycle, today)
    yield from _after_profiles(session, chosen.agency_id, today)
    for reminders in (naming_reminders, holder_reminders):
        for cycle, kind, accounts in reminders(session, chosen.agency_id, today):
            yield _Batch(cycle, kind, accounts)


def _after_profiles(session: Session, agency_id: int, today: date) -> Iterator[_Batch]:
    """HR learns of no step, and counts objections on a page of their own."""
    for cycle, kind, accounts in mail_after_profiles(session, agency_id, today, fresh=FRESH):
        yield _Batch(cycle, kind, accounts, is_noted=kind is MailKind.PULSE_OUT)


def _not_opened(session: Session, agency_id: int, today: date) -> Iterator[_Batch]:
    """HR learns once of each planned day on which a cycle was not opened."""
    for cycle, missed in missed_openings(session, agency_id):
        day = missed.day.toordinal()
        if day > queries.counted_before(session, cycle, MailKind.NOT_OPENED):
            accounts = queries.hr_accounts(session, agency_id, today)
            yield _Batch(cycle, MailKind.NOT_OPENED, accounts, counted=day)


def _invited(session: Session, cycle: Cycle, today: date) -> Iterator[_Batch]:
    if queries.batch_days(session, cycle, MailKind.INVITATION) or not _is_fresh(
        cycle.opened_at, today
    ):
        return
    raters = queries.raters_asked(session, cycle)
    make_links(session, cycle, raters)
    accounts = queries.accounts_of_participants(session, cycle, raters, reminders=False)
    yield _Batch(cycle, MailKind.INVITATION, accounts)


def _invited_anew(session: Session, cycle: Cycle) -> Iterator[_Batch]:
    """Raters whose address was refused, and has been replaced since."""
    raters = queries.raters_asked(session, cycle)
    accounts = queries.accounts_of_participants(session, cycle, raters, reminders=False)
    mended = queries.accounts_with_new_address(session, accounts)
    if mended:
        session.execute(delete(MailBounce).where(MailBounce.account_id.in_(mended)))
        yield _Batch(cycle, MailKind.INVITATION, mended, is_noted=False)


def _given_more_time(session: Session, cycle: Cycle) -> Iterator[_Batch]:
    """All who were asked are told, done or not: whom mail left out would be known to have sent."""
    day = cycle.closes_on.toordinal()  # It only moves later, so the largest was told last.
    told = queries.counted_before(session, cycle, MailKind.EXTENDED)
    if cycle.extended_on is None or told >= day:
        return
    raters = queries.raters_asked(session, cycle)
    make_links(session, cycle, raters)
    accounts = queries.accounts_of_participants(session, cycle, raters, reminders=False)
    yield _Batch(cycle, MailKind.EXTENDED, accounts, counted=day)


def _reminded(session: Session, cycle: Cycle, keys: KeyStore) -> Iterator[_Batch]:
    try:
        raters = queries.raters_not_done(session, cycle, keys.key_of(cycle))
    except KeyUnusable:
        # Who is late cannot be known here; the page of the cycle says so, too.
        _log.warning("no reminders: the key of a cycle cannot be used here")
        return
    make_links(session, cycle, queries.raters_asked(session, cycle))
    accounts = queries.accounts_of_participants(session, cycle, raters, reminders=True)
    yield _Batch(cycle, MailKind.REMINDER, accounts)


def _part_reminded(session: Session, cycle: Cycle, keys: KeyStore) -> Iterator[_Batch]:
    """On days on which everybody who is late is asked anyway, this is none."""
    if seats := seats_to_remind(session, cycle, keys=keys):
        make_links(session, cycle, queries.raters_asked(session, cycle))
        accounts = queries.accounts_of_participants(session, cycle, seats, reminders=True)
        yield _Batch(cycle, MailKind.PART_REMINDER, accounts, shown=len(seats))


def _published(session: Session, cycle: Cycle, today: date) -> Iterator[_Batch]:
    if queries.batch_days(session, cycle, MailKind.PUBLISHED) or not _is_fresh(
        cycle.published_at, today
    ):
        return
    officers = queries.officers_with_results(session, cycle)
    accounts = queries.accounts_of_participants(session, cycle, officers, reminders=False)
    yield _Batch(cycle, MailKind.PUBLISHED, accounts)


def _declined(session: Session, cycle: Cycle, today: date) -> Iterator[_Batch]:
    count = queries.count_declined(session, cycle)
    if count > queries.counted_before(session, cycle, MailKind.DECLINED):
        accounts = queries.hr_accounts(session, cycle.agency_id, today)
        yield _Batch(cycle, MailKind.DECLINED, accounts, counted=count)


def _is_fresh(at: datetime | None, today: date) -> bool:
    return at is not None and today - local_day(at) <= FRESH


def is_reminder_due(session: Session, cycle: Cycle, days: list[int], today: date) -> bool:
    """Whether a day of the schedule has come since mail was last put together for the cycle.

    A day on which nothing ran is made up for on the next one.
    """
    if today > cycle.closes_on:
        return False
    done = [
        day
        for kind in (MailKind.INVITATION, MailKind.REMINDER)
        for day in queries.batch_days(session, cycle, kind)
    ]
    opened = local_day(cycle.opened_at) if cycle.opened_at else cycle.opens_on
    last = max([*done, opened])
    scheduled = [cycle.closes_on - timedelta(days=each) for each in days]
    return any(last < day <= today for day in scheduled)


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
