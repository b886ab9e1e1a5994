"""One rule for every sentence: say it only if the true difference is likely beyond its floor."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.inference.centring import mean_of_available
from berakhlak.statistics.inference.shrinkage import (
    NormalPosterior,
    centre_errors,
    shrink_to_centre,
    true_variance,
)

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]


class DifferenceVerdict(IntEnum):
    """What may be said of a difference; `NONE`: there is nothing to decide on."""

    NONE = 0
    UNDECIDED = 1
    LOWER = 2
    HIGHER = 3

    @property
    def label(self) -> str | None:
        return None if self is DifferenceVerdict.NONE else self.name.lower()


def decide_verdicts(posterior: NormalPosterior, floor: float, probability: float) -> Codes:
    """Verdicts of the posterior's shape."""
    above, below = posterior.beyond(floor)
    found = np.full(posterior.mean.shape, DifferenceVerdict.UNDECIDED, np.int8)
    found[above >= probability] = DifferenceVerdict.HIGHER
    found[below >= probability] = DifferenceVerdict.LOWER
    found[np.isnan(posterior.mean) | np.isnan(posterior.sd)] = DifferenceVerdict.NONE
    return found


@dataclass(frozen=True)
class DifferenceStatements:
    """`posterior` and `verdict` of one shape; per column the `centre` and `variance` of true
    figures that they were drawn to."""

    posterior: NormalPosterior
    verdict: Codes
    centre: Floats
    variance: Floats


def difference_statements(
    figure: Floats, error: Floats, floor: float, probability: float, *, common: bool = False
) -> DifferenceStatements:
    """Statements on `figure` with squared `error`, (officers, columns), each column by itself.

    `common`: columns are of one kind and share the variance of true figures, which many columns
    tell better than one; an estimate too low by chance would make its column too sure.
    """
    pairs = [true_variance(x, v) for x, v in zip(figure.T, error.T, strict=True)]
    centre, variance = (np.array(part) for part in zip(*pairs, strict=True))
    if common and not np.isnan(variance).all():
        variance = np.where(np.isnan(variance), np.nan, np.nanmean(variance))
    known = np.where(np.isnan(figure), np.nan, error)
    posterior = shrink_to_centre(figure, error, centre, variance, centre_errors(known, variance))
    return DifferenceStatements(
        posterior, decide_verdicts(posterior, floor, probability), centre, variance
    )


def self_answer_variance(
    answers: Floats,
    value_of_item: npt.NDArray[np.intp],
    *,
    least_degrees: int = 1,
    least_officers: int = 1,
) -> float:
    """Variance of one of the officer's own answers around the officer's mean of its value.

    `answers` (officers, items) on the scale, NaN where none. Items' means are taken out first.
    NaN below `least_degrees` of freedom, and where fewer than `least_officers` have answered: it
    would be those few officers' own.
    """
    known = ~np.isnan(answers)
    if known.any(axis=1).sum() < least_officers:
        return float("nan")
    counts = known.sum(axis=0)
    means = np.where(known, answers, 0.0).sum(axis=0) / np.maximum(counts, 1)
    off = np.where(known, answers - means, 0.0)
    squares, degrees = 0.0, 0
    for value in np.unique(value_of_item):
        items = value_of_item == value
        n = known[:, items].sum(axis=1)
        total = off[:, items].sum(axis=1)
        squares += float((off[:, items] ** 2).sum() - (total**2 / np.maximum(n, 1)).sum())
        degrees += int(np.maximum(n - 1, 0).sum())
    return squares / degrees if degrees >= max(least_degrees, 1) else float("nan")


@dataclass(frozen=True)
class ClearestDifferences:
    """The clearest difference of two groups per officer, arrays (officers,): `column`, `first`
    (sees it more often), `second`, raw `difference` in steps. `column` is -1 where none is told."""

    column: npt.NDArray[np.intp]
    first: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]
    difference: Floats


def clearest_differences(
    mean: Floats, n: Floats, usable: Bools, variance: Floats, *, floor: float, error: float
) -> ClearestDifferences:
    """Tell the clearest difference if its lower bound lies beyond the floor.

    `mean`, `n`, `usable`: (officers, groups, columns); lone persons are not `usable`. `variance`
    (groups, columns) between raters. Bonferroni over an officer's pairs and columns keeps the
    chance of any false one below `error`.
    """
    officers, groups, columns = mean.shape
    pairs = [(a, b) for a in range(groups) for b in range(a + 1, groups)]
    with np.errstate(invalid="ignore", divide="ignore"):
        cell = np.where(usable, variance / n, np.nan)
    first = np.array([a for a, _ in pairs], np.intp)
    second = np.array([b for _, b in pairs], np.intp)
    difference = (mean[:, first] - mean[:, second]).reshape(officers, -1)
    spread = np.sqrt(cell[:, first] + cell[:, second]).reshape(officers, -1)
    looks = np.maximum((~np.isnan(spread)).sum(axis=1), 1)
    from scipy.special import ndtri

    bound = np.abs(difference) - floor + ndtri(error / looks)[:, None] * spread
    bound = np.where(np.isnan(bound), -np.inf, bound)
    place = bound.argmax(axis=1)
    rows = np.arange(officers)
    is_stated, step = bound[rows, place] > 0, difference[rows, place]
    pair, column = place // columns, place % columns
    upward = step > 0
    return ClearestDifferences(
        np.where(is_stated, column, -1),
        np.where(upward, first[pair], second[pair]),
        np.where(upward, second[pair], first[pair]),
        np.where(is_stated, np.abs(step), np.nan),
    )


