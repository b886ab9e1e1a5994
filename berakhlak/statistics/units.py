"""Figures of units: means over their officers, withheld for small units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.categories import ByteCodes, suppression_statuses
from berakhlak.statistics.packed_sheets import Floats, Ints
from berakhlak.statistics.rules import ScoringRules


@dataclass(frozen=True)
class UnitScores:
    """Arrays of shape (units, 1 + values): first the overall composite, then each value.

    `n`: officers with a composite. `mean`, `sd` (n - 1) over officers' composites, each officer
    counting once. `status`: suppressed below `min_officers_per_unit`.
    """

    n: Ints
    mean: Floats
    sd: Floats
    status: ByteCodes


def unit_scores(
    composites: Floats, unit: npt.NDArray[np.intp], n_units: int, rules: ScoringRules
) -> UnitScores:
    """Figures of units from `composites[1 + values, officers]` and `unit[officers]`."""
    shape = (len(composites), n_units)
    n, mean, sd = np.zeros(shape, np.int64), np.full(shape, np.nan), np.full(shape, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        for row, column in enumerate(composites):
            defined = ~np.isnan(column)
            code, figure = unit[defined], column[defined]
            n[row] = np.bincount(code, minlength=n_units)
            mean[row] = np.bincount(code, figure, n_units) / n[row]
            squares = np.bincount(code, (figure - mean[row][code]) ** 2, n_units)
            sd[row] = np.sqrt(squares / np.where(n[row] > 1, n[row] - 1, np.nan))
    return UnitScores(n.T, mean.T, sd.T, suppression_statuses(n, rules.min_officers_per_unit).T)
