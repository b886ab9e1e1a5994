"""Hours of learning (JP) that HR has confirmed, against twenty a year (PP 11/2017 article 203)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.pagination import paginate_read
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


def officers_and_reached(session: Session, agency_id: int, year: int) -> tuple[int, int]:
    """How many active officers an agency has, and how many of them have reached the hours."""
    ours = (Person.agency_id == agency_id, Person.is_active)
    officers = session.scalar(select(func.count()).select_from(Person).where(*ours))
    counted = _counted(year).having(func.sum(TrainingRun.hours) >= YEARLY_HOURS).subquery()
    is_ours = exists().where(Person.id == counted.c.person_id, *ours)
    reached = session.scalar(select(func.count()).select_from(counted).where(is_ours))
    return officers or 0, reached or 0


def hours_by_unit(
    session: Session, agency_id: int, year: int, page: int, per_page: int
) -> Pagination:
    """A page of the units with active officers, by code; from HR's own rolls, which name them.
    Officers are counted in the units of the page alone."""
    has_officers = exists().where(Person.unit_id == Unit.id, Person.is_active)
    units = select(Unit.id, Unit.name).where(Unit.agency_id == agency_id, has_officers)
    total = session.scalar(select(func.count()).select_from(units.subquery())) or 0

    def read(first: int, number: int) -> list[UnitHours]:
        shown = units.order_by(Unit.code).limit(number).offset(first)
        names = dict(session.execute(shown).all())
        counts = _counts_of_units(session, list(names), year)
        return [UnitHours(name, *counts.get(unit, (0, 0))) for unit, name in names.items()]

    return paginate_read(total, page, per_page, read)


def _counts_of_units(
    session: Session, unit_ids: Sequence[int], year: int
) -> dict[int, tuple[int, int]]:
    """Of each unit: active officers, and how many of them have reached the hours."""
    own = (
        select(func.sum(TrainingRun.hours))
        .select_from(TrainingAttendance)
        .join(TrainingRun, TrainingRun.id == TrainingAttendance.run_id)
        .where(TrainingAttendance.person_id == Person.id, *_counts_in(year))
        .scalar_subquery()
    )
    wanted = select(Person.unit_id, func.count(), func.count().filter(own >= YEARLY_HOURS))
    of_units = wanted.where(Person.unit_id.in_(unit_ids), Person.is_active)
    return {
        unit: (officers, reached)
        for unit, officers, reached in session.execute(of_units.group_by(Person.unit_id))
    }


def within_year(year: int) -> ColumnElement[bool]:
    """Whether a run ended in that year."""
    return TrainingRun.ends_on.between(date(year, 1, 1), date(year, 12, 31))


def _counted(year: int) -> Select[int, int]:
    """(officer, hours) of a year."""
    return (
        select(TrainingAttendance.person_id, func.sum(TrainingRun.hours).label("hours"))
        .join(TrainingRun, TrainingRun.id == TrainingAttendance.run_id)
        .where(*_counts_in(year))
        .group_by(TrainingAttendance.person_id)
    )


def _counts_in(year: int) -> tuple[ColumnElement[bool], ...]:
    """What makes an attendance count."""
    was_there = TrainingAttendance.attended.is_(True)
    return was_there, TrainingRun.confirmed_on.is_not(None), within_year(year)
