"""Hours of learning (JP) that HR has confirmed, against twenty a year (PP 11/2017 article 203)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.people.models import Person, Unit
from berakhlak.training.models import TrainingAttendance, TrainingRun

YEARLY_HOURS = 20
YEARS = range(2000, 2101)
"""Of which anything may be asked."""


@dataclass(frozen=True)
class UnitHours:
    """Of how many officers of a unit, how many have reached the hours of a year."""

    unit: str
    officers: int
    reached: int


def hours_of(session: Session, person_id: int, year: int) -> int:
    """What one officer attended in a year, by the last day of each run."""
    mine = _counted(year).where(TrainingAttendance.person_id == person_id).subquery()
    return session.scalar(select(mine.c.hours)) or 0


def attended_by(session: Session, person_id: int) -> Sequence[TrainingAttendance]:
    """The rolls that an officer stands on, the newest first."""
    mine = (
        select(TrainingAttendance)
        .join(TrainingRun, TrainingRun.id == TrainingAttendance.run_id)
        .where(TrainingAttendance.person_id == person_id)
        .options(joinedload(TrainingAttendance.run))
        .order_by(TrainingRun.ends_on.desc(), TrainingRun.id)
    )
    return session.scalars(mine).all()


def hours_of_all(session: Session, agency_id: int, year: int) -> dict[int, int]:
    """By officer of an agency; those without any are left out."""
    counted = _counted(year).subquery()
    wanted = (
        select(counted.c.person_id, counted.c.hours)
        .join(Person, Person.id == counted.c.person_id)
        .where(Person.agency_id == agency_id)
    )
    return {person_id: int(hours) for person_id, hours in session.execute(wanted)}


def hours_by_unit(session: Session, agency_id: int, year: int) -> list[UnitHours]:
    """All units with active officers, by code; from HR's own rolls, which name them."""
    counted = _counted(year).subquery()
    reached = func.sum(case((counted.c.hours >= YEARLY_HOURS, 1), else_=0))
    wanted = (
        select(Unit.name, func.count(Person.id), reached)
        .join(Person, Person.unit_id == Unit.id)
        .outerjoin(counted, counted.c.person_id == Person.id)
        .where(Unit.agency_id == agency_id, Person.is_active)
        .group_by(Unit.id, Unit.name, Unit.code)
        .order_by(Unit.code)
    )
    return [UnitHours(unit, n, int(done or 0)) for unit, n, done in session.execute(wanted)]


def within_year(year: int) -> ColumnElement[bool]:
    """Whether a run ended in that year."""
    return TrainingRun.ends_on.between(date(year, 1, 1), date(year, 12, 31))


def _counted(year: int) -> Select[int, int]:
    """(officer, hours) of a year."""
    return (
        select(TrainingAttendance.person_id, func.sum(TrainingRun.hours).label("hours"))
        .join(TrainingRun, TrainingRun.id == TrainingAttendance.run_id)
        .where(
            TrainingAttendance.attended.is_(True),
            TrainingRun.confirmed_on.is_not(None),
            within_year(year),
        )
        .group_by(TrainingAttendance.person_id)
    )