def distinct_extremes(
    figure: Floats, *, floor: float, error: float, least: int
) -> tuple[int, int] | None:
    """The highest and the lowest column of `figure` (officers, columns), if it is likely that they
    truly lie further apart than `floor`; else None.

    Compared within officers who have both, so that their raters' leniency cancels; None for fewer
    than `least` of them. Bonferroni over all ordered pairs keeps the chance of a false one below
    `error`.
    """
    means = mean_of_available(figure.T)
    if (~np.isnan(means)).sum() < 2:
        return None
    high, low = int(np.nanargmax(means)), int(np.nanargmin(means))
    apart = figure[:, high] - figure[:, low]
    apart = apart[~np.isnan(apart)]
    if len(apart) < least:
        return None
    from scipy.special import stdtrit

    looks = (~np.isnan(means)).sum() * ((~np.isnan(means)).sum() - 1)
    sure = stdtrit(len(apart) - 1, 1 - error / looks) * apart.std(ddof=1) / np.sqrt(len(apart))
    return (high, low) if apart.mean() - floor - sure > 0 else None


@dataclass(frozen=True)
class BehaviourContrasts:
    """Behaviours against the officer's own average: `figure` and squared `error`, (officers,
    items), NaN where unknown; and the cycle's constants behind them: `levels` (groups, items) and
    `variance`, that of one answer within a sheet."""

    figure: Floats
    error: Floats
    levels: Floats
    variance: float


def answer_variance(answers: Floats, least_degrees: int = 1) -> float:
    """Variance of an answer within its sheet, items' means taken out. `answers` (sheets, items),
    NaN where none: leniency and halo of the rater cancel. NaN below `least_degrees` of freedom."""
    known = ~np.isnan(answers)
    n = known.sum(axis=1)
    kept = n >= 2
    x, use = answers[kept], known[kept]
    # In place, for a large cycle has a million sheets.
    x[~use] = 0.0
    x -= (x.sum(axis=1) / n[kept])[:, None]
    x[~use] = 0.0
    x -= x.sum(axis=0) / np.maximum(use.sum(axis=0), 1)
    x[~use] = 0.0
    degrees = int((n[kept] - 1).sum()) - x.shape[1]
    squares = float(np.square(x, out=x).sum())
    return squares / degrees if degrees >= max(least_degrees, 1) else float("nan")


def behaviour_contrasts(
    mean: Floats, n: Floats, shown: Bools, weights: Floats, variance: float
) -> BehaviourContrasts:
    """Contrasts from staff groups (officers, groups, items); `weights` are 0 for the others.

    Each group is taken against its own average over the behaviours it shows, item levels of the
    cycle put aside and back, so that a missing behaviour moves none of the others.
    """
    use = shown & (weights > 0)[None, :, None]
    enough = use.sum(axis=2, keepdims=True) * 2 > mean.shape[2]
    use &= enough
    counts = use.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        levels: Floats = np.where(use, mean, 0.0).sum(axis=0) / counts
        levels = levels.round(4)
        levels = levels - mean_of_available(levels)[:, None]
        # In place: each of these tables takes a kilobyte an officer.
        residual: Floats = mean - levels
        residual[~use] = 0.0
        residual -= residual.sum(axis=2, keepdims=True) / use.sum(axis=2, keepdims=True)
        residual[~use] = 0.0
        share = np.where(use, weights[None, :, None], 0.0)
        share /= share.sum(axis=1, keepdims=True)
        residual += np.nan_to_num(levels)
        residual *= share
        figure = residual.sum(axis=1)
        del residual
        share **= 2
        share *= variance
        share /= n
        share[~use] = 0.0
        error = share.sum(axis=1)
    known = use.any(axis=1) & ~np.isnan(variance)
    return BehaviourContrasts(
        np.where(known, figure, np.nan), np.where(known, error, np.nan), levels, variance
    )


def choose_advice(
    estimate: Floats, codes: Sequence[str], never: Collection[str], most: int
) -> tuple[str, ...]:
    """The behaviours of one officer seen least against the officer's own average, least first.

    `estimate` (items,) shrunk contrasts, NaN where unknown. `never`: behaviours on which advice
    would be suspicion. Only those below the average are taken.
    """
    order = np.argsort(np.where(np.isnan(estimate), np.inf, estimate), kind="stable")
    low = [codes[i] for i in order.tolist() if estimate[i] < 0 and codes[i] not in never]
    return tuple(low[:most])
