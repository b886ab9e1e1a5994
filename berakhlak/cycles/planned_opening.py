"""A day on which a cycle opens by itself: set, moved, withdrawn. See docs/decisions/0171."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.days import require_days_in_order, require_known_year
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import BEFORE_OPENING, Cycle
from berakhlak.cycles.planned_day import PlannedOpening
from berakhlak.cycles.readiness import CycleNotInState, require_ready
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.formats import long_date


class OpeningDayPast(InvalidInput):
    """The cycle would have had to open already."""

    message = _(
        "Pilih hari sesudah hari ini. Untuk membuka hari ini juga, bukalah siklus sekarang."
    )


class NoTimeToAnswer(InvalidInput):
    """Raters would have no day after the one on which the cycle opens."""

    def __init__(self, closes_on: date) -> None:
        super().__init__(
            _(
                "Hari terakhir siklus ini %(day)s, jadi siklus harus dibuka sebelum hari itu. "
                "Pilih hari lain, atau ubah dahulu hari terakhirnya.",
                day=long_date(closes_on),
            )
        )


class OpeningIsPlanned(StateConflict):
    """Other days do not go with the plan that stands."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _(
                "Pembukaan sudah direncanakan pada %(day)s. Ubah atau tarik dahulu rencana itu di "
                "halaman siklus, lalu ubah tanggalnya.",
                day=long_date(day),
            )
        )


class NoPlannedOpening(StateConflict):
    """There is no plan: it was withdrawn, or the cycle is being opened."""

    message = _("Tidak ada rencana pembukaan; mungkin sudah ditarik, atau siklus sedang dibuka.")


def planned_opening(session: Session, cycle: Cycle) -> PlannedOpening | None:
    """The plan of a cycle, also one on whose day opening was refused."""
    # Read anew: a worker may have taken it up meanwhile.
    return session.get(PlannedOpening, cycle.id, populate_existing=True)


def require_time_to_answer(cycle: Cycle, day: date) -> None:
    """Raises NoTimeToAnswer unless a day is left after the one on which the cycle opens."""
    if cycle.closes_on <= day:
        raise NoTimeToAnswer(cycle.closes_on)


def require_plan_kept(session: Session, cycle: Cycle, *, opens_on: date, closes_on: date) -> None:
    """Raises OpeningIsPlanned where these days contradict a plan that still stands."""
    plan = planned_opening(session, cycle)
    if plan and plan.asked_on is None and (opens_on != plan.day or closes_on <= plan.day):
        raise OpeningIsPlanned(plan.day)


def plan_opening(
    session: Session,
    cycle: Cycle,
    day: date,
    *,
    keys: KeyStore,
    by: Actor,
    at: datetime,
    today: date,
    language: str,
) -> None:
    """Let the cycle open at the start of a later day, on behalf of `by`; replaces another plan.

    The day becomes the first one of the cycle. Raises OpeningDayPast, NoTimeToAnswer, as
    `cycles.days`, and as `require_ready`.
    """
    require_known_year(day)
    if day <= today:
        raise OpeningDayPast
    require_time_to_answer(cycle, day)
    require_days_in_order(day, cycle.closes_on)
    # Whoever opens or changes the cycle has finished, or waits for us.
    ours = and_(Cycle.id == cycle.id, Cycle.state.in_(BEFORE_OPENING), Cycle.closes_on > day)
    moved = update(Cycle).where(ours).values(opens_on=day)
    if not rows_changed(session, moved.execution_options(synchronize_session=False)):
        raise CycleNotInState
    session.refresh(cycle)
    require_ready(session, cycle, keys=keys)
    session.execute(delete(PlannedOpening).where(PlannedOpening.cycle_id == cycle.id))
    row = {"cycle_id": cycle.id, "account_id": by.id, "day": day, "language": language}
    session.execute(insert_unless_known(session, PlannedOpening, row))
    audit.record_act(
        session, Act.PLANNED_OPENING, cycle.id, by=by, at=at, detail={"day": day.isoformat()}
    )
    session.flush()


def withdraw_plan(
    session: Session, cycle: Cycle, *, is_missed: bool, by: Actor, at: datetime
) -> None:
    """Take the plan away; `is_missed`: one that came to nothing. Raises NoPlannedOpening, also
    where a worker has begun to open the cycle by it."""
    ours = [PlannedOpening.cycle_id == cycle.id]
    if not is_missed:
        ours.append(PlannedOpening.asked_on.is_(None))
    if not rows_changed(session, delete(PlannedOpening).where(*ours)):
        raise NoPlannedOpening
    audit.record_act(session, Act.WITHDREW_OPENING, cycle.id, by=by, at=at)
    session.flush()


def cycles_due(session: Session, today: date) -> list[int]:
    """Ids of the cycles whose day has come, and whose opening nobody has asked for yet."""
    due = (PlannedOpening.day <= today, PlannedOpening.asked_on.is_(None))
    return list(session.scalars(select(PlannedOpening.cycle_id).where(*due).order_by("cycle_id")))


def take_up_plan(session: Session, cycle_id: int, today: date) -> bool:
    """Make the caller the one that asks for the opening; False when another was first."""
    ours = (
        PlannedOpening.cycle_id == cycle_id,
        PlannedOpening.day <= today,
        PlannedOpening.asked_on.is_(None),
    )
    taken = update(PlannedOpening).where(*ours).values(asked_on=today)
    return bool(rows_changed(session, taken.execution_options(synchronize_session=False)))
