"""Pooled variances between raters, and bars made of them and of nothing a cell has of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LEAST_VARIANCE = 0.02
"""Squared steps; no rater is free of error, not even where all have given the highest answer."""
DIGITS = 4  # Pooled figures are rounded to what is published, so that anybody finds the same bar.


@dataclass(frozen=True)
class PooledVariances:
    """Arrays of shape (groups, columns), NaN where too few degrees of freedom.

    `variance`: between raters of one officer, squared steps. `factor`: the same as a share of
    (m - low)(high - m), the largest a variance can be at mean m. `centre`: mean of all raters.
    """

    variance: Floats
    factor: Floats
    centre: Floats


@dataclass(frozen=True)
class DeviationSums:
    """Sums over officers, (groups, columns): squared deviations, their degrees of freedom, and
    what they would be at most."""

    squares: Floats
    degrees: Floats
    room: Floats


def sum_deviations(
    n: Floats, mean: Floats, variance: Floats, shown: Bools, ends: tuple[float, float]
) -> DeviationSums:
    """Add up deviations within shown cells; arrays (officers, groups, columns)."""
    use = shown & (n >= 2)
    degrees = np.where(use, n - 1.0, 0.0)
    filled = np.where(use, mean, ends[0])
    room = degrees * (filled - ends[0]) * (ends[1] - filled)
    squares = degrees * np.where(use, variance, 0.0)
    return DeviationSums(squares.sum(axis=0), degrees.sum(axis=0), room.sum(axis=0))


def pool_variances(
    found: DeviationSums, n: Floats, mean: Floats, shown: Bools, least_degrees: int
) -> PooledVariances:
    """Pool over officers. Smyth (2004) moderates each variance towards the pool; here wholly,
    because what is left of a cell's own spread would tell its answers."""
    enough = found.degrees >= max(least_degrees, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(enough, found.squares / found.degrees, np.nan)
        variance = np.maximum(variance, LEAST_VARIANCE)
        factor = np.where(enough & (found.room > 0), found.squares / found.room, np.nan)
        weight = np.where(shown, n, 0)
        centre = (weight * np.where(shown, mean, 0.0)).sum(axis=0) / weight.sum(axis=0)
    factor = np.where(enough & np.isnan(factor), 0.0, factor)
    return PooledVariances(*(np.round(x, DIGITS) for x in (variance, factor, centre)))


def bar_half_widths(
    n: Floats,
    mean: Floats,
    pooled: PooledVariances,
    ends: tuple[float, float],
    *,
    z: float,
    least: int,
    pull: float,
) -> Floats:
    """Half of each bar, z sqrt(max(s2, factor (m' - low)(high - m')) / n); NaN below `least`.

    `n`, `mean`: (..., groups, columns). m' is the mean drawn to the cycle's by `pull` raters, so
    that a mean at the end of the scale has a bar as well. A bar claims the mean that all raters
    of this kind would give, not where a repeated mean would fall.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = (n * mean + pull * pooled.centre) / (n + pull)
        at_level = pooled.factor * (drawn - ends[0]) * (ends[1] - drawn)
        half: Floats = z * np.sqrt(np.maximum(pooled.variance, at_level) / n)
    return np.where(n >= least, half, np.nan)
