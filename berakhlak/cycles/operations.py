"""Moving a cycle forward: created, mended, and marked by those above; `beginning` opens it.

Sealing lives in `sealing`, publishing in `profiles`: they change more than the cycle.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.days import require_days_in_order, require_known_year
from berakhlak.cycles.holding import default_holders
from berakhlak.cycles.models import (
    BEFORE_OPENING,
    Cycle,
    CycleState,
    CycleUnit,
    SecondInstrument,
)
from berakhlak.cycles.planned_day import PlannedOpening
from berakhlak.cycles.planned_opening import require_plan_kept
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import policy_with_groups, require_floors
from berakhlak.cycles.rater_groups import RaterGroup
from berakhlak.cycles.readiness import CycleNotInState, has_officers
from berakhlak.cycles.snapshot import NobodyToRate
from berakhlak.engines import rows_changed
from berakhlak.errors import StateConflict
from berakhlak.instrument.models import InstrumentVersion, cached_pair
from berakhlak.people.models import Unit


class CycleHasOpened(StateConflict):
    """The cycle was opened: what raters were told when they began, stays."""

    message = _(
        "Nama, tanggal, dan aturan siklus tetap sejak siklus dibuka, karena itu yang dikatakan "
        "kepada para penilai. Jawaban masih diterima sampai siklus Anda tutup, juga sesudah "
        "hari terakhir."
    )


class CycleNotDraft(StateConflict):
    """Others have already been asked for something in this cycle."""

    message = _(
        "Hanya rancangan yang dapat dihapus: dalam siklus ini pegawai sudah diminta sesuatu."
    )


class CycleNameTaken(StateConflict):
    """The agency has a cycle of this name."""

    message = _("Sudah ada siklus bernama sama. Pilih nama lain.")


def create_cycle(
    session: Session,
    *,
    agency_id: int,
    name: str,
    instrument: InstrumentVersion,
    second: InstrumentVersion | None = None,
    opens_on: date,
    closes_on: date,
    units: Iterable[Unit],
    policy: Policy | None = None,
    by: Actor | None,
    at: datetime,
) -> Cycle:
    """Draft a cycle over units and all below them; `second`: the instrument that is asked after the
    first. Raises CycleNameTaken, PolicyRefused, InstrumentsShareCode and as `cycles.days`."""
    _check(session, agency_id, name, opens_on, closes_on)
    require_floors(policy or Policy())
    known = default_holders(session, agency_id)
    cycle = Cycle(
        agency_id=agency_id,
        name=name,
        instrument_id=instrument.id,
        opens_on=opens_on,
        closes_on=closes_on,
        state=CycleState.DRAFT,
        policy_json=(policy or Policy()).to_json(),
        key_name=secrets.token_hex(16),
        holders_json=known.to_json() if known else None,
    )
    session.add(cycle)
    session.flush()
    _ask_second(cycle, second)
    _cover(session, cycle, units)
    audit.record_act(session, Act.CREATED_CYCLE, cycle.id, by=by, at=at)
    session.flush()
    return cycle


def amend_cycle(
    session: Session,
    cycle: Cycle,
    *,
    name: str,
    opens_on: date,
    closes_on: date,
    by: Actor | None,
    at: datetime,
) -> None:
    """Change name and days before opening. Raises CycleHasOpened, CycleNameTaken, OpeningIsPlanned
    and as `cycles.days`."""
    _check(session, cycle.agency_id, name, opens_on, closes_on, but=cycle.id)
    require_plan_kept(session, cycle, opens_on=opens_on, closes_on=closes_on)
    named = {"name": name, "opens_on": opens_on, "closes_on": closes_on}
    if not _change(session, cycle, BEFORE_OPENING, **named):
        raise CycleHasOpened
    audit.record_act(session, Act.AMENDED_CYCLE, cycle.id, by=by, at=at)
    session.flush()


def redraft_cycle(
    session: Session,
    cycle: Cycle,
    *,
    instrument: InstrumentVersion,
    second: InstrumentVersion | None = None,
    units: Iterable[Unit],
    policy: Policy,
) -> None:
    """Change what a draft asks, and of which units; `amend_cycle` changes the rest and tells of it.

    Raises CycleNotInState once nominations were asked for: they rest on units and policy.
    Raises PolicyRefused, InstrumentsShareCode.
    """
    require_floors(policy)
    asked = {"instrument_id": instrument.id, "policy_json": policy.to_json()}
    if not _change(session, cycle, (CycleState.DRAFT,), **asked):
        raise CycleNotInState
    _ask_second(cycle, second)
    session.execute(delete(CycleUnit).where(CycleUnit.cycle_id == cycle.id))
    _cover(session, cycle, units)
    session.flush()


def change_groups(
    session: Session,
    cycle: Cycle,
    groups: Sequence[RaterGroup],
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Put these rater groups into the policy of a draft. Raises PolicyRefused, CycleNotInState."""
    policy = policy_with_groups(cycle.policy, groups)
    if not _change(session, cycle, (CycleState.DRAFT,), policy_json=policy.to_json()):
        raise CycleNotInState
    audit.record_act(session, Act.AMENDED_CYCLE, cycle.id, by=by, at=at)
    session.flush()


