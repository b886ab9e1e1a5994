"""Who should rate whom, from the tree alone. Pure: snapshots in, pairs out."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from berakhlak.cycles.rater_groups import Relation

SeatPair = tuple[int, int]
"""Two who must not rate each other, by HR's word; sets of them hold each in both orders."""


@dataclass(frozen=True)
class ProposalMember:
    """What the proposal needs to know of a participant; `parent_id`: the unit above theirs."""

    id: int
    unit_id: int | None
    level: str
    supervisor_id: int | None
    is_rated: bool
    parent_id: int | None = None


class RatingPair(NamedTuple):
    """`rater` is proposed to rate `ratee` as a member of the group of this code."""

    rater_id: int
    ratee_id: int
    group: str


def hierarchy_pairs(seats: Sequence[ProposalMember]) -> list[RatingPair]:
    """Who rates whom because of the tree: oneself, one's subordinates, one's supervisor."""
    by_id = {seat.id: seat for seat in seats}
    pairs: list[RatingPair] = []
    for seat in seats:
        if seat.is_rated:
            pairs.append(RatingPair(seat.id, seat.id, Relation.SELF))
            if seat.supervisor_id in by_id:
                pairs.append(RatingPair(seat.supervisor_id, seat.id, Relation.SUPERVISOR))
        boss = by_id.get(seat.supervisor_id) if seat.supervisor_id else None
        if boss is not None and boss.is_rated:
            pairs.append(RatingPair(seat.id, boss.id, Relation.SUBORDINATE))
    return pairs


def permitted(pairs: Sequence[RatingPair], barred: Collection[SeatPair]) -> list[RatingPair]:
    """The pairs without those who must not rate each other; a supervisor rates all the same."""
    return [
        pair
        for pair in pairs
        if pair.group == Relation.SUPERVISOR or (pair.rater_id, pair.ratee_id) not in barred
    ]


def peer_circles(seats: Sequence[ProposalMember]) -> Iterable[list[ProposalMember]]:
    """Sets of peers among rated seats; every seat is in at most one.

    It is found by the first criterion that the seat shares with anybody.
    """
    criteria: tuple[Callable[[ProposalMember], Hashable], ...] = (
        lambda seat: (seat.unit_id, seat.level),
        lambda seat: (seat.supervisor_id, seat.level),
        lambda seat: seat.unit_id,
    )
    alone = list(seats)
    for criterion in criteria:
        found: dict[Hashable, list[ProposalMember]] = defaultdict(list)
        for seat in alone:
            found[criterion(seat)].append(seat)
        yield from (circle for circle in found.values() if len(circle) > 1)
        alone = [circle[0] for circle in found.values() if len(circle) == 1]


class PeerCircles:
    """The circles of peers, each in an order that chance has chosen.

    Chance chooses the steps round it as well. Were they 1, 2, 3, …, nobody would be rated by those
    whom they rate, and in a small circle one's own duties would name one's raters.
    """

    def __init__(self, seats: Sequence[ProposalMember], chance: random.Random) -> None:
        self.places: dict[int, tuple[list[int], list[int], int]] = {}
        found = peer_circles([seat for seat in seats if seat.is_rated])
        for order in sorted(sorted(seat.id for seat in circle) for circle in found):
            chance.shuffle(order)
            steps = list(range(1, len(order)))
            chance.shuffle(steps)
            self.places.update({seat: (order, steps, place) for place, seat in enumerate(order)})

    def peers_of(self, ratee: int) -> Iterator[int]:
        """The others of the circle; everybody stands first for one, second for one, and so on."""
        order, steps, place = self.places.get(ratee, ([ratee], [], 0))
        return (order[place - step] for step in steps)
