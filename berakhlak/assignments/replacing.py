"""What HR may change of a cycle that is open: see docs/cycle.md.

Nothing here depends on what was sent, nor changes a row of a sheet.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from berakhlak.assignments.models import AddedFor, Assignment, DeclineReason
from berakhlak.assignments.proposal import hierarchy_pairs
from berakhlak.assignments.queries import appointed_pairs, assignments_of_cycle, seats_of
from berakhlak.assignments.widening import WidenedCircles, circle_wanted
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.queries import held_state, participants_of
from berakhlak.cycles.rater_groups import Relation
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.errors import StateConflict
from berakhlak.nominations.barred_pairs import barred_seats
from berakhlak.people.models import Person


class LastOfficer(StateConflict):
    """Without this officer nobody would be rated."""

    message = _("Ini satu-satunya pegawai yang dinilai dalam siklus ini.")


class NotRated(StateConflict):
    """The participant is not rated in this cycle, or not any more."""

    message = _("Pegawai ini tidak dinilai dalam siklus ini.")


def ask_replacements(
    session: Session,
    cycle: Cycle,
    *,
    by: Actor | None,
    at: datetime,
    chance: random.Random | None = None,
) -> int:
    """Ask one more peer for each who cannot rate or has left, wherever somebody is to be had.

    For the whole cycle at once, so that nobody learns whose peer anybody was; the number that is
    returned must not be shown, for it would tell that of the one who left last. What those who
    left have sent still counts. Raises CycleNotInState.
    """
    _require_open(session, cycle)
    rows = list(_replacements(session, cycle, chance or random.SystemRandom()))
    if rows:
        session.execute(insert(Assignment), rows)
        _require_open(session, cycle)  # Closing may have begun since; now it waits for us.
    audit.record_act(session, Act.ADDED_RATERS, cycle.id, by=by, at=at)
    return len(rows)


def withdraw_participant(
    session: Session, cycle: Cycle, participant: Participant, *, by: Actor | None, at: datetime
) -> None:
    """Let an officer be rated no longer in an open cycle; for good. They still rate others.

    Sheets about them stay where they are, uncounted, until closing erases them with all others.
    Raises CycleNotInState, NotRated, LastOfficer.
    """
    _require_open(session, cycle)
    if participant.cycle_id != cycle.id or not participant.is_rated:
        raise NotRated
    rated = (Participant.cycle_id == cycle.id, Participant.is_rated)
    if session.scalar(select(func.count()).select_from(Participant).where(*rated)) == 1:
        raise LastOfficer
    participant.is_rated = False
    about = (Assignment.ratee_id == participant.id, Assignment.cycle_id == cycle.id)
    live = (*about, Assignment.declined.is_(None))
    session.execute(update(Assignment).where(*live).values(declined=DeclineReason.WITHDRAWN))
    _require_open(session, cycle)  # Closing may have begun since; now it waits for us.
    session.expire_all()
    detail = {"name": participant.called}
    audit.record_act(session, Act.WITHDREW_PARTICIPANT, cycle.id, by=by, at=at, detail=detail)


def _require_open(session: Session, cycle: Cycle) -> None:
    if held_state(session, cycle.id) is not CycleState.OPEN:
        raise CycleNotInState


def _replacements(
    session: Session, cycle: Cycle, chance: random.Random
) -> Iterator[dict[str, object]]:
    snapshot = participants_of(session, cycle)
    rows = assignments_of_cycle(session, cycle)
    here = _active(session, cycle)
    seats = seats_of(session, cycle, snapshot)
    tied = [*hierarchy_pairs(seats), *appointed_pairs(session, cycle)]
    limit, most = 2 * cycle.policy.peers_per_officer, cycle.policy.most_forms_per_rater
    barred = barred_seats(session, cycle, {row.person_id: row.id for row in snapshot})
    circles = WidenedCircles(seats, circle_wanted(cycle.policy) + limit, chance, tied, barred)
    load = Counter(row.rater_id for row in rows if row.group == Relation.PEER and _is_live(row))
    owed = Counter(row.rater_id for row in rows if _is_live(row))
    asked: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        asked[row.ratee_id].add(row.rater_id)
    for ratee, reasons in _missing(snapshot, rows, here).items():
        found = [
            each
            for each in circles.peers_of(ratee)
            if each in here and each not in asked[ratee] and load[each] < limit
            if not most or owed[each] < most
        ]
        chance.shuffle(found)
        for rater, reason in zip(found, reasons, strict=False):
            load[rater] += 1
            owed[rater] += 1
            yield {
                "cycle_id": cycle.id,
                "rater_id": rater,
                "ratee_id": ratee,
                "group": Relation.PEER,
                "declined": None,
                "added_for": reason,
            }


def _missing(
    snapshot: Sequence[Participant], rows: Sequence[Assignment], here: set[int]
) -> Mapping[int, list[AddedFor]]:
    """Rated participant -> for what raters are still wanted: who declined, then who left."""
    rated = {row.id for row in snapshot if row.is_rated}
    wanted: dict[int, Counter[AddedFor]] = defaultdict(Counter)
    for row in rows:
        if row.group != Relation.PEER or row.ratee_id not in rated:
            continue
        if row.declined is not None:
            wanted[row.ratee_id][AddedFor.DECLINED] += 1
        elif row.rater_id not in here:
            wanted[row.ratee_id][AddedFor.LEFT] += 1
        if row.added_for is not None:
            wanted[row.ratee_id][row.added_for] -= 1
    return {
        ratee: [reason for reason in AddedFor for _n in range(counts[reason])]
        for ratee, counts in sorted(wanted.items())
    }


def _is_live(row: Assignment) -> bool:
    return row.declined is None


def _active(session: Session, cycle: Cycle) -> set[int]:
    """Participants whose person has not left."""
    found = (
        select(Participant.id)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.cycle_id == cycle.id, Person.is_active)
    )
    return set(session.scalars(found))
