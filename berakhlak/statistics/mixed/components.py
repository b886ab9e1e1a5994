"""Fitting any set of crossed or nested random factors, with the cases nothing can be said on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.mixed.design import CrossedDesign, reduce_design
from berakhlak.statistics.mixed.iterative import IterativeFactory
from berakhlak.statistics.mixed.moments import moment_ratios
from berakhlak.statistics.mixed.reml import (
    BOUNDARY_RATIO,
    LikelihoodState,
    SolverFactory,
    evaluate_likelihood,
    maximize_likelihood,
)
from berakhlak.statistics.mixed.results import FitMethod, Floats, Ints
from berakhlak.statistics.mixed.solvers import DenseSolver

EXACT_TOLERANCE = 1e-10
"""Expected gain in deviance at which exact REML stops: ratios then stand to about 1e-5 of an SE."""
ITERATIVE_TOLERANCE = 1e-5
"""The same for estimated traces, whose noise is larger than this."""
EXACT_LIMIT = 1_500
"""Most kept levels (officers or raters, whichever are fewer, and units) solved exactly: 2 s CPU
at 1,500 and growing with the cube, where the iterative way takes 0.1 s and is already within a
tenth of the sampling error of a variance."""
NO_RATIO = 1e-12
"""Stands for a ratio of 0 in the last evaluation; moves no figure by more than rounding."""


@dataclass(frozen=True, slots=True)
class FittedFactor:
    """One random factor as fitted. ``loadings[levels, p]`` is how its BLUPs answer to X."""

    variance: float
    blup: Floats
    sd: Floats
    loadings: Floats


@dataclass(frozen=True, slots=True)
class ComponentFit:
    """A fit over named factors; see :class:`~berakhlak.statistics.mixed.results.MixedFit`."""

    method: FitMethod
    n_obs: int
    residual_variance: float
    beta: Floats
    beta_cov: Floats
    factors: dict[str, FittedFactor]
    deviance: float | None
    singular: bool
    converged: bool
    evaluations: int


def fit_components(
    score: Floats, fixed: Floats, factors: Mapping[str, tuple[Ints, int]]
) -> ComponentFit:
    """Fit ``score[n]`` on ``fixed[n, p]`` (first column 1) with random ``name: (codes, levels)``.

    Every level has a sheet and X has full column rank. A factor with one level is part of the
    intercept, one with a level per sheet is part of the residual: both are left out, with NaN
    for their figures.
    """
    estimable = {name: given for name, given in factors.items() if 1 < given[1] < len(score)}
    if len(score) <= fixed.shape[1] or not estimable or _is_explained(score, fixed):
        return _without_random(score, fixed, factors)
    design = reduce_design(
        score,
        fixed,
        [codes for codes, _ in estimable.values()],
        [size for _, size in estimable.values()],
    )
    factory, tolerance = _solver_for(design)
    state, converged, steps = maximize_likelihood(design, moment_ratios(design), factory, tolerance)
    zero = state.ratios <= BOUNDARY_RATIO
    if zero.any():
        state = evaluate_likelihood(design, np.where(zero, NO_RATIO, state.ratios), factory)
    return ComponentFit(
        method=state.solver.method,
        n_obs=len(score),
        residual_variance=state.residual_variance,
        beta=state.beta + design.centre * (np.arange(design.n_fixed) == 0),
        beta_cov=state.beta_cov,
        factors=_unknown(factors, design.n_fixed) | _factors(design, state, list(estimable), zero),
        deviance=state.deviance,
        singular=bool(zero.any()),
        converged=converged,
        evaluations=steps,
    )


def _is_explained(score: Floats, fixed: Floats) -> bool:
    """Whether the fixed effects leave nothing over, as where all sheets of each group are alike.

    The likelihood then grows without end as the residual goes to 0, so no ratio can be told.
    """
    left = score - fixed @ np.linalg.lstsq(fixed, score, rcond=None)[0]
    return float(np.abs(left).max()) <= 1e-9 * max(1.0, float(np.abs(score).max()))


def _solver_for(design: CrossedDesign) -> tuple[SolverFactory, float]:
    # The iterative variances know officers, raters and units; a finer study is small.
    if len(design.sums_s) <= EXACT_LIMIT or len(design.sizes) > 3:
        return DenseSolver, EXACT_TOLERANCE
    return IterativeFactory(), ITERATIVE_TOLERANCE


def _factors(
    design: CrossedDesign, state: LikelihoodState, names: list[str], zero: npt.NDArray[np.bool_]
) -> dict[str, FittedFactor]:
    variances = state.solver.variances()
    starts = np.concatenate([[0], np.cumsum(design.sizes, dtype=np.intp)])
    fitted = {}
    for position, caller in enumerate(design.order):
        part = slice(int(starts[position]), int(starts[position + 1]))
        alive = float(not zero[position])
        fitted[names[caller]] = FittedFactor(
            variance=alive * float(state.ratios[position]) * state.residual_variance,
            blup=alive * state.effects[part],
            sd=alive * np.sqrt(variances[position] * state.residual_variance),
            loadings=alive * state.loadings[part],
        )
    return fitted


def _unknown(factors: Mapping[str, tuple[Ints, int]], p: int) -> dict[str, FittedFactor]:
    return {
        name: FittedFactor(
            np.nan, np.full(size, np.nan), np.full(size, np.nan), np.zeros((size, p))
        )
        for name, (_, size) in factors.items()
    }


def _without_random(
    score: Floats, fixed: Floats, factors: Mapping[str, tuple[Ints, int]]
) -> ComponentFit:
    """Describe scores that are absent, too few, explained by X, or have no estimable factor."""
    n, p = fixed.shape
    beta, beta_cov, residual = np.full(p, np.nan), np.full((p, p), np.nan), np.nan
    if n >= p and n:
        beta = np.linalg.lstsq(fixed, score, rcond=None)[0]
    if n > p:
        residual = float(((score - fixed @ beta) ** 2).sum()) / (n - p)
        beta_cov = residual * np.linalg.inv(fixed.T @ fixed)
    return ComponentFit(
        method=FitMethod.UNDEFINED,
        n_obs=n,
        residual_variance=residual,
        beta=beta,
        beta_cov=beta_cov,
        factors=_unknown(factors, p),
        deviance=None,
        singular=False,
        converged=False,
        evaluations=0,
    )
