"""Units, people and reporting lines as they are when a cycle opens."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy import ScalarSelect, insert, select, update
from sqlalchemy.orm import Session, aliased, joinedload

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.errors import InvalidInput
from berakhlak.people.models import Person, Unit
from berakhlak.people.namesakes import Namesake, namesake_marks


class NobodyToRate(InvalidInput):
    """The chosen units have no active officers."""

    message = _(
        "Unit yang dipilih belum memiliki pegawai aktif. Pilih unit lain atau impor pegawai."
    )


def take_snapshot(session: Session, cycle: Cycle, raters: Collection[int] = ()) -> None:
    """Copy units, people and reporting lines as they are now; later changes do not reach it.

    `raters`: ids of people who were appointed, wherever they sit.
    """
    covered = {
        row.unit_id: row
        for row in session.scalars(select(CycleUnit).where(CycleUnit.cycle_id == cycle.id))
    }
    for unit in session.scalars(select(Unit).where(Unit.id.in_(covered))):
        row = covered[unit.id]
        parent = covered.get(unit.parent_id) if unit.parent_id else None
        row.code, row.name, row.parent_id = unit.code, unit.name, parent.id if parent else None
    rated = _active_people(session, covered)
    if not rated:
        raise NobodyToRate
    outside = _people_outside(session, rated, raters)
    everybody = [*rated, *outside]
    apart = namesake_marks(
        Namesake(p.id, p.name, p.position, p.unit.name, p.nip) for p in everybody
    )
    rows = [_participant(cycle, person, covered, apart[person.id]) for person in everybody]
    session.flush()
    # By statements: nobody writes meanwhile, and objects of twenty thousand people take seconds.
    session.execute(insert(Participant), rows)
    session.execute(
        update(Participant)
        .where(Participant.cycle_id == cycle.id)
        .values(supervisor_id=_seat_of_supervisor(cycle))
        .execution_options(synchronize_session=False)
    )


def _seat_of_supervisor(cycle: Cycle) -> ScalarSelect[int]:
    """Of the participant that is written; None where that supervisor takes no part."""
    boss = aliased(Participant)
    return (
        select(boss.id)
        .join(Person, Person.supervisor_id == boss.person_id)
        .where(Person.id == Participant.person_id, boss.cycle_id == cycle.id)
        .correlate(Participant)
        .scalar_subquery()
    )


def _active_people(session: Session, covered: dict[int, CycleUnit]) -> Sequence[Person]:
    return session.scalars(
        select(Person)
        .where(Person.unit_id.in_(covered), Person.is_active)
        .options(joinedload(Person.unit))
        .order_by(Person.id)
    ).all()


def _people_outside(
    session: Session, rated: Sequence[Person], raters: Collection[int]
) -> Sequence[Person]:
    """Who rates but sits in a unit that the cycle does not cover: supervisors, the appointed."""
    wanted = {person.supervisor_id for person in rated if person.supervisor_id} | set(raters)
    wanted -= {person.id for person in rated}
    return session.scalars(
        select(Person)
        .where(Person.id.in_(wanted), Person.is_active)
        .options(joinedload(Person.unit))
        .order_by(Person.id)
    ).all()


def _participant(
    cycle: Cycle, person: Person, covered: dict[int, CycleUnit], mark: str
) -> dict[str, object]:
    """The values of a row."""
    unit = covered.get(person.unit_id)
    return {
        "cycle_id": cycle.id,
        "person_id": person.id,
        "unit_id": unit.id if unit else None,
        "nip": person.nip,
        "name": person.name,
        "mark": mark,
        "rank": person.rank,
        "position": person.position,
        "level": person.level,
        "is_rated": unit is not None,
    }
