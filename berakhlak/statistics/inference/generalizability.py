"""How well the printed composite tells officers apart, and what other designs would do.

Brennan (2001), Generalizability Theory: G = true variance / (true + error variance).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.inference.centring import mean_of_available
from berakhlak.statistics.inference.pooling import LEAST_VARIANCE

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class GroupStatistics:
    """One figure of all officers by group: `mean`, `n`, `shown` (officers, groups), and per group
    `squares` within officers with their `degrees` of freedom."""

    mean: Floats
    n: Floats
    shown: Bools
    squares: Floats
    degrees: Floats


def rater_variances(
    column: GroupStatistics,
    weights: Floats,
    shifts: Floats,
    least_degrees: int,
    perspective: float = 0.0,
) -> Floats:
    """Variance of one rater's score of an officer, by group (groups,); NaN where unknown.

    From deviations within officers where they have degrees of freedom enough; else, as for lone
    bosses, from differences to the other groups; else pooled over all groups. `perspective`: what
    groups truly see differently of an officer; a difference to other groups holds it, too, and it
    is no error.
    """
    enough = column.degrees >= least_degrees
    with np.errstate(invalid="ignore", divide="ignore"):
        known = np.where(enough, column.squares / column.degrees, np.nan)
    found = np.where(enough, np.maximum(known, LEAST_VARIANCE), np.nan)
    total = column.degrees.sum()
    pooled = column.squares.sum() / total if total >= least_degrees else np.nan
    for group in np.flatnonzero(~enough & (weights > 0)).tolist():
        by_difference = _variance_by_difference(
            column, group, np.where(enough, found, np.nan), weights, shifts, perspective
        )
        reliable = by_difference[1] > least_degrees
        found[group] = by_difference[0] if reliable else max(pooled, LEAST_VARIANCE)
    return found


def _variance_by_difference(
    column: GroupStatistics,
    group: int,
    known: Floats,
    weights: Floats,
    shifts: Floats,
    perspective: float,
) -> tuple[float, int]:
    """Var(D) less the mean error of the others and what groups truly see differently (at most
    half of it), D = group - others; with the number of officers."""
    others = column.shown & (weights > 0) & ~np.isnan(known)
    others[:, group] = False
    use = others.any(axis=1) & column.shown[:, group]
    if use.sum() < 2:
        return np.nan, 0
    weight = np.where(others, weights, 0.0)[use]
    weight /= weight.sum(axis=1, keepdims=True)
    means = np.where(column.shown, column.mean, 0.0)[use] - shifts
    number = np.maximum(column.n[use], 1)
    difference = means[:, group] - (weight * means).sum(axis=1)
    error = (weight**2 * np.where(weight > 0, known, 0.0) / number).sum(axis=1)
    spread = difference.var(ddof=1) - error.mean()
    views = perspective * (1 + (weight**2).sum(axis=1).mean())
    spread = max(spread - views, 0.5 * spread)
    return max(float(spread / (1 / number[:, group]).mean()), LEAST_VARIANCE), int(use.sum())


def composite_squared_errors(share: Floats, n: Floats, variances: Floats) -> Floats:
    """Squared standard error of composites, sum of share^2 s2 / n over groups.

    `share`, `n`: (officers, groups); `variances` (groups,). NaN where a group used has none, and
    where no group is used.
    """
    used = share > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = np.where(used, share**2 * variances / n, 0.0)
    return np.where(used.any(axis=1), parts.sum(axis=1), np.nan)


@dataclass(frozen=True)
class DependabilityEstimate:
    """`coefficient`: generalizability of the composite as printed, from 0 to 1. `variance`: true
    variance between officers. `standard_error`: root of the mean squared error, in steps."""

    coefficient: float
    variance: float
    standard_error: float
    n: int


def estimate_dependability(
    composite: Floats, error: Floats, alike: float | None = None, certainty: float = 1.0
) -> DependabilityEstimate | None:
    """Of `composite` with squared `error`, both (officers,); None for fewer than 3 officers.

    The true variance is the smaller of two estimates: what `error` leaves of the composite's
    variance, and `alike`, what groups see alike with their own views by weight (None where
    unknown). In a cycle where officers do not differ the first alone is often above 0, for all of
    a unit share one boss. It counts by its `certainty`, from 0 to 1.
    """
    known = ~np.isnan(composite) & ~np.isnan(error)
    if known.sum() < 3:
        return None
    noise, total = float(error[known].mean()), float(composite[known].var(ddof=1))
    left = max(total - noise, 0.0)
    true = left if alike is None else min(left, alike) * certainty
    share = true / (left + noise) if left + noise > 0 else 0.0
    return DependabilityEstimate(share, true, noise**0.5, int(known.sum()))


FEW_UNITS = 1.5  # Errors that are told by some twenty units are too small by about this factor.


@dataclass(frozen=True, kw_only=True)
class VarianceComponents:
    """Variances in squared steps: between `officer`s, of an officer's view by `perspective` of a
    group, and of one rater's whole sheet by group, `rater[groups]`. `officer_error`: squared
    standard error of `officer`."""

    officer: float
    perspective: float
    rater: tuple[float, ...]
    officer_error: float = 0.0

    @property
    def certainty(self) -> float:
        """How surely officers differ, from 0 to 1: nearly 1 where `officer` is several times its
        error, 0 where it is not above it (Stein's positive part)."""
        if self.officer <= 0:
            return 0.0
        return max(0.0, 1 - FEW_UNITS * self.officer_error / self.officer**2)


SCULLEN_COMPONENTS = VarianceComponents(
    officer=0.077, perspective=0.036, rater=(0.0, 0.26, 0.26, 0.26, 0.30)
)
"""Proportions of Scullen, Mount & Goff (2000) on this scale; for an agency without a cycle yet.
The groups are self, supervisor, peer, subordinate, citizen."""


@dataclass(frozen=True, kw_only=True)
class DesignPrecision:
    """What a way of rating gives: G, standard error in steps, and the share of the printed
    figure's variance that one lone rater of group `heaviest` makes (0 without a lone rater)."""

    coefficient: float
    standard_error: float
    lone_share: float


def d_study(
    components: VarianceComponents, weights: Sequence[float], raters: Sequence[int]
) -> DesignPrecision | None:
    """G of the overall figure for so many `raters` by group, weights renormalised over them.

    It is the squared correlation of the figure with what all groups of the policy would show by
    their weights, had each endless raters. None without any rater. Known before a cycle opens,
    from the components of the last one.
    """
    number, weight = np.asarray(raters, float), np.asarray(weights, float)
    use = (number > 0) & (weight > 0)
    if not use.any():
        return None
    share, wanted = np.where(use, weight, 0.0) / weight[use].sum(), weight / weight.sum()
    error = share**2 * np.asarray(components.rater) / np.maximum(number, 1)
    total = _views(components, share, share) + error.sum()
    alone = error[number == 1]
    return DesignPrecision(
        coefficient=_squared_correlation(components, share, wanted, total),
        standard_error=float(np.sqrt(error.sum())),
        lone_share=float(alone.max(initial=0.0) / total) if total > 0 else 0.0,
    )


def _views(components: VarianceComponents, first: Floats, second: Floats) -> float:
    """Covariance of what groups see, mixed by two sets of shares (groups,)."""
    return components.officer + components.perspective * float(first @ second)


def _squared_correlation(
    components: VarianceComponents, share: Floats, wanted: Floats, total: float
) -> float:
    """Of a figure of variance `total` mixed by `share`, with what all would see by `wanted`."""
    true = _views(components, wanted, wanted)
    return _views(components, share, wanted) ** 2 / (true * total) if true * total > 0 else 0.0


def estimate_components(
    mean: Floats, n: Floats, shown: Bools, variances: Floats, shifts: Floats, unit: Ints
) -> VarianceComponents | None:
    """Components from group means of sheets, all (officers, groups); None where too few overlap.

    Officers: covariance of different groups' views of the same officer, with an error that knows
    that the officers of a `unit` (officers,) share raters. Perspective: what is left of the
    variance of a group's means without their raters' error; lone raters tell none.
    """
    x = np.where(shown, mean - shifts, np.nan)
    x = x - mean_of_available(x.T)
    products, pairs, degrees = _products(x)
    if degrees < 30:
        return None
    officer = products.sum() / degrees
    of_units = np.bincount(unit, products - pairs * officer)
    officer_error = float((of_units**2).sum()) / pairs.sum() ** 2
    several = shown & (n >= 2) & ~np.isnan(variances)
    own = np.where(several, x**2 - variances / np.maximum(n, 1), 0.0).sum() / max(several.sum(), 1)
    known = tuple(0.0 if np.isnan(v) else float(v) for v in variances)
    officer = max(float(officer), 0.0)
    return VarianceComponents(
        officer=officer,
        perspective=max(float(own) - officer, 0.0),
        rater=known,
        officer_error=officer_error,
    )


def _products(x: Floats) -> tuple[Floats, Floats, int]:
    """Of different groups' views of an officer: the sum of their products and how many there are,
    both (officers,); and the degrees of freedom of all."""
    total, number, degrees = np.zeros(len(x)), np.zeros(len(x)), 0
    for first in range(x.shape[1]):
        for second in range(first + 1, x.shape[1]):
            product = x[:, first] * x[:, second]
            both = ~np.isnan(product)
            total += np.where(both, product, 0.0)
            number += both
            degrees += max(int(both.sum()) - 1, 0)
    return total, number, degrees
