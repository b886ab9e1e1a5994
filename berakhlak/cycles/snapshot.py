"""Units, people and reporting lines as they are when a cycle opens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.engines import insert_rows, is_any_of, next_ids
from berakhlak.errors import InvalidInput
from berakhlak.people.models import Person, PositionLevel, Unit
from berakhlak.people.namesakes import Namesake, namesake_marks


class NobodyToRate(InvalidInput):
    """The chosen units have no active officers."""

    message = _(
        "Unit yang dipilih belum memiliki pegawai aktif. Pilih unit lain atau impor pegawai."
    )


class SnapshotSeat(NamedTuple):
    """A participant that is not stored yet; the columns of its row."""

    id: int
    cycle_id: int
    person_id: int
    unit_id: int | None
    supervisor_id: int | None
    nip: str
    name: str
    mark: str
    rank: str | None
    position: str
    level: PositionLevel
    is_rated: bool


@dataclass(frozen=True)
class Snapshot:
    """What opening copies. `units`: values of each cycle unit by their columns."""

    units: Sequence[Mapping[str, object]]
    seats: Sequence[SnapshotSeat]
    rows: Sequence[tuple[object, ...]]

    @property
    def parents(self) -> dict[int, int | None]:
        """Cycle unit -> the one above it."""
        return {row["id"]: row["parent_id"] for row in self.units}  # type: ignore[misc]


def read_snapshot(
    session: Session,
    cycle: Cycle,
    raters: Collection[int] = (),
    rated: Collection[int] | None = None,
) -> Snapshot:
    """Units, people and reporting lines as they are now; writes nothing. Raises NobodyToRate.

    `raters`: ids of people who were appointed, wherever they sit; `rated`: ids of those who alone
    are rated, without which everybody in the units is.
    """
    asked = select(CycleUnit.unit_id, CycleUnit.id).where(CycleUnit.cycle_id == cycle.id)
    covered: dict[int, int] = dict(session.execute(asked).all())
    inside = _active_people(session, cycle)
    if not inside:
        raise NobodyToRate
    people = [*inside, *_people_outside(session, inside, raters)]
    seats = _seats(cycle, people, covered, next_ids(session, Participant, len(people)), rated)
    # No enum: drivers take the words.
    rows = [(*seat[:-2], seat.level.value, seat.is_rated) for seat in seats]
    return Snapshot(_units(session, covered), seats, rows)


def store_snapshot(session: Session, snapshot: Snapshot) -> None:
    """Write it; later changes do not reach it."""
    session.flush()
    session.execute(update(CycleUnit), snapshot.units)
    insert_rows(session, Participant, SnapshotSeat._fields, snapshot.rows)
    session.expire_all()  # What was loaded before knows nothing of these statements.


def _units(session: Session, covered: Mapping[int, int]) -> list[dict[str, object]]:
    columns = select(Unit.id, Unit.code, Unit.name, Unit.parent_id)
    found = session.execute(columns.where(is_any_of(Unit.id, list(covered))))
    return [
        {
            "id": covered[number],
            "code": code,
            "name": name,
            "parent_id": covered.get(parent) if parent else None,
        }
        for number, code, name, parent in found
    ]


def _people() -> Any:
    columns = (Person.id, Person.unit_id, Person.supervisor_id, Person.nip, Person.name)
    kept = (Person.rank, Person.position, Person.level, Unit.name.label("unit_name"))
    found = select(*columns, *kept).join(Unit, Unit.id == Person.unit_id)
    return found.where(Person.is_active).order_by(Person.id)


def _active_people(session: Session, cycle: Cycle) -> Sequence[Any]:
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    return session.execute(_people().where(Person.unit_id.in_(covered))).all()


def _people_outside(
    session: Session, rated: Iterable[Any], raters: Collection[int]
) -> Sequence[Any]:
    """Who rates but sits in a unit that the cycle does not cover: supervisors, the appointed."""
    known = {person.id for person in rated}
    wanted = {person.supervisor_id for person in rated if person.supervisor_id} | set(raters)
    return session.execute(_people().where(is_any_of(Person.id, sorted(wanted - known)))).all()


def _seats(
    cycle: Cycle,
    people: Sequence[Any],
    covered: Mapping[int, int],
    ids: Sequence[int],
    rated: Collection[int] | None,
) -> list[SnapshotSeat]:
    seat_of = dict(zip((person.id for person in people), ids, strict=True))
    kept = attrgetter("rank", "position", "level")
    marks = namesake_marks(Namesake(p.id, p.name, p.position, p.unit_name, p.nip) for p in people)
    return [
        SnapshotSeat(
            seat_of[person.id],
            cycle.id,
            person.id,
            covered.get(person.unit_id),
            # None where that supervisor takes no part.
            seat_of.get(person.supervisor_id),
            person.nip,
            person.name,
            marks[person.id],
            *kept(person),
            is_rated=person.unit_id in covered and (rated is None or person.id in rated),
        )
        for person in people
    ]
