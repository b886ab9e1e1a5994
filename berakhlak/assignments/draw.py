"""Who rates whom: ties of the tree, and peers by chance. Pure: the chance is handed in.

Nobody may be able to tell from a list of names who was drawn from it
(docs/decisions/0100-nomination.md).
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from berakhlak.assignments.proposal import ProposalMember, RatingPair, hierarchy_pairs
from berakhlak.assignments.widening import WidenedCircles
from berakhlak.cycles.rater_groups import Relation
from berakhlak.nominations.bounds import UNINVITED


def draw_invited_peers(
    seats: Sequence[ProposalMember],
    named: Mapping[int, Collection[int]],
    *,
    peers_per_officer: int,
    seed: int,
    chance: random.Random,
    wanted: int = 0,
    appointed: Sequence[RatingPair] = (),
) -> list[RatingPair]:
    """Self, supervisor, peers, subordinates and `appointed` raters of every rated seat.

    Who is appointed to rate an officer is not drawn as a peer of theirs, nor appointed where the
    tree already lets them rate.

    Peers share unit and level; each officer rates and is rated by at most `peers_per_officer`
    of them, evenly (`PeerCircles`). Who is alone at a level in the unit, as heads are, has peers of
    the same level under the same supervisor; who is alone there too, the others of the unit
    who are neither supervisor nor subordinate. Where a circle has fewer than `wanted` others it is
    widened (see `Circles`), and chance draws out of all of it.

    Peers of officers who named some are drawn from their names. `named`: ratee id -> nominee ids;
    who is not rated, or tied to the ratee by the tree, is passed over. At least `UNINVITED` names
    of a list are left out as long as the ratee's circle can fill their places. Nobody is asked for
    more than twice `peers_per_officer` peers, unless the whole circle of an officer has come to
    that. Without names, the same snapshot and seed always give the same pairs, peers in the order
    of their ids, which tells nothing of the ring.
    """
    chance = chance if any(named.values()) else random.Random(seed)  # noqa: S311  As secret as it.
    tied = without_twice(hierarchy_pairs(seats), appointed)
    circles = WidenedCircles(seats, wanted, chance, tied)
    draw = _Draw(tied, peers_per_officer)
    own = {(pair.rater_id, pair.ratee_id) for pair in appointed}
    narrow, late = [], []
    for ratee in sorted(seat.id for seat in seats if seat.is_rated):
        if named.get(ratee):
            late.append(ratee)
        elif circles.is_narrow(ratee):
            narrow.append(ratee)
        else:
            ring = (each for each in circles.around.peers_of(ratee) if (each, ratee) not in own)
            draw.fill(ratee, islice(ring, peers_per_officer), peers_per_officer)
    chance.shuffle(narrow)
    for ratee in narrow:
        draw.fill_any(ratee, shuffled_by_chance(circles.peers_of(ratee, draw.is_busy), chance))
    chance.shuffle(late)  # Whom the limit meets must not depend on the order of the agency.
    for ratee in late:
        names = shuffled_by_chance(sorted(circles.rated.intersection(named[ratee])), chance)
        draw.fill_from(ratee, names, circles.peers_of(ratee, draw.is_busy))
    return tied + draw.pairs()


def without_twice(pairs: Sequence[RatingPair], appointed: Sequence[RatingPair]) -> list[RatingPair]:
    """The pairs, then those of the appointed who do not rate the same officer by them."""
    known = {(pair.rater_id, pair.ratee_id) for pair in pairs}
    return [*pairs, *(each for each in appointed if (each.rater_id, each.ratee_id) not in known)]


def shuffled_by_chance(some: list[int], chance: random.Random) -> list[int]:
    """The same in an order of chance."""
    chance.shuffle(some)
    return some


class _Draw:
    """Who was invited so far, and how many sheets about peers that asks of each."""

    def __init__(self, tied: Iterable[RatingPair], wanted: int) -> None:
        self.tied = {(pair.rater_id, pair.ratee_id) for pair in tied}
        self.wanted, self.limit = wanted, 2 * wanted
        self.load: Counter[int] = Counter()
        self.invited: dict[int, set[int]] = defaultdict(set)

    def is_busy(self, rater: int) -> bool:
        """Whether the rater has been asked for as many as anybody is to be asked for."""
        return self.load[rater] >= self.limit

    def fill_any(self, ratee: int, circle: Sequence[int]) -> None:
        """From the circle in its order; those at the limit only where nobody else is left."""
        self.fill(ratee, circle, self.wanted, self.limit)
        self.fill(ratee, circle, self.wanted)

    def fill_from(self, ratee: int, names: Sequence[int], circle: Sequence[int]) -> None:
        """Names first, all but `UNINVITED`; then the circle; then whoever else was named."""
        known, limit = set(names), self.limit
        eligible = [name for name in names if (name, ratee) not in self.tied]
        others = (seat for seat in circle if seat not in known)
        self.fill(ratee, eligible, min(self.wanted, len(eligible) - UNINVITED), limit)
        self.fill(ratee, others, self.wanted, limit)
        self.fill(ratee, eligible, self.wanted, limit)
        self.fill(ratee, circle, self.wanted)

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

    def pairs(self) -> list[RatingPair]:
        """By id, so that their order does not tell names from those who filled up."""
        found = sorted((ratee, rater) for ratee in self.invited for rater in self.invited[ratee])
        return [RatingPair(rater, ratee, Relation.PEER) for ratee, rater in found]
