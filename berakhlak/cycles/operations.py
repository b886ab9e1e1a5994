"""Moving a cycle forward: created, opened with its snapshot, and marked by those above.

Sealing lives in `aggregation`, publishing in `profiles`: they change more than the cycle.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState, CycleUnit, Participant
from berakhlak.cycles.policy import Policy
from berakhlak.errors import Conflict, Invalid
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.people.models import Person, Unit


class CycleNotInState(Conflict):
    """The step asked for is not the next one."""

    message = _("Langkah ini tidak lagi berlaku: keadaan siklus sudah berubah. Muat ulang halaman.")


class NameTaken(Conflict):
    """The agency has a cycle of this name."""

    message = _("Sudah ada siklus bernama sama. Pilih nama lain.")


class DatesReversed(Invalid):
    """The cycle would close before it opens."""

    message = _("Tanggal tutup harus pada atau sesudah tanggal buka.")


class NobodyToRate(Invalid):
    """The chosen units have no active officers."""

    message = _(
        "Unit yang dipilih belum memiliki pegawai aktif. Pilih unit lain atau impor pegawai."
    )


def create_cycle(
    session: Session,
    *,
    agency_id: int,
    name: str,
    instrument: InstrumentVersion,
    opens_on: date,
    closes_on: date,
    units: Iterable[Unit],
    policy: Policy | None = None,
    by: Actor | None,
    at: datetime,
) -> Cycle:
    """Draft a cycle over the units and all units below them. Raises NameTaken, DatesReversed."""
    if closes_on < opens_on:
        raise DatesReversed
    if session.scalar(select(Cycle.id).where(Cycle.agency_id == agency_id, Cycle.name == name)):
        raise NameTaken
    cycle = Cycle(
        agency_id=agency_id,
        name=name,
        instrument_id=instrument.id,
        opens_on=opens_on,
        closes_on=closes_on,
        state=CycleState.DRAFT,
        policy_json=(policy or Policy()).to_json(),
        key_name=secrets.token_hex(16),
    )
    session.add(cycle)
    session.flush()
    for unit in _with_descendants(session, agency_id, units):
        session.add(CycleUnit(cycle_id=cycle.id, unit_id=unit.id, code=unit.code, name=unit.name))
    audit.record(session, "created", "cycle", cycle.id, by=by, at=at)
    session.flush()
    return cycle


def gather_nominations(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> None:
    """Let officers name colleagues before the cycle opens. Raises CycleNotInState, NobodyToRate."""
    if cycle.state is not CycleState.DRAFT:
        raise CycleNotInState
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    if not session.scalar(
        select(Person.id).where(Person.unit_id.in_(covered), Person.is_active).limit(1)
    ):
        raise NobodyToRate
    cycle.state = CycleState.NOMINATION
    audit.record(session, "gathers nominations", "cycle", cycle.id, by=by, at=at)
    session.flush()


def begin(
    session: Session, cycle: Cycle, *, keys: KeyStore, by: Actor | None, at: datetime
) -> None:
    """Freeze units and people, make the key, and accept answers. Raises CycleNotInState,
    NobodyToRate. Assignments are derived by `assignments.operations.open_cycle`, which calls this.
    """
    if cycle.state not in (CycleState.DRAFT, CycleState.NOMINATION):
        raise CycleNotInState
    take_snapshot(session, cycle)
    if not keys.exists(cycle.key_name):
        keys.create(cycle.key_name)
    cycle.state, cycle.opened_at = CycleState.OPEN, at
    audit.record(session, "opened", "cycle", cycle.id, by=by, at=at)
    session.flush()


def take_snapshot(session: Session, cycle: Cycle) -> None:
    """Copy units, people and reporting lines as they are now; later changes do not reach it."""
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
    outside = _outside_supervisors(session, rated)
    rows = {person.id: _participant(cycle, person, covered) for person in [*rated, *outside]}
    session.add_all(rows.values())
    session.flush()
    for person in [*rated, *outside]:
        boss = rows.get(person.supervisor_id) if person.supervisor_id else None
        rows[person.id].supervisor_id = boss.id if boss else None
    session.flush()


def mark_published(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> None:
    """Let the frozen result be read. Raises CycleNotInState unless closed."""
    if cycle.state is not CycleState.CLOSED:
        raise CycleNotInState
    cycle.state, cycle.published_at = CycleState.PUBLISHED, at
    audit.record(session, "published", "cycle", cycle.id, by=by, at=at)


def _active_people(session: Session, covered: dict[int, CycleUnit]) -> Sequence[Person]:
    return session.scalars(
        select(Person).where(Person.unit_id.in_(covered), Person.is_active).order_by(Person.id)
    ).all()


def _outside_supervisors(session: Session, rated: Sequence[Person]) -> Sequence[Person]:
    """Supervisors of rated officers who sit in units that the cycle does not cover."""
    wanted = {person.supervisor_id for person in rated if person.supervisor_id}
    wanted -= {person.id for person in rated}
    return session.scalars(
        select(Person).where(Person.id.in_(wanted), Person.is_active).order_by(Person.id)
    ).all()


def _participant(cycle: Cycle, person: Person, covered: dict[int, CycleUnit]) -> Participant:
    unit = covered.get(person.unit_id)
    return Participant(
        cycle_id=cycle.id,
        person_id=person.id,
        unit_id=unit.id if unit else None,
        nip=person.nip,
        name=person.name,
        rank=person.rank,
        position=person.position,
        level=person.level,
        is_rated=unit is not None,
    )


def _with_descendants(session: Session, agency_id: int, units: Iterable[Unit]) -> list[Unit]:
    everything = session.scalars(select(Unit).where(Unit.agency_id == agency_id)).all()
    chosen = {unit.id for unit in units}
    grown = True
    while grown:
        below = {unit.id for unit in everything if unit.parent_id in chosen} - chosen
        chosen |= below
        grown = bool(below)
    return [unit for unit in everything if unit.id in chosen]
