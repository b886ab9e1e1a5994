"""Where the search for variance ratios starts: Henderson's method 1, linear in the sheets."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from berakhlak.statistics.mixed.design import CrossedDesign
from berakhlak.statistics.mixed.results import Floats


def moment_ratios(design: CrossedDesign) -> Floats:
    """Return unbiased-moment variance ratios, kept within 0.01 and 10 to start from.

    Equates the uncorrected sums of squares between the levels of each factor, and the total one,
    to their expectations (Henderson 1953, Biometrics 9, 226-252), ignoring X but for the mean.
    """
    places = range(len(design.sizes))
    blocks = [[design.shared(j, k) for k in places] for j in places]
    counts = [np.asarray(blocks[k][k].diagonal()) for k in range(len(blocks))]
    sums = np.concatenate([design.sums_e[:, -1], design.sums_s[:, -1]])
    parts = np.split(sums, np.cumsum(design.sizes)[:-1])
    n = design.n_obs
    between = [float((part**2 / count).sum()) for part, count in zip(parts, counts, strict=True)]
    chance = np.array([float((count**2).sum()) / n for count in counts])
    expected = np.empty((len(counts) + 1, len(counts) + 1))
    for k, count in enumerate(counts):
        inverse = sparse.diags_array(1.0 / count)
        shared = [float((inverse @ block.power(2)).sum()) for block in blocks[k]]
        expected[k] = [*(np.array(shared) - chance), design.sizes[k] - 1]
    expected[-1] = [*(n - chance), n - 1]
    observed = np.array([*between, float(design.products[-1, -1])])
    *variances, residual = np.linalg.lstsq(expected, observed, rcond=None)[0]
    floor = max(float(residual), 1e-6 * float(observed[-1]) / n, np.finfo(float).tiny)
    ratios: Floats = np.clip(np.array(variances) / floor, 0.01, 10.0)
    return ratios
