"""Change of one behaviour of one officer between two rounds of raters, with its interval.

The raters of the two rounds cannot be linked, so the samples count as independent: the variance of
a difference of means is s2 (1/n1 + 1/n2) in each group (Cochran 1977, Sampling Techniques, 3rd
ed., 2.9), and adds up over groups by the squares of their weights (stratified means, 5.3). Where
the same people answered twice, their habits cancel in truth and the interval is too wide, never
too narrow. No correction for finite populations is made, although the groups are small: who
answered stands for what others would have seen, not for themselves. For up to three behaviours
of an officer, all intervals hold together with 95 % (Dunn 1961).

Regression to the mean is not taken out: what was chosen because it was low rises a little by
itself. Whoever prints a rise says so beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from berakhlak.statistics.frozen_result import (
    BehaviourFigures,
    CellFigures,
    CellStatus,
    OfficerFigures,
)
from berakhlak.statistics.inference.pooling import LEAST_VARIANCE
from berakhlak.statistics.pinning import DECIMALS
from berakhlak.statistics.statements import CycleConstants

CONFIDENCE = 0.95
LEAST_RATERS = 3
"""Of a group, in either round, before it counts: the floor of every anonymous group."""


@dataclass(frozen=True)
class GroupInBoth:
    """One group's mean of the behaviour before and now, as printed, and how many raters gave it."""

    code: str
    before: float
    now: float
    n_before: int
    n_now: int


@dataclass(frozen=True)
class BehaviourChange:
    """`before`, `now`: weighted means over the same `groups`, in steps, as printed; `difference`
    now - before.

    `low`..`high`: its interval, None where the spread between raters is not known. All None but
    `groups`, which is empty, where no group is printed in both rounds: too few to say.
    """

    groups: tuple[GroupInBoth, ...] = ()
    before: float | None = None
    now: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def rises(self) -> bool:
        """Whether it lies above what other raters alone can bring about."""
        return self.low is not None and self.low > 0

    @property
    def falls(self) -> bool:
        return self.high is not None and self.high < 0


def groups_in_both(
    before: Mapping[str, CellFigures],
    now: Mapping[str, CellFigures],
    groups: Sequence[str],
) -> tuple[GroupInBoth, ...]:
    """Those of `groups` that print a mean of enough raters in both rounds; nothing else is used."""
    found = []
    for code in groups:
        old, new = before.get(code), now.get(code)
        if old is None or new is None or not (_is_usable(old) and _is_usable(new)):
            continue
        means, sizes = (old.mean, new.mean), (old.n, new.n)
        found.append(GroupInBoth(code, *means, *sizes))  # type: ignore[arg-type]  # Usable: known.
    return tuple(found)


def _is_usable(cell: CellFigures) -> bool:
    shown = cell.status is CellStatus.SHOWN and cell.mean is not None
    return shown and cell.n is not None and cell.n >= LEAST_RATERS


def behaviour_change(
    groups: Sequence[GroupInBoth],
    weights: Mapping[str, float],
    variances: Mapping[str, float | None],
    *,
    together: int = 1,
) -> BehaviourChange:
    """The change over these groups. `variances`: between raters of one officer by group, squared
    steps, as the former cycle pooled them; `together`: intervals that shall hold at once."""
    total = sum(weights.get(each.code, 0.0) for each in groups)
    if total <= 0:
        return BehaviourChange()
    share = {each.code: weights.get(each.code, 0.0) / total for each in groups}
    before = round(sum(share[each.code] * each.before for each in groups), DECIMALS)
    now = round(sum(share[each.code] * each.now for each in groups), DECIMALS)
    # Of the rounded figures, so that whoever subtracts the printed ones finds the same.
    difference = round(now - before, DECIMALS)
    counted = tuple(each for each in groups if share[each.code] > 0)
    error = _error(counted, share, variances)
    if error is None:
        return BehaviourChange(counted, before, now, difference)
    half = _z(together) * error
    low, high = round(difference - half, DECIMALS), round(difference + half, DECIMALS)
    return BehaviourChange(counted, before, now, difference, low, high)


def _error(
    groups: Sequence[GroupInBoth],
    share: Mapping[str, float],
    variances: Mapping[str, float | None],
) -> float | None:
    """Standard error of the difference; None where a group's spread is not known."""
    squared = 0.0
    for each in groups:
        spread = variances.get(each.code)
        if spread is None or math.isnan(spread):
            return None
        spread = max(spread, LEAST_VARIANCE)
        squared += share[each.code] ** 2 * spread * (1 / each.n_before + 1 / each.n_now)
    return math.sqrt(squared)


def _z(together: int) -> float:
    from scipy.special import ndtri

    return float(ndtri(1 - (1 - CONFIDENCE) / (2 * max(together, 1))))


def changes_of_officer(
    before: OfficerFigures,
    now: OfficerFigures,
    codes: Sequence[str],
    weights: Mapping[str, float],
    constants: CycleConstants | None,
) -> dict[str, BehaviourChange]:
    """By code, for behaviours that both rounds know; made of printed cells and of nothing else.

    `weights`: of the groups that may count; `constants`: those of the former cycle.
    """
    old, new = behaviours_by_code(before), behaviours_by_code(now)
    known = [code for code in codes if code in old and code in new]
    return {
        code: behaviour_change(
            groups_in_both(old[code].cells, new[code].cells, tuple(weights)),
            weights,
            variances_of(constants, code),
            together=len(codes),
        )
        for code in known
    }


def behaviours_by_code(figures: OfficerFigures) -> dict[str, BehaviourFigures]:
    """The officer's behaviours."""
    return {each.code: each for value in figures.values for each in value.behaviours}


def variances_of(constants: CycleConstants | None, behaviour: str) -> Mapping[str, float | None]:
    """What a cycle publishes of the spread between raters, by group; empty under version 1."""
    return {} if constants is None else constants.variance.get(behaviour, {})
