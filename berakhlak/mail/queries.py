"""Who is to be written to, and what was chosen; reading alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account, AccountRole
from berakhlak.accounts.queries import holds
from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import IS_MAIN, Cycle, CycleState, Participant
from berakhlak.jobs.models import Job, JobState
from berakhlak.mail.default_wordings import default_wording
from berakhlak.mail.kinds import MailKind, MailWording
from berakhlak.mail.models import (
    AgencyMail,
    MailBatch,
    MailBounce,
    MailDay,
    MailJob,
    MailPreference,
    MailTemplate,
)
from berakhlak.people.models import Person
from berakhlak.ratings.progress import SheetProgress, progress_of
from berakhlak.roles import Role
from berakhlak.sealing.models import OfficerResult

# Whoever started a job that took less time saw how it ended.
LONG_JOB = timedelta(minutes=3)
_WAITING = (SheetProgress.OWED, SheetProgress.DRAFT)


class _AskedRow(NamedTuple):
    """An assignment without its objects: a large cycle has a million."""

    id: int
    cycle_id: int
    rater_id: int
    declined: DeclineReason | None


def agencies_with_mail(session: Session) -> Sequence[AgencyMail]:
    """Agencies that have mail switched on, in the order of their ids."""
    wanted = select(AgencyMail).where(AgencyMail.is_on).order_by(AgencyMail.agency_id)
    return session.scalars(wanted).all()


def agency_mail_of(session: Session, agency_id: int) -> AgencyMail:
    """What the agency chose, or what holds until it does; not in the session then."""
    found = session.get(AgencyMail, agency_id)
    return found or AgencyMail(
        agency_id=agency_id, is_on=False, reminder_days="7,3,1", has_links=True
    )


def is_put_together(session: Session, agency_id: int, day: date) -> bool:
    """Whether the agency's mail of this day stands; what is asked for now leaves with a later."""
    return session.get(MailDay, (agency_id, day)) is not None


def wording_of(session: Session, agency_id: int, kind: MailKind, language: str) -> MailWording:
    """What HR wrote, or the default."""
    found = session.get(MailTemplate, (agency_id, kind, language))
    if found is None:
        return default_wording(kind, language)
    return MailWording(found.subject, found.body)


def batch_days(session: Session, cycle: Cycle, kind: MailKind) -> list[date]:
    """The days on which mail of a kind was put together for the cycle, first to last."""
    wanted = select(MailBatch.day).where(MailBatch.cycle_id == cycle.id, MailBatch.kind == kind)
    return sorted(session.scalars(wanted))


def counted_before(session: Session, cycle: Cycle, kind: MailKind) -> int:
    """The largest count that mail of this kind was about."""
    wanted = select(func.max(MailBatch.counted)).where(
        MailBatch.cycle_id == cycle.id, MailBatch.kind == kind
    )
    return session.scalar(wanted) or 0


def cycles_to_write_about(session: Session, agency_id: int) -> Sequence[Cycle]:
    """Cycles of the agency that take answers or have been published; of archived ones nobody is
    told any more."""
    states = (CycleState.OPEN, CycleState.PUBLISHED)
    wanted = select(Cycle).where(Cycle.agency_id == agency_id, Cycle.state.in_(states), IS_MAIN)
    return session.scalars(wanted.order_by(Cycle.id)).all()


def raters_asked(session: Session, cycle: Cycle) -> set[int]:
    """Ids of the participants who are asked to rate anybody."""
    wanted = select(Assignment.rater_id).where(Assignment.cycle_id == cycle.id).distinct()
    return set(session.scalars(wanted))


def raters_not_done(session: Session, cycle: Cycle, key: CycleKey) -> set[int]:
    """Ids of the participants who have something left to send, at this moment."""
    columns = (Assignment.id, Assignment.cycle_id, Assignment.rater_id, Assignment.declined)
    found = session.execute(select(*columns).where(Assignment.cycle_id == cycle.id))
    rows = [_AskedRow(*each) for each in found]
    states = progress_of(session, rows, key=key) if rows else {}
    return {row.rater_id for row in rows if states[row.id] in _WAITING}


def officers_with_results(session: Session, cycle: Cycle) -> set[int]:
    """Ids of the participants of whom there is a profile."""
    wanted = select(OfficerResult.participant_id).where(OfficerResult.cycle_id == cycle.id)
    return set(session.scalars(wanted))


