"""The people behind the demonstration accounts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from berakhlak.people.models import Person, Unit

OFFICER_POST, SUPERVISOR_UNIT, HR_POST = (
    "Petugas Loket Pendaftaran Penduduk",
    "01.2.1",
    "Analis SDM Aparatur Ahli Muda",
)


def demo_officer(session: Session) -> Person:
    """Who sits at a counter."""
    return _first(session, Person.position == OFFICER_POST)


def demo_supervisor(session: Session) -> Person:
    """Who leads the officer."""
    return _first(session, Unit.code == SUPERVISOR_UNIT)


def demo_hr(session: Session) -> Person:
    """Who runs the cycles."""
    return _first(session, Person.position == HR_POST)


def shown_people(session: Session) -> list[int]:
    """The ids of all three."""
    return [each(session).id for each in (demo_officer, demo_supervisor, demo_hr)]


def _first(session: Session, where: ColumnElement[bool]) -> Person:
    people = select(Person).join(Unit, Unit.id == Person.unit_id).where(where)
    return session.scalars(people.order_by(Person.id).limit(1)).one()
