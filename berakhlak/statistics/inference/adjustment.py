"""The adjusted figure with the officer's unit in it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def unit_adjusted_error(
    officer_error: Floats, officer_sd: Floats, officer_variance: float, unit_sd: Floats
) -> Floats:
    """Standard error of officer + unit effect, (officers,).

    `officer_error`: of the figure without the unit effect (fixed effects included);
    `officer_sd`, `unit_sd`: conditional standard deviations of both effects. An officer's effect is
    predicted from what the unit leaves, so it moves against the unit's by its own share of
    reliability r: Var(o + u) = Var(o) + (1 - 2 r) Var(u), where Var(o) = (1 - r) s2 + r^2 Var(u).
    """
    unit = unit_sd**2
    share = np.clip(1 - officer_sd**2 / max(officer_variance, 1e-12), 0.0, 1.0)
    for _ in range(20):
        within = np.maximum(officer_sd**2 - share**2 * unit, 0.0)
        share = np.clip(1 - within / max(officer_variance, 1e-12), 0.0, 1.0)
    return np.sqrt(np.maximum(officer_error**2 + (1 - 2 * share) * unit, 1e-12))
