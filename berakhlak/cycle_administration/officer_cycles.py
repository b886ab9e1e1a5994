"""One officer in the cycles that have not ended, and who cannot rate in one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.assignments.models import BY_THE_RATER, Assignment, DeclineReason
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.engines import in_pieces
from berakhlak.people.models import Person


@dataclass(frozen=True)
class DeclinedByRater:
    """How many forms a rater gave back for one reason; about whom is not told."""

    name: str
    unit: str | None
    reason: DeclineReason
    number: int


def open_seats(session: Session, person: Person) -> Sequence[Participant]:
    """The officer as the open cycles know them."""
    found = (
        select(Participant)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Participant.person_id == person.id, Cycle.state == CycleState.OPEN)
        .options(joinedload(Participant.cycle), joinedload(Participant.supervisor))
        .order_by(Cycle.closes_on, Cycle.id)
    )
    return session.scalars(found).all()


def declined_by_raters(session: Session, cycle: Cycle) -> list[DeclinedByRater]:
    """Who said that they cannot rate somebody, and why: by name, in no order of time."""
    asked = select(Assignment.rater_id, Assignment.declined).where(
        Assignment.cycle_id == cycle.id, Assignment.declined.in_(BY_THE_RATER)
    )
    counts = Counter((rater, reason) for rater, reason in session.execute(asked) if reason)
    seats = _seats_with_units(session, [rater for rater, _reason in counts])
    found = []
    for (rater, reason), number in counts.items():
        seat = seats[rater]
        unit = seat.unit.name if seat.unit else None
        found.append(DeclinedByRater(seat.called, unit, reason, number))
    return sorted(found, key=lambda each: (each.name, each.reason))


def _seats_with_units(session: Session, ids: Sequence[int]) -> dict[int, Participant]:
    found = select(Participant).options(joinedload(Participant.unit))
    return {
        row.id: row
        for some in in_pieces(ids)
        for row in session.scalars(found.where(Participant.id.in_(some)))
    }


def departed_names(session: Session, cycle: Cycle) -> list[str]:
    """Participants whose person has left since opening, by name."""
    found = select(Participant).where(Participant.id.in_(_departed(cycle)))
    return sorted(row.called for row in session.scalars(found))


def departed_seats(session: Session, cycle: Cycle) -> Sequence[int]:
    """The same by their numbers."""
    return session.scalars(_departed(cycle)).all()


def _departed(cycle: Cycle) -> Select[int]:
    return (
        select(Participant.id)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.cycle_id == cycle.id, ~Person.is_active)
        .where(Person.agency_id == cycle.agency_id)
    )
