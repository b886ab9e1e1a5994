"""The mail of a day, put together once for an agency; everybody gets at most one.

Who gets a reminder is decided here, at one moment of the day, for all at once: 0036 says why.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from berakhlak.cycle_steps.planned_opening import missed_openings
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.formats import local_day
from berakhlak.jobs.models import Job
from berakhlak.mail import queries
from berakhlak.mail.after_profiles import mail_after_profiles
from berakhlak.mail.complaints import complaints_to_tell
from berakhlak.mail.daily_messages import (
    DailyBatch,
    DailyMail,
    is_day_done,
    store_daily_mail,
)
from berakhlak.mail.feedback import feedback_to_tell
from berakhlak.mail.holders import holder_reminders
from berakhlak.mail.kinds import MailKind
from berakhlak.mail.models import AgencyMail
from berakhlak.mail.naming import naming_reminders
from berakhlak.mail.part_reminders import seats_to_remind

# Mail that was switched on later does not tell of what happened long ago.
FRESH, FRESH_JOBS = timedelta(days=14), timedelta(days=3)
_log = logging.getLogger(__name__)


def put_together(
    session: Session, chosen: AgencyMail, *, keys: KeyStore, today: date, chance: Random
) -> int | None:
    """Store today's messages of one agency, in one commit; None when that was done before.

    All is decided before anything is written: nobody who saves waits for it.
    """
    if is_day_done(session, chosen.agency_id, today):
        return None
    mail = _decided(session, chosen, keys, today)
    stored = store_daily_mail(session, chosen.agency_id, mail, today, chance)
    return len(mail.accounts) if stored else None


def _decided(session: Session, chosen: AgencyMail, keys: KeyStore, today: date) -> DailyMail:
    batches = list(_batches(session, chosen, keys, today))
    said = feedback_to_tell(session, chosen.agency_id, today, fresh=FRESH)
    for account_id, kinds in complaints_to_tell(session, chosen.agency_id, today).items():
        said.setdefault(account_id, set()).update(kinds)
    jobs = _finished_jobs(session, chosen.agency_id, today)
    return DailyMail(batches, jobs, said, _answered_cycles(session, chosen.agency_id))


def _answered_cycles(session: Session, agency_id: int) -> list[Cycle]:
    cycles = queries.cycles_to_write_about(session, agency_id)
    return [each for each in cycles if each.state is not CycleState.PUBLISHED]


def _finished_jobs(session: Session, agency_id: int, today: date) -> dict[int, list[Job]]:
    """What each account is told of the jobs that it started."""
    since = datetime.combine(today - FRESH_JOBS, time(), UTC)
    found: dict[int, list[Job]] = defaultdict(list)
    for job in queries.jobs_to_tell(session, agency_id, since):
        if job.account_id is not None:
            found[job.account_id].append(job)
    return found


def _batches(
    session: Session, chosen: AgencyMail, keys: KeyStore, today: date
) -> Iterator[DailyBatch]:
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
        yield from _declined(session, cycle, today)
    yield from _after_profiles(session, chosen.agency_id, today)
    for reminders in (naming_reminders, holder_reminders):
        for cycle, kind, accounts in reminders(session, chosen.agency_id, today):
            yield DailyBatch(cycle, kind, accounts)


def _after_profiles(session: Session, agency_id: int, today: date) -> Iterator[DailyBatch]:
    """HR learns of no step, and counts objections on a page of their own."""
    for cycle, kind, accounts in mail_after_profiles(session, agency_id, today, fresh=FRESH):
        yield DailyBatch(cycle, kind, accounts, is_noted=kind is MailKind.PULSE_OUT)


def _not_opened(session: Session, agency_id: int, today: date) -> Iterator[DailyBatch]:
    """HR learns once of each planned day on which a cycle was not opened."""
    for cycle, missed in missed_openings(session, agency_id):
        day = missed.day.toordinal()
        if day > queries.counted_before(session, cycle, MailKind.NOT_OPENED):
            accounts = queries.hr_accounts(session, agency_id, today)
            yield DailyBatch(cycle, MailKind.NOT_OPENED, accounts, counted=day)


def _invited(session: Session, cycle: Cycle, today: date) -> Iterator[DailyBatch]:
    if queries.batch_days(session, cycle, MailKind.INVITATION) or not _is_fresh(
        cycle.opened_at, today
    ):
        return
    raters = queries.raters_asked(session, cycle)
    accounts = queries.accounts_of_participants(session, cycle, raters, reminders=False)
    yield DailyBatch(cycle, MailKind.INVITATION, accounts, linked=raters)


def _invited_anew(session: Session, cycle: Cycle) -> Iterator[DailyBatch]:
    """Raters whose address was refused, and has been replaced since."""
    raters = queries.raters_asked(session, cycle)
    accounts = queries.accounts_of_participants(session, cycle, raters, reminders=False)
    mended = queries.accounts_with_new_address(session, accounts)
    if mended:
        yield DailyBatch(cycle, MailKind.INVITATION, mended, is_noted=False, mended=mended)


def _given_more_time(session: Session, cycle: Cycle) -> Iterator[DailyBatch]:
    """All who were asked are told, done or not: whom mail left out would be known to have sent."""
    day = cycle.closes_on.toordinal()  # It only moves later, so the largest was told last.
    told = queries.counted_before(session, cycle, MailKind.EXTENDED)
    if cycle.extended_on is None or told >= day:
        return
    raters = queries.raters_asked(session, cycle)
    accounts = queries.accounts_of_participants(session, cycle, raters, reminders=False)
    yield DailyBatch(cycle, MailKind.EXTENDED, accounts, counted=day, linked=raters)


def _reminded(session: Session, cycle: Cycle, keys: KeyStore) -> Iterator[DailyBatch]:
    try:
        raters = queries.raters_not_done(session, cycle, keys.key_of(cycle))
    except KeyUnusable:
        # Who is late cannot be known here; the page of the cycle says so, too.
        _log.warning("no reminders: the key of a cycle cannot be used here")
        return
    asked = queries.raters_asked(session, cycle)
    accounts = queries.accounts_of_participants(session, cycle, raters, reminders=True)
    yield DailyBatch(cycle, MailKind.REMINDER, accounts, linked=asked)


def _part_reminded(session: Session, cycle: Cycle, keys: KeyStore) -> Iterator[DailyBatch]:
    """On days on which everybody who is late is asked anyway, this is none."""
    if seats := seats_to_remind(session, cycle, keys=keys):
        asked = queries.raters_asked(session, cycle)
        accounts = queries.accounts_of_participants(session, cycle, seats, reminders=True)
        kind = MailKind.PART_REMINDER
        yield DailyBatch(cycle, kind, accounts, shown=len(seats), linked=asked)


def _published(session: Session, cycle: Cycle, today: date) -> Iterator[DailyBatch]:
    if queries.batch_days(session, cycle, MailKind.PUBLISHED) or not _is_fresh(
        cycle.published_at, today
    ):
        return
    officers = queries.officers_with_results(session, cycle)
    accounts = queries.accounts_of_participants(session, cycle, officers, reminders=False)
    yield DailyBatch(cycle, MailKind.PUBLISHED, accounts)


def _declined(session: Session, cycle: Cycle, today: date) -> Iterator[DailyBatch]:
    count = queries.count_declined(session, cycle)
    if count > queries.counted_before(session, cycle, MailKind.DECLINED):
        accounts = queries.hr_accounts(session, cycle.agency_id, today)
        yield DailyBatch(cycle, MailKind.DECLINED, accounts, counted=count)


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
