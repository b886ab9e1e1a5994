"""Reading cycles and their snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import CompoundSelect, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from berakhlak.cycles.models import (
    IS_MAIN,
    Cycle,
    CycleState,
    CycleUnit,
    Participant,
    SecondInstrument,
)
from berakhlak.errors import NotFound
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.people.models import Person

# A plain statement put together once: every tap on every phone runs it.
_cycle = Cycle.__table__
_STATE = select(_cycle.c.state).where(_cycle.c.id == bindparam("of")).with_for_update(read=True)


class CycleNotFound(NotFound):
    """No such cycle in this agency."""

    message = _("Siklus ini tidak ada, atau bukan milik instansi Anda.")


def get_cycle(session: Session, cycle_id: int, *, agency_id: int | None = None) -> Cycle:
    """The cycle, within the agency when one is given; raises CycleNotFound."""
    cycle = session.get(Cycle, cycle_id)
    if cycle is None or (agency_id is not None and cycle.agency_id != agency_id):
        raise CycleNotFound
    return cycle


def held_state(session: Session, cycle_id: int) -> CycleState | None:
    """The state, kept from changing until the end of our transaction where the engine can."""
    found: CycleState | None = session.connection().scalar(_STATE, {"of": cycle_id})
    return found


def cycles_of(session: Session, agency_id: int) -> Sequence[Cycle]:
    """All cycles of an agency, newest first; results of second instruments are not listed."""
    own = select(Cycle).where(Cycle.agency_id == agency_id, IS_MAIN)
    return session.scalars(own.order_by(Cycle.opens_on.desc(), Cycle.id)).all()


def newest_round_first(like: Cycle) -> tuple[Any, ...]:
    """How a query orders cycles before `like`: the newest first, and of the two results of one
    cycle that of the same instrument."""
    main = (
        select(SecondInstrument.cycle_id)
        .where(SecondInstrument.results_id == Cycle.id)
        .scalar_subquery()
    )
    versions = select(InstrumentVersion.id).where(InstrumentVersion.code == like.instrument.code)
    alike = case((Cycle.instrument_id.in_(versions), 0), else_=1)
    return Cycle.opens_on.desc(), func.coalesce(main, Cycle.id).desc(), alike, Cycle.id.desc()


def units_of(session: Session, cycle: Cycle) -> Sequence[CycleUnit]:
    """The units that the cycle covers, by code."""
    return session.scalars(
        select(CycleUnit).where(CycleUnit.cycle_id == cycle.id).order_by(CycleUnit.code)
    ).all()


def covered_units(session: Session, cycle: Cycle) -> set[int]:
    """Ids of the agency's units that the cycle covers."""
    wanted = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    return set(session.scalars(wanted))


def count_units(session: Session, cycle: Cycle) -> int:
    """How many units the cycle covers."""
    counted = select(func.count()).select_from(CycleUnit).where(CycleUnit.cycle_id == cycle.id)
    return session.scalar(counted) or 0


def participants_of(session: Session, cycle: Cycle) -> Sequence[Participant]:
    """Everybody in the snapshot, in the order of their ids."""
    return session.scalars(
        select(Participant).where(Participant.cycle_id == cycle.id).order_by(Participant.id)
    ).all()


def seats_shared_with(person_id: int) -> CompoundSelect[int]:
    """Ids of the participants whom a person is, or leads in a cycle; each part by an index."""
    own, led = aliased(Participant), aliased(Participant)
    mine = select(own.id).where(own.person_id == person_id)
    return mine.union_all(
        select(led.id).join(own, own.id == led.supervisor_id).where(own.person_id == person_id)
    )


def participations_of_account(session: Session, account_id: int) -> Sequence[Participant]:
    """The account's person as each cycle since opening saw them, newest cycle first."""
    return session.scalars(
        select(Participant)
        .join(Person, Person.id == Participant.person_id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Person.account_id == account_id, Cycle.state != CycleState.DRAFT, IS_MAIN)
        .order_by(Cycle.opens_on.desc(), Participant.id)
    ).all()
