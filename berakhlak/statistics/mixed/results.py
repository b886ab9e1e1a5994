"""What a fitted mixed model says, as frozen arrays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


class FitMethod(StrEnum):
    """How the figures of a fit were computed."""

    EXACT = "reml_exact"
    """REML by Cholesky factorization; every figure exact to rounding."""
    STOCHASTIC = "reml_stochastic"
    """REML with conjugate gradients and seeded random traces; see ``solvers.IterativeSolver``."""
    UNDEFINED = "undefined"
    """Too few or no varying scores: nothing can be estimated."""


@dataclass(frozen=True, slots=True)
class RandomEffects:
    """Predicted random effects of one factor.

    ``variance``: its component (score units squared), 0 at the boundary, NaN if not estimable.
    ``blup[levels]``: conditional modes; ``sd[levels]``: conditional standard deviations given the
    fixed effects. Both are NaN for a level without sheets.
    """

    variance: float
    blup: Floats
    sd: Floats


@dataclass(frozen=True, slots=True)
class MixedFit:
    """A fitted model ``score = fixed + officer + rater + unit + residual``.

    ``fixed[groups]`` is the intercept followed by the contrasts of groups 1, 2, ... with group 0
    (NaN for a group without sheets); without groups it holds the intercept alone. ``rater`` and
    ``unit`` are None when the model has no such factor. ``reml_deviance`` is -2 log restricted
    likelihood, None where it is not computed exactly. ``singular`` marks a variance at 0.

    ``adjusted[officers]`` is the mean of the fixed part over all sheets plus the officer's BLUP,
    in score units and not clipped: what an average rater would have given. It leaves out the unit
    effect if the model has one. ``adjusted_se`` is the root of its prediction error variance,
    which includes the uncertainty of the fixed effects.
    """

    method: FitMethod
    n_obs: int
    residual_variance: float
    fixed: Floats
    fixed_se: Floats
    officer: RandomEffects
    rater: RandomEffects | None
    unit: RandomEffects | None
    adjusted: Floats
    adjusted_se: Floats
    reml_deviance: float | None
    singular: bool
    converged: bool
    iterations: int
