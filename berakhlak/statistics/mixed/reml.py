"""Restricted maximum likelihood by average-information Newton steps.

Gilmour, Thompson & Cullis (1995), Biometrics 51, 1440-1450, with the residual variance profiled
out: the unknowns are the ratios g_k = variance_k / residual variance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.mixed.design import CrossedDesign
from berakhlak.statistics.mixed.results import Floats, Ints
from berakhlak.statistics.mixed.solvers import KeptBlockSolver, absorbed_weights

SolverFactory = Callable[[CrossedDesign, Floats], KeptBlockSolver]

MAX_STEPS = 60
BOUNDARY_RATIO = 1e-6
"""A ratio pushed below this is a variance of 0."""
RESTART_RATIO = 0.1
"""How far a ratio may jump up in one step however small it was."""
LARGEST_RATIO = 1e6
"""Scores without residual variance push a ratio to infinity; it stops here."""


@dataclass(frozen=True, slots=True)
class LikelihoodState:
    """The restricted likelihood at given ratios, up to second order.

    ``effects`` and ``loadings``: BLUPs ``[levels]`` and their response to X ``[levels, p]``,
    eliminated levels first. ``gradient`` and ``information`` belong to the profiled deviance.
    """

    ratios: Floats
    solver: KeptBlockSolver
    residual_variance: float
    beta: Floats
    beta_cov: Floats
    effects: Floats
    loadings: Floats
    gradient: Floats
    information: Floats
    deviance: float | None


def evaluate_likelihood(
    design: CrossedDesign, ratios: Floats, factory: SolverFactory
) -> LikelihoodState:
    """Evaluate the restricted likelihood at ``ratios[k] > 0`` (order of the design)."""
    p = design.n_fixed
    solver = factory(design, ratios)
    sums = np.vstack([design.sums_e, design.sums_s])
    fitted = _coefficients(design, ratios, solver, sums)
    products = design.products - sums.T @ fitted
    fixed_cov = np.linalg.inv(products[:p, :p]).astype(np.float64)
    beta = fixed_cov @ products[:p, p]
    quadratic = float(products[p, p] - beta @ products[:p, p])
    sigma2 = max(quadratic / (design.n_obs - p), np.finfo(float).tiny)
    loadings = fitted[:, :p]
    effects = fitted[:, p] - loadings @ beta
    scores = effects * np.repeat(1.0 / ratios, design.sizes)
    squares = np.add.reduceat(scores**2, _starts(design)) / sigma2
    trace = _projected_traces(design, ratios, solver, loadings, fixed_cov)
    information = _information(design, ratios, solver, scores, loadings, fixed_cov) / sigma2
    information -= np.outer(squares, squares) / (design.n_obs - p)
    # Where effects are nearly 0 so is their average information; a tenth of what is expected at
    # least, trace^2 / levels by Cauchy-Schwarz, keeps the step finite and pointing to 0.
    least = 0.1 * trace**2 / np.array(design.sizes)
    information += np.diag(np.maximum(0.0, least - np.diag(information)))
    return LikelihoodState(
        ratios=ratios,
        solver=solver,
        residual_variance=sigma2,
        beta=beta,
        beta_cov=sigma2 * fixed_cov,
        effects=effects,
        loadings=loadings,
        gradient=trace - squares,
        information=information,
        deviance=_deviance(design, ratios, solver, products[:p, :p], sigma2),
    )


def _starts(design: CrossedDesign) -> Ints:
    """Return where each factor's levels begin, eliminated levels first."""
    return np.cumsum([0, *design.sizes[:-1]], dtype=np.intp)


def _coefficients(
    design: CrossedDesign, ratios: Floats, solver: KeptBlockSolver, sums: Floats
) -> Floats:
    """Return ``(Z'Z + diag(1/g))^-1 sums``, eliminated levels first."""
    size = design.sizes[0]
    weights = absorbed_weights(design, ratios[0])[:, None]
    kept = solver.solve(sums[size:] - design.cross @ (weights * sums[:size]))
    eliminated = weights * (sums[:size] - design.cross_t @ kept)
    return np.vstack([eliminated, kept])


def _projected_traces(
    design: CrossedDesign,
    ratios: Floats,
    solver: KeptBlockSolver,
    loadings: Floats,
    fixed_cov: Floats,
) -> Floats:
    """Return ``tr(Z_k' P Z_k)`` of each factor, P the projection off X at these ratios."""
    random = (np.array(design.sizes) - solver.traces() / ratios) / ratios
    shrunk = np.einsum("ip,pq,iq->i", loadings, fixed_cov, loadings)
    traces: Floats = random - np.add.reduceat(shrunk, _starts(design)) / ratios**2
    return traces


