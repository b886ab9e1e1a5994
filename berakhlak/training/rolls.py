"""Rolls over the years: erased when they are over, and moved where two records become one."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from berakhlak.engines import rows_changed
from berakhlak.people.models import Person
from berakhlak.training.models import (
    TrainingAttendance,
    TrainingProgramme,
    TrainingProvider,
    TrainingRun,
)

UNATTENDED_KEPT = timedelta(days=90)
YEARS_KEPT = 5


def forget_rolls(session: Session, agency_id: int, today: date) -> int:
    """Erase who was sent and did not attend, some weeks after; the whole roll after some years.

    Runs stay: they name nobody.
    """
    mine = (
        select(TrainingRun.id)
        .join(TrainingProgramme, TrainingProgramme.id == TrainingRun.programme_id)
        .join(TrainingProvider, TrainingProvider.id == TrainingProgramme.provider_id)
        .where(TrainingProvider.agency_id == agency_id)
    )
    old = mine.where(TrainingRun.ends_on < date(today.year - YEARS_KEPT, 1, 1))
    over = mine.where(TrainingRun.ends_on < today - UNATTENDED_KEPT)
    absent = or_(TrainingAttendance.attended.is_(None), TrainingAttendance.attended.is_(False))
    rows = delete(TrainingAttendance)
    gone = rows_changed(session, rows.where(TrainingAttendance.run_id.in_(over), absent))
    return gone + rows_changed(session, rows.where(TrainingAttendance.run_id.in_(old)))


def move_attendance(session: Session, kept: Person, ended: Person) -> None:
    """Of two records of one person; where both stand on a roll, the kept one's row holds."""
    of_kept = select(TrainingAttendance.run_id).where(TrainingAttendance.person_id == kept.id)
    mine = TrainingAttendance.person_id == ended.id
    both = TrainingAttendance.run_id.in_(session.scalars(of_kept).all())
    session.execute(delete(TrainingAttendance).where(mine, both))
    session.execute(update(TrainingAttendance).where(mine).values(person_id=kept.id))