def delete_draft(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> str:
    """Delete a draft, which holds nothing but its settings. Raises CycleNotDraft.

    Returns the name of its key, which is there where opening was cut short and never locked
    anything. To be destroyed after the commit: until then another may still open the cycle.
    """
    cycle_id, name, key_name = cycle.id, cycle.name, cycle.key_name
    if not _change(session, cycle, (CycleState.DRAFT,), name=name):  # From here on it is ours.
        raise CycleNotDraft
    session.execute(delete(CycleUnit).where(CycleUnit.cycle_id == cycle_id))
    session.execute(delete(PlannedOpening).where(PlannedOpening.cycle_id == cycle_id))
    session.delete(cycle)
    # The name goes with the row: only the record itself can tell later which draft this was.
    audit.record_act(session, Act.DELETED_CYCLE, cycle_id, by=by, at=at, detail={"name": name})
    session.flush()
    return key_name


def gather_nominations(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> None:
    """Let officers name colleagues before the cycle opens. Raises CycleNotInState, NobodyToRate."""
    if cycle.state is not CycleState.DRAFT or cycle.is_pulse:
        raise CycleNotInState
    if not has_officers(session, cycle):
        raise NobodyToRate
    if not _change(session, cycle, (CycleState.DRAFT,), state=CycleState.NOMINATION):
        raise CycleNotInState
    audit.record_act(session, Act.GATHERED_NOMINATIONS, cycle.id, by=by, at=at)
    session.flush()


def mark_published(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> None:
    """Let the frozen result be read. Raises CycleNotInState unless closed. A pulse stays closed:
    its officers read it alone, and whatever asks for published cycles passes it over."""
    state = CycleState.CLOSED if cycle.is_pulse else CycleState.PUBLISHED
    waits = (Cycle.state == CycleState.CLOSED, Cycle.published_at.is_(None))
    change = update(Cycle).where(Cycle.id == cycle.id, *waits)
    if not rows_changed(session, change.values(state=state, published_at=at)):
        raise CycleNotInState  # Of two at once, the second.
    session.refresh(cycle)
    audit.record_act(session, Act.PUBLISHED_CYCLE, cycle.id, by=by, at=at)


def _check(
    session: Session,
    agency_id: int,
    name: str,
    opens_on: date,
    closes_on: date,
    but: int | None = None,
) -> None:
    """Raises CycleNameTaken and as `cycles.days`; `but` is the cycle that may keep its own name."""
    require_known_year(opens_on)
    require_days_in_order(opens_on, closes_on)
    same = select(Cycle.id).where(Cycle.agency_id == agency_id, Cycle.name == name)
    if session.scalar(same.where(Cycle.id != but) if but else same):
        raise CycleNameTaken


def _change(
    session: Session, cycle: Cycle, states: Collection[CycleState], **values: object
) -> bool:
    """Set columns unless the cycle has left these states, in one step: no other comes between."""
    change = update(Cycle).where(Cycle.id == cycle.id, Cycle.state.in_(states)).values(**values)
    changed = rows_changed(session, change.execution_options(synchronize_session=False))
    session.refresh(cycle)
    return bool(changed)


def _ask_second(cycle: Cycle, second: InstrumentVersion | None) -> None:
    """Raises InstrumentsShareCode."""
    if second is None:
        cycle.asked_second = None
        return
    cached_pair(cycle.instrument.source, second.source)
    if cycle.asked_second is None:
        cycle.asked_second = SecondInstrument(instrument_id=second.id)
    else:
        cycle.asked_second.instrument_id = second.id


def _cover(session: Session, cycle: Cycle, units: Iterable[Unit]) -> None:
    for unit in _with_descendants(session, cycle.agency_id, units):
        session.add(CycleUnit(cycle_id=cycle.id, unit_id=unit.id, code=unit.code, name=unit.name))


def _with_descendants(session: Session, agency_id: int, units: Iterable[Unit]) -> list[Unit]:
    everything = session.scalars(select(Unit).where(Unit.agency_id == agency_id)).all()
    chosen = {unit.id for unit in units}
    grown = True
    while grown:
        below = {unit.id for unit in everything if unit.parent_id in chosen} - chosen
        chosen |= below
        grown = bool(below)
    return [unit for unit in everything if unit.id in chosen]
