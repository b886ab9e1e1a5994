"""The weighted composite over rater groups, for values and for single items."""

from __future__ import annotations

import numpy as np

from berakhlak.statistics.packed_sheets import Bools, Floats
from berakhlak.statistics.rules import ScoringRules


def weighted_composite(mean: Floats, use: Bools, rules: ScoringRules) -> Floats:
    """sum(w m) / sum(w) over the groups but self where `use` holds; (groups, officers) each.

    NaN where no group with a weight is used. Kept between the least and the greatest mean used,
    which rounding could otherwise pass by a last digit.
    """
    officers = mean.shape[1]
    total, weight = np.zeros(officers), np.zeros(officers)
    least, greatest = np.full(officers, np.inf), np.full(officers, -np.inf)
    for code in rules.others:
        if rules.weights[code] > 0:
            used = np.where(use[code], mean[code], np.nan)
            total += np.where(use[code], rules.weights[code] * mean[code], 0.0)
            weight += rules.weights[code] * use[code]
            np.fmin(least, used, out=least)
            np.fmax(greatest, used, out=greatest)
    with np.errstate(invalid="ignore"):
        mixed: Floats = np.minimum(np.maximum(total / weight, least), greatest)
    return mixed
