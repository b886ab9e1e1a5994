"""Opening a cycle with its assignments, and giving one back."""

from __future__ import annotations

import random
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.prepared_opening import ASSIGNED, PreparedOpening, prepare_opening
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.beginning import basis_of, begin_cycle, hold_cycle
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.queries import held_state
from berakhlak.cycles.rater_groups import Relation
from berakhlak.engines import insert_rows
from berakhlak.errors import NotAllowed, StateConflict
from berakhlak.expectations.operations import fix_expectations, lock_expectations
from berakhlak.nominations.appointing import erase_appointments
from berakhlak.nominations.operations import close_lists, lock_lists


class SelfCannotBeDeclined(NotAllowed):
    """A self-rating is always owed."""

    message = _("Penilaian diri tidak dapat ditolak.")


class RatingClosed(StateConflict):
    """The cycle no longer accepts answers."""

    message = _("Siklus ini sudah ditutup; jawaban tidak dapat diubah lagi.")


def open_cycle(
    session: Session,
    cycle: Cycle,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    chance: random.Random | None = None,
) -> int:
    """Take the snapshot, propose all assignments and accept answers; returns how many.

    Peers are drawn from the names on the officers' lists, which are erased here. `chance` is for
    invented agencies alone: without it nobody can repeat the draw, nor guess its seed. Raises as
    `prepare_opening`.
    """
    prepared = prepare_opening(session, cycle, keys=keys, at=at, chance=chance)
    if not hold_for_opening(session, cycle, prepared):
        # Others wait meanwhile; who can roll back tries again before.
        prepared = prepare_opening(session, cycle, keys=keys, at=at, chance=chance)
    return store_opening(session, cycle, prepared, keys=keys, by=by, at=at)


def hold_for_opening(session: Session, cycle: Cycle, prepared: PreparedOpening) -> bool:
    """Let nobody else write; whether all that was prepared still holds. Raises CycleNotInState."""
    lock_lists(session, cycle)
    lock_expectations(session, cycle)
    hold_cycle(session, cycle)
    return basis_of(session) == prepared.basis


def store_opening(
    session: Session,
    cycle: Cycle,
    prepared: PreparedOpening,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
) -> int:
    """Open a cycle that is held; statements alone, for others wait. Returns the assignments."""
    close_lists(session, cycle)
    erase_appointments(session, cycle)
    begin_cycle(session, cycle, prepared.start, keys=keys, by=by, at=at)
    fix_expectations(session, cycle)
    insert_rows(session, Assignment, ASSIGNED, prepared.assignments)
    if prepared.circles.narrow:
        detail = prepared.circles.as_detail()
        audit.record_act(session, Act.DREW_NARROW_CIRCLES, cycle.id, by=by, at=at, detail=detail)
    return len(prepared.assignments)


def require_rating_open(session: Session, cycle_id: int) -> None:
    """Raises RatingClosed unless the cycle takes answers; to be asked after writing one.

    By then SQLite's one write lock is ours, and on PostgreSQL the shared lock makes sealing wait
    for us, or us see that it has begun.
    """
    if held_state(session, cycle_id) is not CycleState.OPEN:
        raise RatingClosed


class OfficerWithdrawn(StateConflict):
    """The officer is no longer rated in this cycle."""

    message = _("Pegawai ini sudah tidak dinilai dalam siklus ini.")


def decline_assignment(assignment: Assignment, cycle: Cycle, reason: DeclineReason) -> None:
    """Give an assignment back. Raises SelfCannotBeDeclined, RatingClosed, OfficerWithdrawn."""
    if not cycle.accepts_answers:
        raise RatingClosed
    if assignment.declined is DeclineReason.WITHDRAWN:
        raise OfficerWithdrawn
    if assignment.group == Relation.SELF:
        raise SelfCannotBeDeclined
    assignment.declined = reason
    _require_still_open(assignment)


def withdraw_decline(assignment: Assignment, cycle: Cycle) -> None:
    """Owe the sheet after all. Raises RatingClosed, OfficerWithdrawn."""
    if not cycle.accepts_answers:
        raise RatingClosed
    if assignment.declined is DeclineReason.WITHDRAWN:
        raise OfficerWithdrawn
    assignment.declined = None
    _require_still_open(assignment)


def _require_still_open(assignment: Assignment) -> None:
    """Closing may have begun since it was read. Raises RatingClosed."""
    session = object_session(assignment)
    assert session is not None
    session.flush()
    require_rating_open(session, assignment.cycle_id)