def _information(
    design: CrossedDesign,
    ratios: Floats,
    solver: KeptBlockSolver,
    scores: Floats,
    loadings: Floats,
    fixed_cov: Floats,
) -> Floats:
    """Return ``f_j' P f_k`` of the working variates ``f_k = Z_k Z_k' P y``, from level sums."""
    working = np.zeros((len(scores), len(design.sizes)))
    for k, (start, size) in enumerate(zip(_starts(design), design.sizes, strict=True)):
        working[start : start + size, k] = scores[start : start + size]
    sums = _gram(design, working)
    fitted = _coefficients(design, ratios, solver, sums)
    fixed_sums = np.vstack([design.sums_e, design.sums_s])[:, : design.n_fixed]
    on_fixed = fixed_sums.T @ working - loadings.T @ sums
    products: Floats = working.T @ sums - sums.T @ fitted - on_fixed.T @ fixed_cov @ on_fixed
    return products


def _gram(design: CrossedDesign, levels: Floats) -> Floats:
    """Return ``Z'Z levels``, eliminated levels first."""
    size = design.sizes[0]
    top, bottom = levels[:size], levels[size:]
    return np.vstack(
        [
            design.counts[:, None] * top + design.cross_t @ bottom,
            design.cross @ top + design.kept @ bottom,
        ]
    )


def _deviance(
    design: CrossedDesign,
    ratios: Floats,
    solver: KeptBlockSolver,
    fixed_products: Floats,
    sigma2: float,
) -> float | None:
    if solver.logdet is None:
        return None
    degrees = design.n_obs - design.n_fixed
    logdet_random = (
        np.log1p(ratios[0] * design.counts).sum()
        + np.dot(np.log(ratios[1:]), design.sizes[1:])
        + solver.logdet
    )
    logdet_fixed = np.linalg.slogdet(fixed_products)[1]
    return float(logdet_random + logdet_fixed + degrees * (1.0 + np.log(2.0 * np.pi * sigma2)))


def maximize_likelihood(
    design: CrossedDesign, start: Floats, factory: SolverFactory, tolerance: float
) -> tuple[LikelihoodState, bool, int]:
    """Climb from ``start[k]`` until the expected gain in deviance is below ``tolerance``.

    Returns the state, whether it converged, and the number of evaluations. A ratio that runs
    into 0 is left at or below ``BOUNDARY_RATIO``.
    """
    state = evaluate_likelihood(design, start, factory)
    for evaluations in range(1, MAX_STEPS):
        step = _bounded(state)
        if abs(float(state.gradient @ step)) < tolerance:
            return state, True, evaluations
        better = _advance(design, state, step, factory)
        if better is None:  # Rounding hides whatever gain is left.
            return state, True, evaluations
        state = better
    return state, False, MAX_STEPS


def _at_boundary(state: LikelihoodState) -> npt.NDArray[np.bool_]:
    low = (state.ratios <= BOUNDARY_RATIO) & (state.gradient >= 0)
    high = (state.ratios >= LARGEST_RATIO) & (state.gradient <= 0)
    return low | high


def _bounded(state: LikelihoodState) -> Floats:
    """Newton step, a ratio that would leave its bounds stopped there and the others solved anew."""
    step = np.zeros_like(state.ratios)
    lowest = BOUNDARY_RATIO / 2 - state.ratios
    highest = np.clip(state.ratios * 10.0, RESTART_RATIO, LARGEST_RATIO) - state.ratios
    free = ~_at_boundary(state)
    while free.any():
        push = state.gradient + state.information[:, ~free] @ step[~free]
        inner = state.information[np.ix_(free, free)]
        step[free] = _descent(inner, push[free])
        outside = free & ((step < lowest) | (step > highest))
        if not outside.any():
            break
        step = np.clip(step, lowest, highest)
        free &= ~outside
    return step


def _descent(information: Floats, gradient: Floats) -> Floats:
    """Return a Newton step that leads down even where the information is not quite positive.

    Along directions that the design leaves undetermined it moves little; a factor of which the
    fixed effects leave nothing has no information at all, and stays where it is.
    """
    known = np.diag(information)
    scale = np.zeros_like(known)
    np.divide(1.0, np.sqrt(known), out=scale, where=known > 0)
    values, vectors = np.linalg.eigh(information * np.outer(scale, scale))
    along = vectors.T @ (gradient * scale) / np.maximum(np.abs(values), 1e-8)
    step: Floats = -scale * (vectors @ along)
    return step


def _advance(
    design: CrossedDesign, state: LikelihoodState, step: Floats, factory: SolverFactory
) -> LikelihoodState | None:
    """Take the step, halved until an exactly known deviance falls; None if it never does."""
    for halving in range(12):
        candidate = evaluate_likelihood(design, state.ratios + step / 2.0**halving, factory)
        if candidate.deviance is None or state.deviance is None:
            return candidate
        if candidate.deviance <= state.deviance:
            return candidate
    return None
