"""Opening a cycle with its assignments, and giving one back."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import insert
from sqlalchemy.orm import Session

from berakhlak.assignments.draw import draw_invited_peers
from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.proposal import RatingPair
from berakhlak.assignments.queries import narrow_circles, seats_of
from berakhlak.assignments.widening import circle_wanted
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles import operations as cycles
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.pulse_questions import freeze_questions
from berakhlak.cycles.queries import held_state, participants_of
from berakhlak.cycles.rater_groups import Relation
from berakhlak.errors import NotAllowed, StateConflict
from berakhlak.nominations.appointing import (
    StandingAppointment,
    erase_appointments,
    standing_appointments,
)
from berakhlak.nominations.barred_pairs import barred_seats
from berakhlak.nominations.operations import close_lists, lock_lists


@dataclass(frozen=True)
class NamedRaters:
    """Whom others named before opening, by ids of people: `nominated` (ratee -> nominees) take part
    in the draw of peers, who is `appointed` is asked."""

    nominated: Mapping[int, Collection[int]]
    appointed: Sequence[StandingAppointment] = ()


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
    invented agencies alone: without it nobody can repeat the draw, nor guess its seed.
    """
    lock_lists(session, cycle)
    appointed = standing_appointments(session, cycle)
    raters = {each.rater_id for each in appointed}
    cycles.begin_cycle(session, cycle, keys=keys, by=by, at=at, raters=raters)
    names = NamedRaters(close_lists(session, cycle), appointed)
    erase_appointments(session, cycle)
    if cycle.is_pulse:
        freeze_questions(session, cycle)
    snapshot = participants_of(session, cycle)
    count = derive_assignments(session, cycle, snapshot, names, chance or random.SystemRandom())
    circles = narrow_circles(session, cycle, snapshot)
    if circles.narrow:
        detail = circles.as_detail()
        audit.record_act(session, Act.DREW_NARROW_CIRCLES, cycle.id, by=by, at=at, detail=detail)
    return count


def derive_assignments(
    session: Session,
    cycle: Cycle,
    snapshot: Sequence[Participant],
    names: NamedRaters,
    chance: random.Random,
) -> int:
    """Store the assignments of a fresh snapshot; returns how many."""
    seat_of = {row.person_id: row.id for row in snapshot}
    rated = {row.id for row in snapshot if row.is_rated}
    pairs = draw_invited_peers(
        seats_of(session, cycle, snapshot),
        _by_seat(names.nominated, seat_of),
        peers_per_officer=cycle.policy.peers_per_officer,
        seed=chance.getrandbits(64),
        chance=chance,
        wanted=circle_wanted(cycle.policy),
        appointed=_appointed_by_seat(names.appointed, seat_of),
        most_forms=cycle.policy.most_forms_per_rater,
        kept_for_peers=cycle.policy.min_n[Relation.PEER],
        barred=barred_seats(session, cycle, seat_of),
    )
    rows = [
        {
            "cycle_id": cycle.id,
            "rater_id": pair.rater_id,
            "ratee_id": pair.ratee_id,
            "group": pair.group,
            "declined": None,
        }
        for pair in pairs
        if pair.ratee_id in rated  # In a pulse, of those who agreed alone.
    ]
    if rows:  # By statement: a province has a million of these.
        session.execute(insert(Assignment), rows)
    return len(rows)


def _appointed_by_seat(
    appointed: Sequence[StandingAppointment], seat_of: Mapping[int, int]
) -> list[RatingPair]:
    """The same pairs by seats of the snapshot; who has left since then is passed over."""
    return [
        RatingPair(seat_of[each.rater_id], seat_of[each.ratee_id], each.group)
        for each in appointed
        if each.rater_id in seat_of and each.ratee_id in seat_of
    ]


def _by_seat(
    named: Mapping[int, Collection[int]], seat_of: Mapping[int, int]
) -> dict[int, list[int]]:
    """The same lists by seats of the snapshot; who has left since then is passed over."""
    return {
        seat_of[ratee]: [seat_of[name] for name in names if name in seat_of]
        for ratee, names in named.items()
        if ratee in seat_of
    }


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


def withdraw_decline(assignment: Assignment, cycle: Cycle) -> None:
    """Owe the sheet after all. Raises RatingClosed, OfficerWithdrawn."""
    if not cycle.accepts_answers:
        raise RatingClosed
    if assignment.declined is DeclineReason.WITHDRAWN:
        raise OfficerWithdrawn
    assignment.declined = None
