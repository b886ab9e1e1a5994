"""All that opening a cycle stores, computed from a read before anybody has to wait.

See docs/decisions/0196-statements-alone-under-a-lock.md.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from berakhlak.assignments.draw import draw_invited_peers
from berakhlak.assignments.proposal import ProposalMember, RatingPair
from berakhlak.assignments.widening import (
    NarrowCircles,
    circle_wanted,
    narrow_among,
    peers_within_reach,
)
from berakhlak.cycles.beginning import Basis, CycleStart, basis_of, prepare_start
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.cycles.snapshot import Snapshot
from berakhlak.nominations.appointing import StandingAppointment, standing_appointments
from berakhlak.nominations.barred_pairs import PeoplePairs, barred_people
from berakhlak.nominations.names_at_opening import names_left, standing_names

ASSIGNED = ("cycle_id", "rater_id", "ratee_id", "group")


@dataclass(frozen=True)
class PreparedOpening:
    """`assignments`: rows by the columns `ASSIGNED`. All of it holds as long as `basis` does."""

    basis: Basis
    start: CycleStart
    assignments: Sequence[tuple[object, ...]]
    circles: NarrowCircles


@dataclass(frozen=True)
class _Names:
    """Whom others named before opening, by seats: `nominated` (ratee -> nominees) take part in the
    draw of peers, `left` of them are certain to, who is `appointed` is asked, and of two who are
    `barred` neither rates the other."""

    nominated: Mapping[int, Collection[int]]
    left: Mapping[int, int]
    appointed: Sequence[RatingPair]
    barred: PeoplePairs


def prepare_opening(
    session: Session,
    cycle: Cycle,
    *,
    keys: KeyStore,
    at: datetime,
    chance: random.Random | None = None,
) -> PreparedOpening:
    """Take the snapshot and draw who rates whom; reads alone.

    Raises CycleNotInState, NobodyToRate, RatedElsewhere, KeyNotMade, KeyMissing, CycleNotReady.
    """
    basis = basis_of(session)
    appointed = standing_appointments(session, cycle)
    raters = {each.rater_id for each in appointed}
    start = prepare_start(session, cycle, keys=keys, at=at, raters=raters)
    names = _names(session, cycle, start.snapshot, appointed)
    seats = _members(start.snapshot)
    rated = {seat.id for seat in start.snapshot.seats if seat.is_rated}
    pairs = _pairs(seats, start.policy, names, chance or random.SystemRandom())
    pairs = [pair for pair in pairs if pair.ratee_id in rated]  # In a pulse, of those who agreed.
    return PreparedOpening(
        basis,
        start,
        [(cycle.id, pair.rater_id, pair.ratee_id, str(pair.group)) for pair in pairs],
        _circles(seats, start.policy, names, pairs, rated),
    )


def _members(snapshot: Snapshot) -> list[ProposalMember]:
    """As who rates whom follows from them. In a pulse peers come from the whole circle, and not
    from those alone who agreed to be rated."""
    parents = snapshot.parents
    return [
        ProposalMember(
            seat.id,
            seat.unit_id,
            seat.level,
            seat.supervisor_id,
            seat.unit_id is not None,
            parents[seat.unit_id] if seat.unit_id else None,
        )
        for seat in snapshot.seats
    ]


def _names(
    session: Session, cycle: Cycle, snapshot: Snapshot, appointed: Sequence[StandingAppointment]
) -> _Names:
    """Who has left since then is passed over."""
    seat_of = {seat.person_id: seat.id for seat in snapshot.seats}
    named, left = standing_names(session, cycle), names_left(session, cycle)
    barred = barred_people(session, cycle.agency_id)
    return _Names(
        {
            seat_of[ratee]: [seat_of[name] for name in names if name in seat_of]
            for ratee, names in named.items()
            if ratee in seat_of
        },
        {seat_of[ratee]: number for ratee, number in left.items() if ratee in seat_of},
        [
            RatingPair(seat_of[each.rater_id], seat_of[each.ratee_id], each.group)
            for each in appointed
            if each.rater_id in seat_of and each.ratee_id in seat_of
        ],
        frozenset((seat_of[a], seat_of[b]) for a, b in barred if a in seat_of and b in seat_of),
    )


def _pairs(
    seats: Sequence[ProposalMember], policy: Policy, names: _Names, chance: random.Random
) -> list[RatingPair]:
    return draw_invited_peers(
        seats,
        names.nominated,
        peers_per_officer=policy.peers_per_officer,
        seed=chance.getrandbits(64),
        chance=chance,
        wanted=circle_wanted(policy),
        appointed=names.appointed,
        most_forms=policy.most_forms_per_rater,
        kept_for_peers=policy.min_n[Relation.PEER],
        barred=names.barred,
    )


def _circles(
    seats: Sequence[ProposalMember],
    policy: Policy,
    names: _Names,
    pairs: Sequence[RatingPair],
    rated: Collection[int],
) -> NarrowCircles:
    """How many rated officers have peers enough to be shown, out of too few for safety."""
    codes = {group.code for group in policy.appointed}
    asked = [pair for pair in pairs if pair.group in codes]
    wanted = circle_wanted(policy)
    reached = peers_within_reach(seats, names.left, wanted, asked, names.barred)
    reached = {seat: number for seat, number in reached.items() if seat in rated}
    return narrow_among(reached, policy.min_n[Relation.PEER], wanted)
