"""Shown levels against required ones: what the standard errors allow to say. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from berakhlak.statistics.packed_sheets import Floats

FAMILY_ERROR = 0.05
"""Chance that any one of an officer's comparisons is told wrongly."""


@dataclass(frozen=True)
class RequirementGaps:
    """By value: shown minus required, half its interval, and whether it lies clearly on one side.

    NaN and False where nothing is shown, or without a standard error.
    """

    gap: Floats
    margin: Floats
    met: NDArray[np.bool_]
    below: NDArray[np.bool_]


def compare_with_required(shown: Floats, errors: Floats, required: Floats) -> RequirementGaps:
    """Normal intervals, widened for the number of comparisons (Bonferroni; Dunn, J. Am. Stat.
    Assoc. 56, 1961, 52-64), so that all of them hold together with probability 0.95 at least.

    What is required is a number without error; an interval that holds it decides nothing.
    """
    gap = shown - required
    compared = int(np.isfinite(gap + errors).sum())
    # Loaded here: it takes long, and most processes never need it.
    from scipy.special import ndtri

    z = -float(ndtri(FAMILY_ERROR / (2 * max(compared, 1))))
    margin = z * errors
    with np.errstate(invalid="ignore"):
        return RequirementGaps(gap, margin, met=gap - margin >= 0, below=gap + margin < 0)