def count_declined(session: Session, cycle: Cycle) -> int:
    """How many assignments were given back."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Assignment)
            .where(Assignment.cycle_id == cycle.id, Assignment.declined.is_not(None))
        )
        or 0
    )


def accounts_of_participants(
    session: Session, cycle: Cycle, participant_ids: Collection[int], *, reminders: bool
) -> set[int]:
    """Ids of the accounts to write to; with `reminders`, without those who want none."""
    wanted = (
        select(Participant.id, Account.id)
        .join(Person, Person.id == Participant.person_id)
        .join(Account, Account.id == Person.account_id)
        .where(Participant.cycle_id == cycle.id, Person.is_active)
    )
    found = session.execute(reachable(wanted, reminders=reminders))
    return {account for participant, account in found if participant in participant_ids}


def accounts_of_people(session: Session, person_ids: Collection[int]) -> set[int]:
    """Ids of the accounts of active officers that can be written to."""
    wanted = (
        select(Person.id, Account.id)
        .join(Account, Account.id == Person.account_id)
        .where(Person.id.in_(person_ids), Person.is_active)
    )
    return {account for _person, account in session.execute(reachable(wanted, reminders=False))}


def accounts_with_new_address(session: Session, account_ids: Collection[int]) -> set[int]:
    """Those of the accounts whose refused address has been replaced since."""
    wanted = (
        select(Account.id)
        .join(MailBounce, MailBounce.account_id == Account.id)
        .where(Account.email != MailBounce.address)
    )
    return {each for each in session.scalars(wanted) if each in account_ids}


def hr_accounts(session: Session, agency_id: int, today: date, *, whole: bool = False) -> set[int]:
    """Ids of the accounts of the agency's HR that can be written to; with `whole`, only of those
    who are it for the whole agency."""
    far = (AccountRole.unit_id.is_(None),) if whole else ()
    wanted = (
        select(AccountRole.account_id, Account.id)
        .join(Account, Account.id == AccountRole.account_id)
        .where(Account.agency_id == agency_id, holds(Role.HR, today), *far)
    )
    return {account for _same, account in session.execute(reachable(wanted, reminders=False))}


def jobs_to_tell(session: Session, agency_id: int, since: datetime) -> Sequence[Job]:
    """Jobs that took so long that nobody waited for them, ended since, and are not told of yet.

    Only those whose starter can be written to.
    """
    told = and_(MailJob.job_id == Job.id, MailJob.finished_at == Job.finished_at)
    wanted = (
        select(Account.id, Job)
        .join(Job, Job.account_id == Account.id)
        .outerjoin(MailJob, told)
        .where(
            Job.agency_id == agency_id,
            Job.state.in_((JobState.DONE, JobState.FAILED)),
            Job.finished_at >= since,
            MailJob.job_id.is_(None),
        )
        .order_by(Job.id)
    )
    found = session.execute(reachable(wanted, reminders=False))
    return [job for _account, job in found if job.took >= LONG_JOB]


def reachable(wanted: Select[Any, Any], *, reminders: bool) -> Select[Any, Any]:
    """Only enabled accounts with an address that was not refused."""
    refused = and_(MailBounce.account_id == Account.id, MailBounce.address == Account.email)
    found = wanted.outerjoin(MailBounce, refused).where(
        Account.is_enabled, Account.email.is_not(None), MailBounce.account_id.is_(None)
    )
    if not reminders:
        return found
    chosen = MailPreference.account_id == Account.id
    return found.outerjoin(MailPreference, chosen).where(
        or_(MailPreference.account_id.is_(None), MailPreference.has_reminders)
    )


def participant_of_account(session: Session, cycle_id: int, account_id: int) -> Participant | None:
    """The account's person in a cycle."""
    wanted = (
        select(Participant)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.cycle_id == cycle_id, Person.account_id == account_id)
    )
    return session.scalar(wanted)


def is_refused(session: Session, account: Account) -> bool:
    """Whether the very address that the account has was refused for good."""
    bounce = session.get(MailBounce, account.id)
    return bounce is not None and bounce.address == account.email


def bounces_of(session: Session, agency_id: int) -> Sequence[MailBounce]:
    """Refused addresses that their accounts still have, newest first."""
    wanted = (
        select(MailBounce)
        .join(Account, Account.id == MailBounce.account_id)
        .where(Account.agency_id == agency_id, Account.email == MailBounce.address)
        # From the refused ones on: SQLite begins with all accounts of an agency otherwise.
        .where(Account.id.in_(select(MailBounce.account_id)))
        .order_by(MailBounce.day.desc(), Account.name, Account.id)
    )
    return session.scalars(wanted).all()


def batches_of(session: Session, agency_id: int) -> Sequence[tuple[MailBatch, str]]:
    """What was put together for the agency's cycles, newest first, with the cycle's name."""
    wanted = (
        select(MailBatch, Cycle.name)
        .join(Cycle, Cycle.id == MailBatch.cycle_id)
        .where(Cycle.agency_id == agency_id)
        .order_by(MailBatch.day.desc(), Cycle.id, MailBatch.kind)
        .limit(50)
    )
    return [(batch, name) for batch, name in session.execute(wanted)]


def count_without_address(session: Session, agency_id: int) -> int:
    """Active officers of the agency whom no mail can reach."""
    wanted = (
        select(func.count())
        .select_from(Person)
        .outerjoin(Account, Account.id == Person.account_id)
        .where(Person.agency_id == agency_id, Person.is_active, Account.email.is_(None))
    )
    return session.scalar(wanted) or 0
