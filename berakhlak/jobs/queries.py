"""Reading jobs, as far as their readers may."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from flask_babel import lazy_gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.errors import NotFound
from berakhlak.jobs.models import PART, Job, JobState
from berakhlak.pagination import paginate_rows

PER_PAGE = 30


class JobReader(Protocol):
    """Whoever looks: an account with its agency."""

    @property
    def id(self) -> int: ...
    @property
    def agency_id(self) -> int: ...


class JobNotFound(NotFound):
    """No such job, or none that this person may see."""

    message = _("Pekerjaan ini tidak ada, atau bukan milik Anda.")


def job_of(session: Session, common: Collection[str], reader: JobReader, job_id: int) -> Job:
    """A job that the reader may see: their own, or of the `common` kinds. Raises JobNotFound."""
    job = session.scalar(select(Job).where(Job.id == job_id, _seen(common, reader)))
    if job is None:
        raise JobNotFound
    return job


def jobs_page(
    session: Session, common: Collection[str], reader: JobReader, page: int
) -> Pagination:
    """The jobs that the reader may see, the newest first, each with the name of who asked."""
    wanted = (
        select(Job, Account.name)
        .outerjoin(Account, Account.id == Job.account_id)
        .where(_seen(common, reader))
        .order_by(Job.created_at.desc(), Job.id.desc())
    )
    return paginate_rows(session, wanted, page, PER_PAGE, lambda job, name: (job, name))


def unfinished_job(
    session: Session, agency_id: int, kinds: Collection[str], key: str
) -> Job | None:
    """The first job of these kinds with this key that waits or runs."""
    keys = [f"{agency_id}:{kind}:{key}" for kind in kinds]
    wanted = select(Job).where(Job.key.in_(keys), Job.finished_at.is_(None))
    return session.scalars(wanted.order_by(Job.id).limit(1)).first()


def finished_jobs(session: Session, agency_id: int, kind: str, most: int) -> Sequence[Job]:
    """The last jobs of this kind that are done, the newest first."""
    done = (Job.agency_id == agency_id, Job.kind == kind, Job.state == JobState.DONE)
    return session.scalars(select(Job).where(*done).order_by(Job.id.desc()).limit(most)).all()


def latest_job(session: Session, agency_id: int, kind: str, key: str) -> Job | None:
    """The job of this kind and key that was asked for last, whatever came of it."""
    wanted = select(Job).where(Job.key == f"{agency_id}:{kind}:{key}")
    return session.scalars(wanted.order_by(Job.id.desc()).limit(1)).first()


def who_asked(session: Session, job: Job) -> str | None:
    """The name of the account that asked; None for an operator."""
    return session.scalar(select(Account.name).where(Account.id == job.account_id))


def jobs_ahead(session: Session, job: Job) -> int:
    """How many jobs run or were asked for before one that waits."""
    busy = and_(Job.state == JobState.WAITING, Job.id < job.id)
    return len(
        session.scalars(select(Job.id).where(or_(Job.state == JobState.RUNNING, busy))).all()
    )


def _seen(common: Collection[str], reader: JobReader) -> ColumnElement[bool]:
    theirs = or_(Job.account_id == reader.id, Job.kind.in_(common))
    return and_(Job.agency_id == reader.agency_id, theirs, ~Job.kind.startswith(PART))
