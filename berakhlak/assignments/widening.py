"""Who could have been asked about an officer: circles of peers, widened where they are small.

See docs/decisions/0017-circles-of-the-minimum-and-two.md. Pure: the chance is handed in.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from berakhlak.assignments.proposal import (
    PeerCircles,
    ProposalMember,
    RatingPair,
    SeatPair,
    hierarchy_pairs,
)
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation

COLLUDING = 2  # Raters who may tell each other their answers.


@dataclass(frozen=True)
class NarrowCircles:
    """Of how many of the rated `officers` too few peers could have been asked."""

    narrow: int
    officers: int

    def as_detail(self) -> dict[str, int | str]:
        """As it is recorded at opening."""
        return {"narrow": self.narrow, "officers": self.officers}

    @classmethod
    def of_detail(cls, detail: Mapping[str, int | str]) -> NarrowCircles | None:
        """What was recorded; None where nothing was."""
        if not {"narrow", "officers"} <= detail.keys():
            return None
        return cls(int(detail["narrow"]), int(detail["officers"]))


def circle_wanted(policy: Policy) -> int:
    """How many must be able to have been asked, so that any two less leave the minimum."""
    return policy.min_n[Relation.PEER] + COLLUDING


def narrow_among(reached: Mapping[int, int], least: int, wanted: int) -> NarrowCircles:
    """Of officers with so many peers within reach: those who may be shown, but for two less."""
    narrow = sum(least <= number < wanted for number in reached.values())
    return NarrowCircles(narrow, len(reached))


class WidenedCircles:
    """The peers of every rated seat, the nearest first, at least `wanted` where there are.

    `tied`: who rates whom anyhow, and so is no peer; `barred`: who must not.
    """

    def __init__(
        self,
        seats: Sequence[ProposalMember],
        wanted: int,
        chance: random.Random,
        tied: Iterable[RatingPair],
        barred: Collection[SeatPair] = frozenset(),
    ) -> None:
        self.wanted, self.chance = wanted, chance
        self.around = PeerCircles(seats, chance)
        self.seats = {seat.id: seat for seat in seats}
        self.rated = {seat.id for seat in seats if seat.is_rated}
        self.barred = barred
        self.tied = {(pair.rater_id, pair.ratee_id) for pair in tied}.union(barred)
        self.lines: dict[int, set[int]] = {}
        self.near: dict[Hashable, list[int]] = defaultdict(list)
        for seat in sorted((each for each in seats if each.is_rated), key=lambda each: each.id):
            self.near["unit", seat.unit_id].append(seat.id)
            self.near["unit", seat.unit_id, seat.level].append(seat.id)
            self.near["lead", seat.supervisor_id, seat.level].append(seat.id)
            self.near["below", seat.parent_id, seat.level].append(seat.id)

    def own(self, ratee: int) -> list[int]:
        """The circle as the tree gives it, without those who are tied to the ratee."""
        return [each for each in self.around.peers_of(ratee) if (each, ratee) not in self.tied]

    def is_narrow(self, ratee: int) -> bool:
        return self._count_own(ratee) < self.wanted

    def count_within_reach(self, ratee: int) -> int:
        """How many `peers_of` would find with nobody spared, counted no further than `wanted`."""
        if (count := self._count_own(ratee)) >= self.wanted:
            return count
        found = set(self.own(ratee))
        for place in self._places(self.seats[ratee]):
            found.update(self._untied_by_line(ratee, place))
            if len(found) >= self.wanted:
                break
        return min(self.wanted, len(found))

    def _count_own(self, ratee: int) -> int:
        """The own circle, counted no further than `wanted`."""
        peers = (p for p in self.around.peers_of(ratee) if (p, ratee) not in self.tied)
        return sum(1 for _peer in islice(peers, self.wanted))

    def peers_of(
        self, ratee: int, is_spared: Callable[[int], bool] = lambda _seat: False
    ) -> list[int]:
        """Who could be asked: the own circle, and of the next nearest as many as are missing.

        Who has enough to do is spared: not taken in from elsewhere.
        """
        found = dict.fromkeys(self.own(ratee))
        for each in self._further(ratee):
            if len(found) >= self.wanted:
                break
            if not is_spared(each):
                found[each] = None
        return list(found)

    def _further(self, ratee: int) -> Iterator[int]:
        """The next nearest, in an order that chance chooses among equals."""
        for place in self._places(self.seats[ratee]):
            some = self._untied_by_line(ratee, place)
            self.chance.shuffle(some)
            yield from some

    def _untied_by_line(self, ratee: int, place: Hashable) -> list[int]:
        """Who is at the place, without those above the ratee and those below."""
        above = self._above(ratee)
        return [
            each
            for each in self.near.get(place, ())
            if each not in above and ratee not in self._above(each) and each != ratee
            if (each, ratee) not in self.barred
        ]

    def _places(self, seat: ProposalMember) -> Iterator[Hashable]:
        yield "unit", seat.unit_id, seat.level
        yield "lead", seat.supervisor_id, seat.level
        yield "unit", seat.unit_id
        yield "below", seat.unit_id, seat.level
        if seat.parent_id is not None:
            yield "unit", seat.parent_id, seat.level
            yield "below", seat.parent_id, seat.level

    def _above(self, seat_id: int) -> set[int]:
        """Everybody up the line of supervisors, found once for each seat."""
        if seat_id in self.lines:
            return self.lines[seat_id]
        found: set[int] = set()
        lead = self.seats[seat_id].supervisor_id
        while lead in self.seats and lead not in found:
            found.add(lead)
            lead = self.seats[lead].supervisor_id
        self.lines[seat_id] = found
        return found


def peers_within_reach(
    seats: Sequence[ProposalMember],
    named: Mapping[int, int],
    wanted: int,
    appointed: Sequence[RatingPair] = (),
    barred: Collection[SeatPair] = frozenset(),
) -> dict[int, int]:
    """Rated seat -> how many could have been asked about it, counted no further than `wanted`.

    `named`: seat -> names on its list, which are a circle themselves.
    """
    tied = [*hierarchy_pairs(seats), *appointed]
    chance = random.Random(0)  # noqa: S311  Only numbers come of it.
    circles = WidenedCircles(seats, wanted, chance, tied, barred)
    return {
        seat.id: min(wanted, max(circles.count_within_reach(seat.id), named.get(seat.id, 0)))
        for seat in seats
        if seat.is_rated
    }
