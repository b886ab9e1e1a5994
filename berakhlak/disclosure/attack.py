"""Trying to recover what is withheld: linear algebra, intervals, and whole-number feasibility.

The attacker knows the rules and everything printed, exact to its rounding. Written without the
code that withholds, so that a mistake there is not repeated here. The solvers are loaded when
needed, as they would slow down every start of the application.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from berakhlak.disclosure.open_answers import fitting_answers

HALF_DIGIT = 0.005 + 1e-9  # Half of the last printed digit.
TIGHT = 0.05  # A mean known to within less than this counts as recovered.
Floats = npt.NDArray[np.float64]
Whole = tuple[int, int]


def printed_sum_bounds(mean: float, parts: int) -> Whole:
    """Least and greatest whole sum whose `parts`-th part is printed as `mean`."""
    return math.ceil((mean - HALF_DIGIT) * parts), math.floor((mean + HALF_DIGIT) * parts)


def printed_mean_bounds(mean: float, parts: int) -> tuple[float, float]:
    """What a printed mean of whole `parts` can be: tighter than its rounding, often one number."""
    low, high = printed_sum_bounds(mean, parts)
    if low > high:  # No such mean exists: somebody printed something else.
        return mean - HALF_DIGIT, mean + HALF_DIGIT
    return low / parts, high / parts


def parts_per_step(behaviours: int) -> int:
    """Parts of a step in which a rater's mean of up to so many answers is whole."""
    return math.lcm(*range(1, max(behaviours, 1) + 1))


@dataclass(frozen=True)
class RecoveredFigure:
    """What is known of a withheld figure: its mean lies in low..high; n among `counts`."""

    low: float
    high: float
    counts: tuple[int, ...]


@dataclass(frozen=True)
class RecoveryProblem:
    """One value of one officer by one group: a shown value, and behaviours some of them withheld.

    `raters` have a score of the value; `total` is the sum of scores in `parts_per_step`.
    `shown`: (n, sum) of each shown behaviour. Each of `hidden` others was answered by 1..`most`.
    """

    raters: int
    total: Whole
    shown: tuple[tuple[int, Whole], ...]
    hidden: int
    most: int
    steps: int


def recovery_problem(
    raters: int,
    mean: float,
    shown: Sequence[tuple[int, float]],
    *,
    hidden: int,
    most: int,
    steps: int,
) -> RecoveryProblem:
    """The problem from means as printed. Behaviours are interchangeable, so they are sorted."""
    total = printed_sum_bounds(mean, raters * parts_per_step(len(shown) + hidden))
    sums = tuple(sorted((n, printed_sum_bounds(figure, n)) for n, figure in shown))
    return RecoveryProblem(raters, total, sums, hidden, most, steps)


@lru_cache(maxsize=1 << 16)
def solve_recovery(given: RecoveryProblem) -> RecoveredFigure | None:
    """What a withheld behaviour must be, or None when it stays open; the same for each of them.

    Answers that are easily found lie apart almost always. Where they do not, programs are solved.
    """
    unit = parts_per_step(len(given.shown) + given.hidden)
    if _reach_of(fitting_answers(given, unit), given.most) is None:
        return None
    return solve_programs(given)


def solve_programs(given: RecoveryProblem) -> RecoveredFigure | None:
    """The same by whole-number programs (HiGHS): the least and the greatest sum for every n.

    All the least ones come first, as those of different n mostly lie apart already.
    """
    model = _Model(given)
    ends = (
        (n, end)
        for sign in (1, -1)
        for n in range(given.most, 0, -1)
        if (end := model.extreme(n, sign)) is not None
    )
    return _reach_of(ends, given.most)


def _reach_of(answers: Iterable[Whole], most: int) -> RecoveredFigure | None:
    """From where to where these (n, sum) of a behaviour with 1..`most` answers go; None as soon as
    a pair of them lies apart in mean and in n."""
    low, high = math.inf, -math.inf
    counts: set[int] = set()
    for n, total in answers:
        counts.add(n)
        low, high = min(low, total / n), max(high, total / n)
        if high - low >= TIGHT and len(counts) >= min(most, 2):
            return None
    return RecoveredFigure(low, high, tuple(sorted(counts)))


