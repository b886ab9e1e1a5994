"""Units with all that is below them, so that no difference of two of them gives a small unit away.

Printed are means of units and of subtrees. Subtrees contain each other or lie apart, so all that
can be had by adding and subtracting are the withheld units of a subtree that no subtree within it
has counted. These are counted only where they are together as many officers as a unit needs, from
two units at least, in every column at once; else they stay out of this figure, and the subtree
above tries again with its own. The choice is blind to answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.packed_sheets import Floats, Ints
from berakhlak.statistics.units import UnitScores


@dataclass(frozen=True)
class SubtreeScores:
    """One unit with all below it: `members` are places of units, `left_out` those of them whose
    withheld figures are not counted. `n`, `mean` by column: overall, then values; NaN without."""

    members: tuple[int, ...]
    left_out: tuple[int, ...]
    n: Ints
    mean: Floats


def roll_up_units(
    scores: UnitScores, parents: Sequence[int | None], least: int
) -> dict[int, SubtreeScores]:
    """Figures of every unit that has units below it, by place; `parents` are places."""
    children: list[list[int]] = [[] for _ in parents]
    for place, parent in enumerate(parents):
        if parent is not None:
            children[parent].append(place)
    walk = _TreeWalk(scores, children, least)
    for place, parent in enumerate(parents):
        if parent is None:
            walk.visit(place)
    return walk.found


class _TreeWalk:
    """Goes up the tree with what each subtree counts and what it leaves over."""

    def __init__(self, scores: UnitScores, children: list[list[int]], least: int) -> None:
        self.children, self.least = children, least
        self.hidden = scores.status == SuppressionStatus.SUPPRESSED
        self.n = np.where(scores.n > 0, scores.n, 0)
        self.total = np.where(scores.n > 0, scores.n * scores.mean, 0.0)
        self.found: dict[int, SubtreeScores] = {}

    def visit(self, root: int) -> None:
        """All of one tree, without recursion: trees may be deep."""
        order, waiting = [], [root]
        while waiting:
            place = waiting.pop()
            order.append(place)
            waiting += self.children[place]
        state: dict[int, tuple[list[int], list[int], Ints, Floats]] = {}
        for place in reversed(order):
            state[place] = self._subtree(place, [state.pop(x) for x in self.children[place]])

    def _subtree(
        self, place: int, below: list[tuple[list[int], list[int], Ints, Floats]]
    ) -> tuple[list[int], list[int], Ints, Floats]:
        open_here = ~self.hidden[place]
        members, rest = [place], [place] if self.hidden[place].any() else []
        n, total = self.n[place] * open_here, self.total[place] * open_here
        for its_members, its_rest, its_n, its_total in below:
            members, rest = members + its_members, rest + its_rest
            n, total = n + its_n, total + its_total
        if not below:
            return members, rest, n, total
        if self._may_be_counted(rest):
            n = n + (self.n[rest] * self.hidden[rest]).sum(axis=0)
            total = total + (self.total[rest] * self.hidden[rest]).sum(axis=0)
            rest = []
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(n >= self.least, total / n, np.nan)
        self.found[place] = SubtreeScores(tuple(sorted(members)), tuple(sorted(rest)), n, mean)
        return members, rest, n, total

    def _may_be_counted(self, rest: list[int]) -> bool:
        """Whether what is left over is, in every column that has any, several units and many
        officers."""
        if not rest:
            return False
        officers = self.n[rest] * self.hidden[rest]
        any_there = officers.sum(axis=0) > 0
        enough = (officers.sum(axis=0) >= self.least) & ((officers > 0).sum(axis=0) >= 2)
        return bool(any_there.any() and enough[any_there].all())
