"""Whether all officers can be set beside each other: who is joined with whom by shared raters.

A score is adjusted for how severe raters are by comparing officers whom the same people rate. Where
no chain of shared raters leads from one officer to another, nothing tells severe raters of the one
from a lower score. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from berakhlak.assignments.proposal import RatingPair
from berakhlak.cycles.rater_groups import Relation

LEAST_LINKED = 2  # As `statistics.mixed.linkage` has it, which loads SciPy.


@dataclass(frozen=True)
class ComparisonGraph:
    """`joined` of the `officers` hang together by shared raters, the others in smaller parts; of
    `linked` at least `LEAST_LINKED` raters rate others too, so that they get an adjusted score."""

    officers: int
    joined: int
    linked: int

    @property
    def is_whole(self) -> bool:
        return self.joined == self.linked == self.officers


def comparison_graph(pairs: Iterable[RatingPair]) -> ComparisonGraph:
    """Raters on one side, officers on the other; what one says of oneself joins nobody."""
    parts, others = _Parts(), [pair for pair in pairs if pair.group != Relation.SELF]
    for pair in others:
        parts.join(pair.ratee_id, ~pair.rater_id)
    owed = Counter(pair.rater_id for pair in others)
    links = Counter(pair.ratee_id for pair in others if owed[pair.rater_id] > 1)
    linked = sum(number >= LEAST_LINKED for number in links.values())
    officers = [node for node in parts.above if node >= 0]
    sizes = Counter(parts.top_of(node) for node in officers)
    return ComparisonGraph(len(officers), max(sizes.values(), default=0), linked)


class _Parts:
    """Sets of nodes that grow together; each node leads to the one that stands for its set.

    A node is a number, for there are tens of thousands: an officer's id as it is, a rater's id
    inverted (`~`), so that it is below zero.
    """

    def __init__(self) -> None:
        self.above: dict[int, int] = {}

    def top_of(self, node: int) -> int:
        self.above.setdefault(node, node)
        while (above := self.above[node]) != node:
            self.above[node] = self.above[above]  # Halves the way for whoever comes next.
            node = above
        return node

    def join(self, one: int, other: int) -> None:
        self.above[self.top_of(one)] = self.top_of(other)
