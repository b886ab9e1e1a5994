"""Who rates whom: ties of the tree, and peers by chance. Pure: the chance is handed in.

Nobody may be able to tell from a list of names who was drawn from it
(docs/decisions/0100-nomination.md).
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from berakhlak.assignments.capping import within_most_forms
from berakhlak.assignments.minimums import Minimums
from berakhlak.assignments.proposal import (
    ProposalMember,
    RatingPair,
    SeatPair,
    hierarchy_pairs,
    permitted,
)
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
    most_forms: int = 0,
    kept_for_peers: int = 0,
    barred: Collection[SeatPair] = frozenset(),
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

    Where there are `most_forms`, nobody owes more; see `within_most_forms`. Who is left out of the
    ties of the tree stays no peer of that officer.

    Who is `barred` from an officer is neither drawn nor appointed; see `permitted`.
    """
    chance = chance if any(named.values()) else random.Random(seed)  # noqa: S311  As secret as it.
    tied = permitted(without_twice(hierarchy_pairs(seats), appointed), barred)
    circles = WidenedCircles(seats, wanted, chance, tied, barred)
    asked = tied
    if most_forms:
        asked = within_most_forms(
            tied, most_forms, kept_for_peers=kept_for_peers, peers=circles.rated, chance=chance
        )
    draw = _Draw(circles.tied, peers_per_officer, _room_for_peers(asked, most_forms))
    rounds = _Rounds(circles, draw, named, chance, appointed)
    rounds.draw_all(evenly=bool(most_forms))
    if most_forms:
        rounds.raise_to(min(kept_for_peers, peers_per_officer))
    return asked + draw.pairs()


def _room_for_peers(asked: Iterable[RatingPair], most_forms: int) -> Callable[[int], float]:
    """How many peers each rater can be asked about beside what they are asked anyhow."""
    owed = Counter(pair.rater_id for pair in asked)
    return lambda rater: most_forms - owed[rater] if most_forms else math.inf


def without_twice(pairs: Sequence[RatingPair], appointed: Sequence[RatingPair]) -> list[RatingPair]:
    """The pairs, then those of the appointed who do not rate the same officer by them."""
    known = {(pair.rater_id, pair.ratee_id) for pair in pairs}
    return [*pairs, *(each for each in appointed if (each.rater_id, each.ratee_id) not in known)]


def shuffled_by_chance(some: list[int], chance: random.Random) -> list[int]:
    """The same in an order of chance."""
    chance.shuffle(some)
    return some


