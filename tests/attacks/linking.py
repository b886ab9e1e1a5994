"""Who wrote an anonymous sheet? Programs that guess from content alone, as an administrator could.

They read what an older version left behind: sheets without their rater in no order, who was asked
to rate whom, printed figures, and sheets whose author is known. Where nothing is left they guess
nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from berakhlak.cycles.rater_groups import Relation

ANONYMOUS = (Relation.PEER, Relation.SUBORDINATE)
NO_SCORE = (0, 255)
RIDGE = 1.0
"""How much weaker than chance a rater's habit is taken to be, in sheets."""


@dataclass(frozen=True)
class Leftovers:
    """`sheets`: officer, group, answers. `asked`: rater, officer, group, for those not declined.

    `named`: whose answers about whom are known, as a lone supervisor's are, or one's own.
    """

    sheets: Sequence[tuple[int, str, bytes]]
    asked: Sequence[tuple[int, int, str]]
    named: Sequence[tuple[int, int, bytes]] = ()


@dataclass(frozen=True)
class Outcome:
    """How many sheets were given to their writer; how many a blind guess expects, in how many
    groups of raters."""

    hits: int
    expected: float
    groups: int

    @property
    def beats_chance(self) -> bool:
        """Beyond three standard deviations of a blind guess: one hit a group, variance one."""
        return self.hits > self.expected + 3 * math.sqrt(self.groups)


def mean_of(answers: bytes) -> float:
    """The mean of a sheet; 3 where nothing could be rated."""
    scores = [each for each in answers if each not in NO_SCORE]
    return sum(scores) / len(scores) if scores else 3.0


def habits_from_printed_figures(
    left: Leftovers, printed: Mapping[int, tuple[float, float]]
) -> dict[int, float]:
    """How lenient each rater is, from two printed figures of each officer: as others rated, and
    adjusted for severity. Their difference is a checksum of the habits of those who rated.
    """
    raters = sorted({rater for rater, _, _ in left.asked})
    place = {rater: column for column, rater in enumerate(raters)}
    rows, moved = [], []
    for officer, (raw, adjusted) in printed.items():
        mine = [
            place[rater]
            for rater, ratee, group in left.asked
            if ratee == officer and group != "self"
        ]
        if mine:
            row = np.zeros(len(raters))
            row[mine] = 1 / len(mine)
            rows.append(row)
            moved.append(raw - adjusted)
    if not rows:
        return {}
    design, target = np.array(rows), np.array(moved) - np.mean(moved)
    normal = design.T @ design + RIDGE / len(rows) * np.eye(len(raters))
    return dict(zip(raters, np.linalg.solve(normal, design.T @ target).tolist(), strict=True))


def habits_from_named_sheets(
    left: Leftovers, printed: Mapping[int, tuple[float, float]]
) -> dict[int, float]:
    """The same from sheets that bear a name: how far above the others' figure their author is."""
    above: dict[int, list[float]] = defaultdict(list)
    for rater, officer, answers in left.named:
        if officer in printed:
            above[rater].append(mean_of(answers) - printed[officer][0])
    return {rater: sum(each) / len(each) for rater, each in above.items()}


def links(left: Leftovers, habits: Mapping[int, float]) -> dict[int, int]:
    """Sheet -> rater: in each group the kindest sheet goes to the most lenient rater, and so on."""
    asked, found = defaultdict(list), defaultdict(list)
    for rater, officer, group in left.asked:
        asked[officer, group].append(rater)
    for number, (officer, group, answers) in enumerate(left.sheets):
        found[officer, group].append((mean_of(answers), number))
    guessed = {}
    for pair, sheets in found.items():
        raters = asked.get(pair, [])
        known = [rater for rater in raters if rater in habits]
        if pair[1] in ANONYMOUS and len(known) == len(raters) == len(sheets) > 1:
            ordered = sorted(known, key=habits.__getitem__)
            guessed |= {n: r for (_, n), r in zip(sorted(sheets), ordered, strict=True)}
    return guessed


def judged(left: Leftovers, guessed: Mapping[int, int], truth: Sequence[int]) -> Outcome:
    """What the guesses are worth; `truth[sheet]` is its rater."""
    groups = {left.sheets[number][:2] for number in guessed}
    hits = sum(truth[number] == rater for number, rater in guessed.items())
    return Outcome(hits, float(len(groups)), len(groups))


def rank_correlation(first: Sequence[int], second: Sequence[int]) -> float:
    """Spearman's rho of two orders of the same things."""
    place = {thing: rank for rank, thing in enumerate(second)}
    n = len(first)
    squares = sum((rank - place[thing]) ** 2 for rank, thing in enumerate(first))
    return 1 - 6 * squares / (n * (n * n - 1))
