"""Agencies as an operator sees them: numbers, and never what they are numbers of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account, AccountRole, FederatedIdentity
from berakhlak.errors import NotFound
from berakhlak.jobs.models import PART, Job, JobState
from berakhlak.jobs.space import kept_bytes_by_agency
from berakhlak.people.models import Agency, Person
from berakhlak.roles import Role


class AgencyNotFound(NotFound):
    """No such agency."""


@dataclass(frozen=True)
class AgencyLine:
    """`officers` in service; `file_bytes` of files that jobs made and that have not expired;
    `is_at_work`: somebody can sign in there, or officers are on record."""

    agency: Agency
    officers: int
    file_bytes: int
    waiting_jobs: int
    is_at_work: bool


def agency_lines(session: Session, at: datetime) -> list[AgencyLine]:
    """Every agency, by name; some statements, however many there are."""
    officers = _counted(
        session,
        select(Person.agency_id, func.count()).where(Person.is_active).group_by(Person.agency_id),
    )
    waiting = _counted(
        session,
        select(Job.agency_id, func.count())
        .where(Job.state == JobState.WAITING, ~Job.kind.startswith(PART))
        .group_by(Job.agency_id),
    )
    kept = kept_bytes_by_agency(session, at)
    wanted = select(Agency, _is_at_work()).order_by(Agency.name, Agency.id)
    return [
        AgencyLine(
            agency,
            officers.get(agency.id, 0),
            kept.get(agency.id, 0),
            waiting.get(agency.id, 0),
            is_at_work,
        )
        for agency, is_at_work in session.execute(wanted)
    ]


def agency_of_id(session: Session, agency_id: int) -> Agency:
    """Raises AgencyNotFound."""
    found = session.get(Agency, agency_id)
    if found is None:
        raise AgencyNotFound
    return found


def is_at_work(session: Session, agency_id: int) -> bool:
    """Whether somebody has arrived there: from then on it lets in whom it wants to by itself."""
    return bool(session.scalar(select(_is_at_work()).where(Agency.id == agency_id)))


def first_administrator(session: Session, agency_id: int) -> Account | None:
    """Who was invited before."""
    wanted = (
        select(Account)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(Account.agency_id == agency_id, AccountRole.role == Role.ADMIN)
        .order_by(Account.id)
    )
    return session.scalars(wanted.limit(1)).first()


def _is_at_work() -> ColumnElement[bool]:
    by_provider = exists().where(FederatedIdentity.account_id == Account.id)
    opened = or_(Account.password_hash.is_not(None), by_provider)
    # People first: in most agencies there are some. The first by an index, for PostgreSQL would
    # look through the people of all agencies.
    somebody = select(Person.id).where(Person.agency_id == Agency.id).order_by(Person.nip).limit(1)
    account = select(Account.id).where(Account.agency_id == Agency.id, opened).limit(1)
    first_rows = (each.correlate(Agency).scalar_subquery() for each in (somebody, account))
    return or_(*(row.is_not(None) for row in first_rows))


def _counted(session: Session, wanted: Select[int, int]) -> Mapping[int, int]:
    rows: Sequence[tuple[int, int]] = [(agency, count) for agency, count in session.execute(wanted)]
    return dict(rows)
