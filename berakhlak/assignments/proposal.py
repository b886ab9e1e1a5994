"""Who should rate whom, from the tree alone. Pure: snapshots in, pairs out."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from berakhlak.cycles.policy import Group


@dataclass(frozen=True)
class Seat:
    """What the proposal needs to know of a participant."""

    id: int
    unit_id: int | None
    level: str
    supervisor_id: int | None
    is_rated: bool


@dataclass(frozen=True)
class Pair:
    """`rater` is proposed to rate `ratee` as a member of `group`."""

    rater_id: int
    ratee_id: int
    group: Group


def propose(seats: Sequence[Seat], *, peers_per_officer: int, seed: int) -> list[Pair]:
    """Self, supervisor, peers and subordinates of every rated seat.

    Peers share unit and level; each officer rates and is rated by at most `peers_per_officer`
    of them, evenly (see `_ring`). Who is alone at a level in the unit, as heads are, has peers of
    the same level under the same supervisor; who is alone there too, the others of the unit
    who are neither supervisor nor subordinate. The same snapshot and seed always give the same
    pairs, peers in the order of their ids, which tells nothing of the ring.
    """
    pairs = ties(seats)
    taken = {(pair.rater_id, pair.ratee_id) for pair in pairs}
    peers = _peers(seats, taken, peers_per_officer, seed)
    return pairs + sorted(peers, key=lambda pair: (pair.ratee_id, pair.rater_id))


def ties(seats: Sequence[Seat]) -> list[Pair]:
    """Who rates whom because of the tree: oneself, one's subordinates, one's supervisor."""
    by_id = {seat.id: seat for seat in seats}
    pairs: list[Pair] = []
    for seat in seats:
        if seat.is_rated:
            pairs.append(Pair(seat.id, seat.id, Group.SELF))
            if seat.supervisor_id in by_id:
                pairs.append(Pair(seat.supervisor_id, seat.id, Group.SUPERVISOR))
        boss = by_id.get(seat.supervisor_id) if seat.supervisor_id else None
        if boss is not None and boss.is_rated:
            pairs.append(Pair(seat.id, boss.id, Group.SUBORDINATE))
    return pairs


def _peers(
    seats: Sequence[Seat], taken: set[tuple[int, int]], limit: int, seed: int
) -> Iterable[Pair]:
    for circle in circles([seat for seat in seats if seat.is_rated]):
        order = sorted(seat.id for seat in circle)
        chance = random.Random(f"{seed}:{order[0]}")  # noqa: S311  As secret as its seed.
        for rater, ratee in _ring(order, limit, chance):
            if (rater, ratee) not in taken:
                yield Pair(rater, ratee, Group.PEER)


def circles(seats: Sequence[Seat]) -> Iterable[list[Seat]]:
    """Sets of peers among rated seats; every seat is in at most one.

    It is found by the first criterion that the seat shares with anybody.
    """
    criteria: tuple[Callable[[Seat], Hashable], ...] = (
        lambda seat: (seat.unit_id, seat.level),
        lambda seat: (seat.supervisor_id, seat.level),
        lambda seat: seat.unit_id,
    )
    alone = list(seats)
    for criterion in criteria:
        found: dict[Hashable, list[Seat]] = defaultdict(list)
        for seat in alone:
            found[criterion(seat)].append(seat)
        yield from (circle for circle in found.values() if len(circle) > 1)
        alone = [circle[0] for circle in found.values() if len(circle) == 1]


def _ring(order: list[int], limit: int, chance: random.Random) -> Iterable[tuple[int, int]]:
    """Each rates those `limit` steps away, the same steps for all: everybody rates and is rated
    equally often. Chance picks the steps: were they the nearest, nobody whom one rates would rate
    back, and one's own duties would tell one's raters.
    """
    size = len(order)
    chance.shuffle(order)
    steps = chance.sample(range(1, size), min(limit, size - 1))
    for place, rater in enumerate(order):
        for step in sorted(steps):
            yield rater, order[(place + step) % size]
