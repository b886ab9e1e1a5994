"""The kept block solved by conjugate gradients, at a cost linear in the sheets."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from berakhlak.statistics.mixed.covariance import clustered_variances
from berakhlak.statistics.mixed.design import CrossedDesign
from berakhlak.statistics.mixed.preconditioner import choose_preconditioner
from berakhlak.statistics.mixed.results import FitMethod, Floats, Ints
from berakhlak.statistics.mixed.solvers import absorbed_weights, prior_precisions

SEED = 20_210_728
"""Fixed, so that the same sheets always give the same figures."""
PROBE_ENTRIES = 200_000
"""Random signs drawn for a trace, shared out over probe vectors of one sign per kept level: the
error a probe brings falls with the root of the levels, so this keeps it alike at every size."""
MOST_PROBES = 16
RESIDUAL = 1e-8
"""Relative residual at which conjugate gradients stop: BLUPs stand to about 1e-8 of their SD."""
TRACE_RESIDUAL = 1e-5
"""The same for traces: they then err by 1e-7 of their value, far below the noise of a probe."""
MAX_ITERATIONS = 500


@dataclass
class IterativeFactory:
    """Makes :class:`IterativeSolver` for successive ratios, each starting from the last traces.

    The same probes serve every evaluation, so the estimated likelihood is one smooth function.
    """

    probes: Floats | None = None
    solved: Floats | None = field(default=None, repr=False)

    def __call__(self, design: CrossedDesign, ratios: Floats) -> IterativeSolver:
        """Return the solver at ``ratios``."""
        if self.probes is None:
            self.probes = _draw_probes(design)
        return IterativeSolver(design, ratios, self)


def _draw_probes(design: CrossedDesign) -> Floats:
    """Return random signs ``[s, m]``, each column on the levels of one kept factor.

    Signs on all factors at once would add the noise of their covariances; a unit factor of few
    levels beside thousands of officers would drown in it. Columns come factor by factor, and as
    many for each.
    """
    levels = len(design.sums_s)
    count = int(np.clip(PROBE_ENTRIES // levels, 2, MOST_PROBES))
    signs = np.random.default_rng(SEED).choice(np.array([-1.0, 1.0]), (levels, count))
    probes = np.zeros((levels, count * len(design.slices)))
    order = _order_by_content(design)
    for k, part in enumerate(design.slices):
        inside = order[(order >= part.start) & (order < part.stop)]
        probes[inside, k * count : (k + 1) * count] = signs[: len(inside)]
    return probes


def _order_by_content(design: CrossedDesign) -> Ints:
    """Order the kept levels by what was scored, so that signs do not hang on their numbering."""
    others = design.cross @ (design.sums_e[:, -1] / design.counts)
    keys = (others.round(6), design.sums_s[:, -1].round(6), design.kept.diagonal())
    return np.lexsort(keys)


class IterativeSolver:
    """Preconditioned conjugate gradients, Hutchinson traces, clustered variances.

    Measured against the exact fit on twelve designs of 300 to 1,500 officers: variances within
    0.3 percent (their sampling error there is 4 percent and more), BLUPs within 0.0006 on the
    answer scale. Standard deviations are 0 to 3 percent too small for officers (root mean square
    0.7 percent at most) and 0 to 4 percent for raters; in models with units they are up to 4
    percent too large for officers and 7 percent too small for units.
    """

    method = FitMethod.STOCHASTIC
    logdet: float | None = None

    def __init__(self, design: CrossedDesign, ratios: Floats, memory: IterativeFactory) -> None:
        self.design, self.ratios, self.memory = design, ratios, memory
        self.weights = absorbed_weights(design, ratios[0])
        self.prior = prior_precisions(design, ratios)
        self.precondition = choose_preconditioner(design, self.prior, self.weights)

    def _apply(self, x: Floats) -> Floats:
        inner = self.weights[:, None] * (self.design.cross_t @ x)
        product: Floats = self.prior[:, None] * x + self.design.kept @ x
        product -= self.design.cross @ inner
        return product

    def solve(self, rhs: Floats, start: Floats | None = None, relative: float = RESIDUAL) -> Floats:
        """Return ``T^-1 rhs`` for ``rhs[s, m]``, to a ``relative`` residual."""
        x = self.precondition(rhs) if start is None else start.copy()
        residual = rhs - self._apply(x)
        scaled = self.precondition(residual)
        direction = scaled.copy()
        power = np.einsum("sm,sm->m", residual, scaled)
        goal = relative**2 * np.einsum("sm,sm->m", rhs, self.precondition(rhs))
        for _ in range(MAX_ITERATIONS):
            if (power <= goal).all():
                break
            image = self._apply(direction)
            # A column already solved has nothing left to move along: 0 / 0 is no step.
            curvature = np.einsum("sm,sm->m", direction, image)
            length = np.divide(power, curvature, out=np.zeros_like(power), where=curvature > 0)
            x += length * direction
            residual -= length * image
            scaled = self.precondition(residual)
            last, power = power, np.einsum("sm,sm->m", residual, scaled)
            turn = np.divide(power, last, out=np.zeros_like(power), where=last > 0)
            direction *= turn
            direction += scaled
        return x

    def traces(self) -> Floats:
        """Estimate the trace of each factor's block of the posterior covariance."""
        probes = self.memory.probes
        if probes is None:
            raise RuntimeError("the factory that made this solver holds its probes")
        solved = self.solve(probes, self.memory.solved, TRACE_RESIDUAL)
        self.memory.solved = solved
        spread = (self.weights[:, None] * (self.design.cross_t @ probes)) * (
            self.weights[:, None] * (self.design.cross_t @ solved)
        )
        factors = len(self.design.slices)
        kept = np.einsum("sm,sm->m", probes, solved).reshape(factors, -1).mean(axis=1)
        eliminated = self.weights.sum() + spread.sum() * factors / probes.shape[1]
        return np.concatenate([[eliminated], kept])

    def variances(self) -> list[Floats]:
        """Approximate the posterior variances of each factor's levels, from below."""
        return clustered_variances(self.design, self.ratios)
