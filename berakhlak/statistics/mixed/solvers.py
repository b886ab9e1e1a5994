"""Solving the kept block of the mixed model equations, exactly or by conjugate gradients.

With variance ratios g = variance / residual variance and ``D = diag(Z_e'Z_e)``, absorbing the
eliminated factor leaves ``T = diag(1/g_s) + Z_s'Z_s - Z_s'Z_e W Z_e'Z_s``, ``W = g_e/(1 + g_e D)``
(Henderson's equations divided by the residual variance). Both solvers offer ``solve`` and the
traces and diagonal of the posterior covariance ``(Z'Z + diag(1/g))^-1``.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from scipy import linalg, sparse

from berakhlak.statistics.mixed.design import CrossedDesign
from berakhlak.statistics.mixed.results import FitMethod, Floats


class KeptBlockSolver(Protocol):
    """The kept block at one vector of variance ratios (in the order of the design)."""

    method: FitMethod
    logdet: float | None

    def solve(self, rhs: Floats) -> Floats:
        """Return ``T^-1 rhs`` for ``rhs[s, m]``."""

    def traces(self) -> Floats:
        """Return the trace of each factor's block of the posterior covariance."""

    def variances(self) -> list[Floats]:
        """Return the posterior variances of each factor's levels."""


def absorbed_weights(design: CrossedDesign, ratio: float) -> Floats:
    """Return W, the weight of each absorbed level."""
    weights: Floats = ratio / (1.0 + ratio * design.counts)
    return weights


def prior_precisions(design: CrossedDesign, ratios: Floats) -> Floats:
    """Return ``1/g`` of every kept level."""
    return np.repeat(1.0 / ratios[1:], design.sizes[1:])


class DenseSolver:
    """Exact: Cholesky factor and inverse of T. Time grows with the cube of the kept levels."""

    method = FitMethod.EXACT

    def __init__(self, design: CrossedDesign, ratios: Floats) -> None:
        self.design = design
        self.weights = absorbed_weights(design, ratios[0])
        absorbed = design.cross @ sparse.diags_array(self.weights) @ design.cross_t
        matrix = (design.kept - absorbed).toarray()
        matrix[np.diag_indices_from(matrix)] += prior_precisions(design, ratios)
        if len(matrix):
            factor = linalg.cholesky(matrix, lower=True, overwrite_a=True, check_finite=False)
            self.logdet: float | None = 2.0 * float(np.log(np.diag(factor)).sum())
            lower, _ = linalg.lapack.dpotri(factor, lower=1)
            self.inverse: Floats = np.tril(lower) + np.tril(lower, -1).T
        else:
            self.logdet, self.inverse = 0.0, matrix

    def solve(self, rhs: Floats) -> Floats:
        """Return ``T^-1 rhs`` for ``rhs[s, m]``."""
        product: Floats = self.inverse @ rhs
        return product

    def variances(self) -> list[Floats]:
        """Return the posterior variances of each factor's levels."""
        spread = self.design.cross_t @ self.inverse
        quadratic = np.asarray(self.design.cross_t.multiply(spread).sum(axis=1)).ravel()
        kept = np.diag(self.inverse)
        eliminated = self.weights + self.weights**2 * quadratic
        return [eliminated, *(kept[part] for part in self.design.slices)]

    def traces(self) -> Floats:
        """Return the trace of each factor's block of the posterior covariance."""
        return np.array([block.sum() for block in self.variances()])
