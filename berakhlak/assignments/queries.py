"""Reading assignments."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.proposal import ProposalMember, RatingPair
from berakhlak.assignments.widening import NarrowCircles, circle_wanted, peers_within_reach
from berakhlak.audit.acts import Act
from berakhlak.audit.queries import latest_detail
from berakhlak.cycles.changes import DAYS, changed_at_opening
from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.cycles.partitions import in_cycle
from berakhlak.errors import NotFound
from berakhlak.nominations.barred_pairs import barred_seats
from berakhlak.nominations.models import NominationList


class AssignmentNotFound(NotFound):
    """No such assignment of this account."""


def assignments_of_rater(session: Session, rater: Participant) -> Sequence[Assignment]:
    """What a participant is asked to fill, by group and the ratee's name; of officers who were
    withdrawn, nothing."""
    asked = or_(Assignment.declined.is_(None), Assignment.declined != DeclineReason.WITHDRAWN)
    of_cycle = in_cycle(Assignment.cycle_id, rater.cycle_id)
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.rater_id == rater.id, of_cycle, asked)
        .options(joinedload(Assignment.ratee).joinedload(Participant.unit))
    ).all()
    order = rater.cycle.policy.codes
    return sorted(rows, key=lambda row: (order.index(row.group), row.ratee.name, row.id))


def seats_of(
    session: Session, cycle: Cycle, snapshot: Sequence[Participant]
) -> list[ProposalMember]:
    """Everybody in the `snapshot` of a cycle, as who rates whom follows from them.

    In a pulse peers come from the whole circle, and not from those alone who agreed to be rated.
    """
    units = select(CycleUnit.id, CycleUnit.parent_id).where(CycleUnit.cycle_id == cycle.id)
    above = dict(session.execute(units).all())
    return [
        ProposalMember(
            row.id,
            row.unit_id,
            row.level,
            row.supervisor_id,
            row.unit_id is not None if cycle.is_pulse else row.is_rated,
            above.get(row.unit_id) if row.unit_id else None,
        )
        for row in snapshot
    ]


def reach_of(session: Session, cycle: Cycle, snapshot: Sequence[Participant]) -> dict[int, int]:
    """Participant of the `snapshot` -> how many peers could have been asked at opening."""
    seat_of = {row.person_id: row.id for row in snapshot}
    lists = select(NominationList).where(NominationList.cycle_id == cycle.id)
    rows = session.scalars(lists)
    named = {seat_of[row.ratee_id]: row.left for row in rows if row.ratee_id in seat_of}
    seats = seats_of(session, cycle, snapshot)
    tied, barred = appointed_pairs(session, cycle), barred_seats(session, cycle, seat_of)
    return peers_within_reach(seats, named, circle_wanted(cycle.policy), tied, barred)


def appointed_pairs(session: Session, cycle: Cycle) -> list[RatingPair]:
    """Who rates whom in an open cycle because HR appointed them."""
    codes = [group.code for group in cycle.policy.appointed]
    if not codes:
        return []
    asked = select(Assignment.rater_id, Assignment.ratee_id, Assignment.group).where(
        Assignment.cycle_id == cycle.id, Assignment.group.in_(codes)
    )
    return [RatingPair(*row) for row in session.execute(asked)]


def narrow_at_opening(session: Session, cycle: Cycle) -> NarrowCircles | None:
    """What opening recorded; None where there were none, or an older version opened it."""
    return NarrowCircles.of_detail(latest_detail(session, Act.DREW_NARROW_CIRCLES, cycle.id))


def facts_before_opening(session: Session, cycle: Cycle) -> dict[str, int | None]:
    """Who could have been placed so that a group is small, as opening recorded it: numbers of
    officers, no names; None where an older version opened."""
    changed, circles = changed_at_opening(session, cycle), narrow_at_opening(session, cycle)
    none = None if changed is None else 0
    return {
        "days": DAYS,
        "people_changed": changed,
        "officers_with_few_peers": circles.narrow if circles else none,
    }


def assignments_of_cycle(session: Session, cycle: Cycle) -> Sequence[Assignment]:
    """Every assignment of a cycle, in the order of their ids."""
    return session.scalars(
        select(Assignment).where(Assignment.cycle_id == cycle.id).order_by(Assignment.id)
    ).all()
