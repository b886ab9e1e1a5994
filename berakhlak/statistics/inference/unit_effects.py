"""Units against the agency: with the error that shared raters make, shrunk, and named rarely.

Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine
24, 1185-1202.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.inference.shrinkage import shrink_to_centre, true_variance
from berakhlak.statistics.inference.verdicts import Codes, decide_verdicts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class UnitEffects:
    """Arrays (units,), NaN where a unit is not shown: `difference` from the shown units' officers
    in steps, its `standard_error`, `shrunk` and `shrunk_error` (posterior), `verdict`."""

    difference: Floats
    standard_error: Floats
    shrunk: Floats
    shrunk_error: Floats
    verdict: Codes
    centre: float
    variance: float


def unit_differences(composite: Floats, unit: Ints, shown: npt.NDArray[np.bool_]) -> Floats:
    """Mean of each shown unit's officers less that of all officers of shown units, (units,)."""
    use = ~np.isnan(composite) & shown[unit]
    n = np.bincount(unit[use], minlength=len(shown))
    total = np.bincount(unit[use], composite[use], len(shown))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(shown & (n > 0), total / n - total.sum() / max(n.sum(), 1), np.nan)


def clustered_errors(
    coefficient: Floats,
    sheet_unit: Ints,
    rater: Ints,
    sizes: Floats,
    leniency: float,
    residual: Floats,
) -> Floats:
    """Squared standard errors of `unit_differences`, (units,).

    v_r sum over raters of (sum c)^2 + sum of v_e c^2, c the weight of a sheet in the difference.
    `coefficient` (sheets,): weight of a sheet in its officer's figure; `sheet_unit`, `rater`
    (sheets,): codes; `sizes` (units,): officers counted, 0 for units not shown; `leniency`: v_r,
    the variance that a rater carries from officer to officer; `residual` (sheets,): v_e.
    """
    use = (sizes[sheet_unit] > 0) & (coefficient > 0)
    c, home, who, rest = (x[use] for x in (coefficient, sheet_unit, rater, residual))
    n = len(sizes)
    whole = c / max(sizes.sum(), 1)
    own = c / sizes[home]
    raters = int(who.max(initial=0)) + 1
    pair, place = np.unique(home * raters + who, return_inverse=True)
    home_of, who_of = pair // raters, pair % raters
    own_pair, all_pair = (np.bincount(place, x, len(pair)) for x in (own, whole))
    by_rater = np.bincount(who_of, all_pair)
    shared = np.bincount(home_of, own_pair**2 - 2 * own_pair * by_rater[who_of], n)
    alone = np.bincount(home, rest * (own**2 - 2 * own * whole), n)
    everybody = leniency * (by_rater**2).sum() + (rest * whole**2).sum()
    if (sizes > 0).sum() < 2:  # A unit alone is the agency, and differs from nothing.
        return np.full(n, np.nan)
    error = np.maximum(leniency * shared + alone + everybody, 0.0)
    return np.where(sizes > 0, error, np.nan)


def unit_effects(
    difference: Floats, squared_error: Floats, floor: float, probability: float
) -> UnitEffects:
    """Shrink differences (units,) and decide which may be named."""
    centre, variance = true_variance(difference, squared_error)
    # The differences are from the agency itself, so they are drawn to none.
    posterior = shrink_to_centre(difference, squared_error, 0.0, variance)
    return UnitEffects(
        difference,
        np.sqrt(squared_error),
        posterior.mean,
        posterior.sd,
        decide_verdicts(posterior, floor, probability),
        0.0,
        variance,
    )
