"""On the day that HR planned, a worker asks for the opening; what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import BEFORE_OPENING, Cycle
from berakhlak.cycles.planned_day import PlannedOpening
from berakhlak.cycles.planned_opening import cycles_due, planned_opening, take_up_plan
from berakhlak.extensions import db
from berakhlak.formats import local_day
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.queries import latest_job, unfinished_job

OPEN = "open cycle"


@dataclass(frozen=True)
class MissedOpening:
    """A planned day on which the cycle was not opened; `job` says why, while it is kept."""

    day: date
    job: Job | None


def ask_for_planned_openings(at: datetime) -> None:
    """Ask once for each opening whose day has come; each in a commit of its own."""
    session, today = db.session(), local_day(at)
    for cycle_id in cycles_due(session, today):
        if take_up_plan(session, cycle_id, today):
            _ask(session, session.get_one(PlannedOpening, cycle_id), at)
        session.commit()


def _ask(session: Session, plan: PlannedOpening, at: datetime) -> None:
    cycle = session.get_one(Cycle, plan.cycle_id)
    enqueue(
        session,
        OPEN,
        {"cycle": cycle.id, "is_planned": True},
        key=str(cycle.id),
        agency_id=cycle.agency_id,
        subject=cycle.name,
        by=session.get_one(Account, plan.account_id),
        at=at,
        language=plan.language,
    )


def missed_opening(session: Session, cycle: Cycle) -> MissedOpening | None:
    """The planned day on which opening was refused; nothing while it is still tried."""
    plan = planned_opening(session, cycle)
    if plan is None or plan.asked_on is None or cycle.state not in BEFORE_OPENING:
        return None
    key = str(cycle.id)
    if unfinished_job(session, cycle.agency_id, (OPEN,), key):
        return None
    return MissedOpening(plan.day, latest_job(session, cycle.agency_id, OPEN, key))


def missed_openings(session: Session, agency_id: int) -> list[tuple[Cycle, MissedOpening]]:
    """The agency's cycles that a plan was to open and that are not open, each with that day."""
    wanted = (
        select(Cycle)
        .join(PlannedOpening, PlannedOpening.cycle_id == Cycle.id)
        .where(Cycle.agency_id == agency_id, PlannedOpening.asked_on.is_not(None))
        .order_by(Cycle.id)
    )
    found = [(each, missed_opening(session, each)) for each in session.scalars(wanted)]
    return [(cycle, missed) for cycle, missed in found if missed]
