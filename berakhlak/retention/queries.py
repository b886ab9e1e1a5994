"""Which results are over by the agency's rule, and what deleting them takes along."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from berakhlak.accounts.models import Account
from berakhlak.comments.models import Comment
from berakhlak.cycles.models import IS_MAIN, Cycle, DeletedCycle
from berakhlak.cycles.request_models import ResultsDeletion
from berakhlak.formats import local_day
from berakhlak.jobs.models import Job
from berakhlak.people.models import Agency
from berakhlak.profiles.access import RELEASED
from berakhlak.retention.cycle_rows import count_rows
from berakhlak.sealing.models import OfficerResult, UnitResult
from berakhlak.signing.models import IssuedDocument

DELETE_RESULTS = "delete results"


@dataclass(frozen=True)
class ResultsCounts:
    """What a cycle holds. `documents` go on being verified; `rows`: of all tables together."""

    officers: int
    units: int
    comments: int
    documents: int
    rows: int


@dataclass(frozen=True)
class OldResults:
    """A released cycle; `kept_until` is the last day of its period, None where no rule is set."""

    cycle: Cycle
    kept_until: date | None
    is_over: bool
    is_latest: bool


def kept_years(session: Session, agency_id: int) -> int | None:
    """How long the agency keeps results; None until it has said so."""
    return session.scalar(select(Agency.results_kept_years).where(Agency.id == agency_id))


def kept_until(cycle: Cycle, years: int | None) -> date | None:
    """The last day on which results are kept: so many years after they were published."""
    if years is None or cycle.published_at is None:
        return None
    day = local_day(cycle.published_at)
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


def is_latest(session: Session, cycle: Cycle) -> bool:
    """Whether no later results of the agency are released."""
    main = cycle.main or cycle
    later = select(Cycle.id).where(
        Cycle.agency_id == main.agency_id,
        Cycle.state.in_(RELEASED),
        Cycle.opens_on > main.opens_on,
        IS_MAIN,
    )
    return not session.scalar(select(later.exists()))


def old_results(session: Session, agency_id: int, today: date) -> list[OldResults]:
    """Every released cycle of the agency, the oldest first."""
    years = kept_years(session, agency_id)
    wanted = select(Cycle).where(Cycle.agency_id == agency_id, Cycle.state.in_(RELEASED), IS_MAIN)
    cycles = session.scalars(wanted.order_by(Cycle.published_at, Cycle.id)).all()
    newest = max((cycle.opens_on for cycle in cycles), default=None)
    listed = []
    for cycle in cycles:
        last = kept_until(cycle, years)
        over = last is not None and last < today
        listed.append(OldResults(cycle, last, over, cycle.opens_on == newest))
    return listed


def count_results(session: Session, cycle_ids: Sequence[int]) -> ResultsCounts:
    """What would go, and which documents stay to be verified."""

    def of(table: type[OfficerResult | UnitResult | Comment | IssuedDocument]) -> int:
        counted = select(func.count()).select_from(table).where(table.cycle_id.in_(cycle_ids))
        return session.scalar(counted) or 0

    tables = count_rows(session, cycle_ids)
    rows = sum(tables.values()) - tables.get(ResultsDeletion.__tablename__, 0)  # Asking adds none.
    return ResultsCounts(of(OfficerResult), of(UnitResult), of(Comment), of(IssuedDocument), rows)


def cycles_of_results(cycle: Cycle) -> list[Cycle]:
    """The cycle, the results of its second instrument, and its pulse, which tells nothing without
    it."""
    return [each for each in (*cycle.both, cycle.pulse) if each is not None]


def ids_of(cycle: Cycle) -> list[int]:
    """The same by their numbers."""
    return [each.id for each in cycles_of_results(cycle)]


def later_cycles_compared(session: Session, cycle: Cycle) -> Sequence[str]:
    """Names of the released cycles that come next: their profiles compare with these results."""
    between = select(Cycle.opens_on).where(
        Cycle.agency_id == cycle.agency_id,
        Cycle.state.in_(RELEASED),
        Cycle.opens_on > cycle.opens_on,
        IS_MAIN,
    )
    after = session.scalar(between.order_by(Cycle.opens_on).limit(1))
    if after is None:
        return []
    wanted = select(Cycle.name).where(
        Cycle.agency_id == cycle.agency_id,
        Cycle.state.in_(RELEASED),
        Cycle.opens_on == after,
        IS_MAIN,
    )
    return session.scalars(wanted.order_by(Cycle.name)).all()


def is_at_work(session: Session, cycle: Cycle) -> bool:
    """Whether any job about the cycle waits or runs, other than that of deleting it."""
    wanted = select(Job).where(
        Job.agency_id == cycle.agency_id, Job.finished_at.is_(None), Job.kind != DELETE_RESULTS
    )
    ids = set(ids_of(cycle))
    return any(job.arguments.get("cycle") in ids for job in session.scalars(wanted))


def deleted_cycles(session: Session, agency_id: int) -> Sequence[Any]:
    """Rows of what was deleted, the newest first: DeletedCycle, who asked, who agreed."""
    asker, other = aliased(Account), aliased(Account)
    wanted = (
        select(DeletedCycle, asker.name, other.name)
        .join(asker, asker.id == DeletedCycle.asked_by)
        .join(other, other.id == DeletedCycle.agreed_by)
        .where(DeletedCycle.agency_id == agency_id)
    )
    return session.execute(wanted.order_by(DeletedCycle.id.desc())).all()


def is_deleted(session: Session, agency_id: int, cycle_id: int) -> bool:
    """Whether a cycle that had this number was deleted, and none has it now."""
    mine = (DeletedCycle.agency_id == agency_id, DeletedCycle.cycle_id == cycle_id)
    was = session.scalar(select(exists().where(*mine)))
    return bool(was) and session.get(Cycle, cycle_id) is None