class _Rounds:
    """Invites for one officer after another: those with a circle of their own, then those whose
    circle is widened, then those who named colleagues."""

    def __init__(
        self,
        circles: WidenedCircles,
        draw: _Draw,
        named: Mapping[int, Collection[int]],
        chance: random.Random,
        appointed: Iterable[RatingPair],
    ) -> None:
        self.circles, self.draw, self.named, self.chance = circles, draw, named, chance
        self.own = {(pair.rater_id, pair.ratee_id) for pair in appointed}.union(circles.barred)
        self.drawn: dict[int, tuple[list[int], list[int]]] = {}

    def draw_all(self, *, evenly: bool) -> None:
        """Peers of all officers; `evenly`: a second one for nobody before each has had a first.

        That matters where raters have little room: who comes first would take all of it.
        """
        wanted = self.draw.wanted
        plain, narrow, late = self._sorted_by_circle()
        self.chance.shuffle(narrow)
        for upto in range(1, wanted + 1) if evenly else (wanted,):
            for ratee in plain:
                self._fill_from_ring(ratee, None if evenly else wanted, upto)
            for ratee in narrow:
                self.draw.fill_any(ratee, self._names_and_circle(ratee)[1], upto)
            if not self.drawn.keys() & set(late):
                self.chance.shuffle(late)  # Whom the limit meets must not follow the agency.
            for ratee in late:
                self.draw.fill_from(ratee, *self._names_and_circle(ratee), upto)

    def raise_to(self, least: int) -> None:
        """The minimum for everybody who can have it, by raters whom others can spare."""

        def circle(ratee: int) -> list[int]:
            """Names stay out of it: of each list two are left uninvited."""
            known = self.named.get(ratee, ())
            around = self._names_and_circle(ratee)[1]
            return [r for r in around if r not in known and (r, ratee) not in self.draw.tied]

        draw = self.draw
        minimums = Minimums(draw.invited, draw.load, draw.room, least, circle)
        short = [ratee for ratee in sorted(self.circles.rated) if len(draw.invited[ratee]) < least]
        minimums.fill(shuffled_by_chance(short, self.chance))

    def _sorted_by_circle(self) -> tuple[list[int], list[int], list[int]]:
        plain, narrow, late = [], [], []
        for ratee in sorted(self.circles.rated):
            if self.named.get(ratee):
                late.append(ratee)
            elif self.circles.is_narrow(ratee):
                narrow.append(ratee)
            else:
                plain.append(ratee)
        return plain, narrow, late

    def _fill_from_ring(self, ratee: int, first: int | None, upto: int) -> None:
        """Where some are barred the ring is uneven, and those at the limit come last."""
        if self.circles.barred:
            self.draw.fill(ratee, self._ring(ratee, None), upto, self.draw.limit)
        self.draw.fill(ratee, self._ring(ratee, first), upto)

    def _ring(self, ratee: int, first: int | None) -> Iterator[int]:
        """The circle in its order, all of it where those behind are to step in for the first."""
        ring = self.circles.around.peers_of(ratee)
        return islice((each for each in ring if (each, ratee) not in self.own), first)

    def _names_and_circle(self, ratee: int) -> tuple[list[int], list[int]]:
        """As chance ordered them when it was the officer's turn first."""
        if ratee not in self.drawn:
            known = sorted(self.circles.rated.intersection(self.named.get(ratee, ())))
            names = shuffled_by_chance(known, self.chance)
            circle = self.circles.peers_of(ratee, self.draw.is_busy)
            if not self.named.get(ratee):
                self.chance.shuffle(circle)
            self.drawn[ratee] = names, circle
        return self.drawn[ratee]


class _Draw:
    """Who was invited so far, and how many sheets about peers that asks of each."""

    def __init__(
        self, tied: Collection[tuple[int, int]], wanted: int, room: Callable[[int], float]
    ) -> None:
        self.tied = tied
        self.wanted, self.limit, self.room = wanted, 2 * wanted, room
        self.load: Counter[int] = Counter()
        self.invited: dict[int, set[int]] = defaultdict(set)

    def is_busy(self, rater: int) -> bool:
        """Whether the rater has been asked for as many as anybody is to be asked for."""
        return self.load[rater] >= min(self.limit, self.room(rater))

    def fill_any(self, ratee: int, circle: Sequence[int], upto: int) -> None:
        """From the circle in its order; those at the limit only where nobody else is left."""
        self.fill(ratee, circle, upto, self.limit)
        self.fill(ratee, circle, upto)

    def fill_from(self, ratee: int, names: Sequence[int], circle: Sequence[int], upto: int) -> None:
        """Names first, all but `UNINVITED`; then the circle; then whoever else was named."""
        known, limit = set(names), self.limit
        eligible = [name for name in names if (name, ratee) not in self.tied]
        others = (seat for seat in circle if seat not in known)
        self.fill(ratee, eligible, min(upto, len(eligible) - UNINVITED), limit)
        self.fill(ratee, others, upto, limit)
        self.fill(ratee, eligible, upto, limit)
        self.fill(ratee, circle, upto)

    def fill(
        self, ratee: int, candidates: Iterable[int], wanted: int, limit: int | None = None
    ) -> None:
        """Invite candidates in their order until `wanted` are, those at the limit left out."""
        invited = self.invited[ratee]
        for rater in candidates:
            if len(invited) >= wanted:
                return
            fit = rater not in invited and (rater, ratee) not in self.tied
            allowed = self.room(rater) if limit is None else min(limit, self.room(rater))
            if fit and self.load[rater] < allowed:
                invited.add(rater)
                self.load[rater] += 1

    def pairs(self) -> list[RatingPair]:
        """By id, so that their order does not tell names from those who filled up."""
        found = sorted((ratee, rater) for ratee in self.invited for rater in self.invited[ratee])
        return [RatingPair(rater, ratee, Relation.PEER) for ratee, rater in found]
