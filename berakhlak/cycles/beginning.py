"""The beginning of a cycle: read while everybody may write, then written in one short transaction.

See docs/decisions/0196-statements-alone-under-a-lock.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.audit.operations import Actor
from berakhlak.cycles.changes import CHANGED, count_changed
from berakhlak.cycles.input_revision import input_revision
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import (
    BEFORE_OPENING,
    Cycle,
    CycleState,
    KeptCitizenForm,
)
from berakhlak.cycles.planned_day import PlannedOpening
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import lift_to_floors, policy_at_opening
from berakhlak.cycles.policy_upgrade import lift_policy
from berakhlak.cycles.pulse_models import PulseQuestion
from berakhlak.cycles.pulse_questions import frozen_questions, who_agreed
from berakhlak.cycles.readiness import CycleNotInState, require_ready
from berakhlak.cycles.snapshot import Snapshot, read_snapshot, store_snapshot
from berakhlak.engines import insert_rows, rows_changed
from berakhlak.instrument.citizen_form import form_for
from berakhlak.key_holders.wrapping import begin_holding
from berakhlak.people.models import Agency, PlacementChange
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note_with_commit


class Basis(NamedTuple):
    """Rises with every change of what a beginning rests on: inputs, and the record of changes."""

    revision: int
    last_change: int


@dataclass(frozen=True)
class CycleStart:
    """What a cycle begins with; `changed`: of how many people something was changed lately;
    `questions`: of a pulse, rows of seat and behaviours."""

    policy: Policy
    snapshot: Snapshot
    changed: int
    questions: Sequence[tuple[int, str]] = ()


def basis_of(session: Session) -> Basis:
    """As it is now. To be read before all that rests on it."""
    last = session.scalar(select(func.max(PlacementChange.id))) or 0
    return Basis(input_revision(session), last)


def prepare_start(
    session: Session, cycle: Cycle, *, keys: KeyStore, at: datetime, raters: Collection[int] = ()
) -> CycleStart:
    """Everything that `begin_cycle` writes; reads alone. Raises as `require_ready`.

    `raters`: ids of people who were appointed.
    """
    session.refresh(cycle)
    require_ready(session, cycle, keys=keys)
    agreed = who_agreed(session, cycle) if cycle.is_pulse else None
    snapshot = read_snapshot(session, cycle, raters, rated=agreed)
    return CycleStart(
        policy_at_opening(lift_to_floors(cycle.policy)),
        snapshot,
        count_changed(session, cycle, at),
        () if agreed is None else frozen_questions(snapshot.seats, agreed),
    )


def hold_cycle(session: Session, cycle: Cycle) -> None:
    """The first write: from here on others wait, and what changes a cycle is over or is refused.

    Raises CycleNotInState.
    """
    mine = update(Cycle).where(Cycle.id == cycle.id, Cycle.state.in_(BEFORE_OPENING))
    write = mine.values(name=Cycle.name).execution_options(synchronize_session=False)
    held = rows_changed(session, write)
    # Of two openings at once in an agency, the second waits here, and finds its basis changed.
    agency = select(Agency.id).where(Agency.id == cycle.agency_id)
    session.execute(agency.with_for_update(key_share=True))
    session.refresh(cycle)
    if not held:
        raise CycleNotInState


def begin_cycle(
    session: Session,
    cycle: Cycle,
    start: CycleStart,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
) -> None:
    """Freeze units and people, make the key, and accept answers.

    The cycle is held, and its basis is still what it was before `start` was prepared;
    `assignments.operations.open_cycle` calls this, and then stores the assignments.
    """
    lift_policy(session, cycle, by=by, at=at)
    cycle.policy_json = start.policy.to_json()
    form = form_for(cycle.instrument.content)
    cycle.kept_citizen_form = KeptCitizenForm(source=form.to_text()) if form else None
    store_snapshot(session, start.snapshot)
    insert_rows(session, PulseQuestion, ("participant_id", "behaviours"), start.questions)
    # There is a key already where opening was cut short.
    known = keys.exists(cycle.key_name)
    key = keys.load_key(cycle.key_name) if known else keys.create(cycle.key_name)
    note_with_commit(session, Event.KEY_MADE, by=by, object=cycle.id)
    cycle.key_fingerprint = key.fingerprint
    if cycle.holders:
        cycle.holders_json = begin_holding(cycle.holders).to_json()
    cycle.state, cycle.opened_at = CycleState.OPEN, at
    session.execute(delete(PlannedOpening).where(PlannedOpening.cycle_id == cycle.id))
    detail: AuditDetail = {CHANGED: start.changed}
    audit.record_act(session, Act.OPENED_CYCLE, cycle.id, by=by, at=at, detail=detail)
    session.flush()
