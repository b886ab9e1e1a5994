"""Peers by chance, out of the names that officers gave. Pure: the chance is handed in.

Nobody may be able to tell from a list who was drawn from it (docs/decisions/0100-nomination.md).
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from berakhlak.assignments.proposal import Around, Pair, Seat, propose, ties
from berakhlak.cycles.policy import Group
from berakhlak.nominations.bounds import UNINVITED


def invite(
    seats: Sequence[Seat],
    named: Mapping[int, Collection[int]],
    *,
    peers_per_officer: int,
    seed: int,
    chance: random.Random,
) -> list[Pair]:
    """`propose`, with the peers of officers who named some drawn from their names.

    `named`: ratee id -> nominee ids; who is not rated, or tied to the ratee by the tree, is passed
    over. At least `UNINVITED` names of a list are left out as long as the ratee's circle can fill
    their places. Nobody is asked for more than twice `peers_per_officer` peers, unless the whole
    circle of an officer has come to that. Without names this is `propose`.
    """
    if not any(named.values()):
        return propose(seats, peers_per_officer=peers_per_officer, seed=seed)
    pairs = ties(seats)
    draw = _Draw(pairs, peers_per_officer)
    rated = {seat.id for seat in seats if seat.is_rated}
    around = Around(seats, chance)
    for ratee in sorted(rated):
        if not named.get(ratee):
            draw.fill(ratee, islice(around.of(ratee), peers_per_officer), peers_per_officer)
    late = sorted(ratee for ratee in rated if named.get(ratee))
    chance.shuffle(late)  # Whom the limit meets must not depend on the order of the agency.
    for ratee in late:
        names = sorted(rated.intersection(named[ratee]))
        chance.shuffle(names)
        draw.fill_from(ratee, names, around)
    return pairs + draw.pairs()


class _Draw:
    """Who was invited so far, and how many sheets about peers that asks of each."""

    def __init__(self, tied: Iterable[Pair], wanted: int) -> None:
        self.tied = {(pair.rater_id, pair.ratee_id) for pair in tied}
        self.wanted = wanted
        self.load: Counter[int] = Counter()
        self.invited: dict[int, set[int]] = defaultdict(set)

    def fill_from(self, ratee: int, names: Sequence[int], around: Around) -> None:
        """Names first, all but `UNINVITED`; then the circle; then whoever else was named."""
        known, limit = set(names), 2 * self.wanted
        eligible = [name for name in names if (name, ratee) not in self.tied]
        others = (seat for seat in around.of(ratee) if seat not in known)
        self.fill(ratee, eligible, min(self.wanted, len(eligible) - UNINVITED), limit)
        self.fill(ratee, others, self.wanted, limit)
        self.fill(ratee, eligible, self.wanted, limit)
        self.fill(ratee, around.of(ratee), self.wanted)

    def fill(
        self, ratee: int, candidates: Iterable[int], wanted: int, limit: int | None = None
    ) -> None:
        """Invite candidates in their order until `wanted` are, those at the limit left out."""
        invited = self.invited[ratee]
        for rater in candidates:
            if len(invited) >= wanted:
                return
            fit = rater not in invited and (rater, ratee) not in self.tied
            if fit and (limit is None or self.load[rater] < limit):
                invited.add(rater)
                self.load[rater] += 1

    def pairs(self) -> list[Pair]:
        """By id, so that their order does not tell names from those who filled up."""
        found = sorted((ratee, rater) for ratee in self.invited for rater in self.invited[ratee])
        return [Pair(rater, ratee, Group.PEER) for ratee, rater in found]