class _Model:
    """The problem as linear constraints in whole numbers.

    Variables: how many raters answered exactly each set of behaviours, and for each set and
    behaviour in it the sum of their answers. Any sum from 1 to `steps` a rater can come about,
    so these describe all sheets there can be.
    """

    def __init__(self, given: RecoveryProblem) -> None:
        self.given = given
        self.size = len(given.shown) + given.hidden
        self.sets = [s for k in range(1, self.size + 1) for s in combinations(range(self.size), k)]
        self.sums = {
            pair: len(self.sets) + place
            for place, pair in enumerate((s, i) for s in self.sets for i in s)
        }
        self.width = len(self.sets) + len(self.sums)
        rows = list(self._rows())
        self.matrix = np.array([row for row, _, _ in rows])
        self.least = np.array([least for _, least, _ in rows], float)
        self.greatest = np.array([greatest for _, _, greatest in rows], float)
        self.number = self._counting(self.size - 1)
        self.answers = self._summing(self.size - 1)

    def extreme(self, n: int, sign: int) -> int | None:
        """Least (sign 1) or greatest (-1) sum of the last behaviour, None if impossible."""
        from scipy.optimize import LinearConstraint, milp

        found = milp(
            sign * self.answers,
            constraints=LinearConstraint(
                np.vstack([self.matrix, self.number]),
                np.append(self.least, n),
                np.append(self.greatest, n),
            ),
            integrality=np.ones(self.width),
        )
        return None if found.x is None else round(float(self.answers @ found.x))

    def _rows(self) -> Iterator[tuple[Floats, float, float]]:
        given = self.given
        yield self._row(dict.fromkeys(range(len(self.sets)), 1)), given.raters, given.raters
        for item, (n, total) in enumerate(given.shown):
            yield self._counting(item), n, n
            yield self._summing(item), *total
        for item in range(len(given.shown), self.size):
            yield self._counting(item), 1, given.most
        unit = parts_per_step(self.size)
        shares = {place: unit // len(s) for (s, _), place in self.sums.items()}
        yield self._row(shares), *given.total
        for (s, _), place in self.sums.items():
            raters = self.sets.index(s)
            yield self._row({place: 1, raters: -1}), 0, np.inf
            yield self._row({place: 1, raters: -given.steps}), -np.inf, 0

    def _counting(self, item: int) -> Floats:
        return self._row({place: 1 for place, s in enumerate(self.sets) if item in s})

    def _summing(self, item: int) -> Floats:
        return self._row({place: 1 for (_, i), place in self.sums.items() if i == item})

    def _row(self, entries: dict[int, int]) -> Floats:
        row = np.zeros(self.width)
        for place, entry in entries.items():
            row[place] = entry
        return row


def determined_unknowns(matrix: Floats) -> npt.NDArray[np.bool_]:
    """Which unknowns `matrix @ x = b` fixes, by rank: those that no null vector moves."""
    _, sizes, turned = np.linalg.svd(matrix)
    rank = int((sizes > 1e-9 * max(sizes.max(initial=0), 1)).sum())
    free: npt.NDArray[np.bool_] = np.abs(turned[rank:]).max(axis=0, initial=0) > 1e-9
    return ~free


def unknown_ranges(
    matrix: Floats, low: Floats, high: Floats, bounds: Whole
) -> list[tuple[float, float]]:
    """Interval of each unknown with low <= matrix @ x <= high and all unknowns in `bounds`."""
    from scipy.optimize import linprog

    limits = np.concatenate([high, -low])
    both = np.vstack([matrix, -matrix])
    found = []
    for place in range(matrix.shape[1]):
        goal = np.zeros(matrix.shape[1])
        goal[place] = 1
        ends = [linprog(sign * goal, both, limits, bounds=bounds) for sign in (1, -1)]
        if any(end.x is None for end in ends):
            found.append((float(bounds[0]), float(bounds[1])))
        else:
            found.append((float(ends[0].x[place]), float(ends[1].x[place])))
    return found


def only_candidate(low: float, high: float, unit: int, most: int) -> RecoveredFigure | None:
    """Means of 1..`most` raters in low..high, in `unit` parts of a step; None when they differ."""
    fitting = {
        (n, total / (n * unit))
        for n in range(1, most + 1)
        for total in range(math.ceil(low * n * unit - 1e-6), math.floor(high * n * unit + 1e-6) + 1)
    }
    means = [mean for _, mean in fitting]
    if not means or max(means) - min(means) >= TIGHT:
        return None
    return RecoveredFigure(min(means), max(means), tuple(sorted({n for n, _ in fitting})))
