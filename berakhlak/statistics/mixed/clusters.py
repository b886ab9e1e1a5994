"""Groups of levels that share many raters, small enough to be inverted exactly."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from berakhlak.statistics.mixed.results import Floats, Ints

LARGEST_CLUSTER = 64
"""Levels in a cluster at most: a work unit fits, and inverting costs no more than the solves."""
PAIRS_PER_SHEET = 16
"""Pairs of levels looked at per sheet; raters beyond it, those of most sheets, are passed over."""
COUPLINGS = (0.0, *np.geomspace(0.005, 0.25, 24))
"""Correlations cut in turn until what hangs together is small enough. Twelve steps instead of
twenty-four treble the error of the standard errors."""

WORTH_COPYING = 0.7
"""Share of rows still hanging together below which the settled ones are taken out of the matrix."""


def cluster_levels(shared: sparse.csr_array, row_ratio: float, column_ratio: float) -> Ints:
    """Label the rows of ``shared[rows, columns]`` by cluster, -1 for rows left alone.

    A cluster is a connected set of at most ``LARGEST_CLUSTER`` rows after the weakest couplings
    are cut; it depends on no order of rows, columns or sheets.
    """
    coupling = _couplings(shared, row_ratio, column_ratio)
    labels = np.full(shared.shape[0], -1, dtype=np.intp)
    left, found = np.arange(shared.shape[0]), 0
    for cut in COUPLINGS:
        coupling.data[coupling.data <= cut] = 0.0
        coupling.eliminate_zeros()
        if not coupling.nnz:
            break
        # The graph is symmetric, so strong components are the components, found without a copy.
        _, part = connected_components(coupling, directed=True, connection="strong")
        size = np.bincount(part)[part]
        small = (size > 1) & (size <= LARGEST_CLUSTER) & (labels[left] < 0)
        labels[left[small]] = np.unique(part[small], return_inverse=True)[1] + found
        found = int(labels.max()) + 1
        large = np.flatnonzero(size > LARGEST_CLUSTER)
        if len(large) < WORTH_COPYING * len(left):
            left, coupling = left[large], coupling[large, :][:, large]
    return labels


def _couplings(shared: sparse.csr_array, row_ratio: float, column_ratio: float) -> sparse.csr_array:
    """Return the size of the correlations between rows in the absorbed equations."""
    counts = np.asarray(shared.sum(axis=0)).ravel()
    weights = 1.0 / (1.0 / column_ratio + counts)
    diagonal = 1.0 / row_ratio + np.asarray(shared.sum(axis=1)).ravel() - shared.power(2) @ weights
    degree = np.bincount(shared.indices, minlength=shared.shape[1])
    chosen = (degree > 1) & (degree <= _largest_degree(degree))
    scaled = sparse.diags_array(1.0 / np.sqrt(diagonal)) @ shared[:, np.flatnonzero(chosen)]
    scaled = (scaled @ sparse.diags_array(np.sqrt(weights[chosen]))).tocsr()
    coupling = (scaled @ scaled.T).tocsr()
    coupling.setdiag(0.0)
    return coupling


def _largest_degree(degree: Ints) -> int:
    """Return the degree up to which the columns bring no more pairs than are affordable."""
    of_degree = np.bincount(degree)
    pairs = np.cumsum(of_degree * np.arange(len(of_degree), dtype=float) ** 2)
    affordable = np.flatnonzero(pairs <= PAIRS_PER_SHEET * degree.sum())
    return min(int(affordable[-1]), LARGEST_CLUSTER) if len(affordable) else 0


class ClusterBlocks:
    """One dense symmetric matrix per cluster, laid end to end, clusters of a size together."""

    def __init__(self, labels: Ints) -> None:
        rows = np.flatnonzero(labels >= 0)
        sizes = np.bincount(labels[rows])
        by_size = np.argsort(sizes, kind="stable")
        starts = np.empty(len(sizes), dtype=np.intp)
        starts[by_size] = np.cumsum(sizes[by_size] ** 2) - sizes[by_size] ** 2
        grouped = rows[np.argsort(labels[rows], kind="stable")]
        first = np.cumsum(sizes) - sizes
        self.sizes = sizes[by_size]
        self._place = np.zeros(len(labels), dtype=np.intp)
        self._place[grouped] = np.arange(len(grouped)) - first[labels[grouped]]
        self._size = np.zeros(len(labels), dtype=np.intp)
        self._start = np.zeros(len(labels), dtype=np.intp)
        self._size[rows], self._start[rows] = sizes[labels[rows]], starts[labels[rows]]
        self.flat: Floats = np.zeros(int((sizes**2).sum()))

    def at(self, i: Ints, j: Ints) -> Ints:
        """Return where the entries of rows ``i`` and ``j`` of one cluster lie in ``flat``."""
        index: Ints = self._start[i] + self._place[i] * self._size[i] + self._place[j]
        return index

    def invert(self) -> None:
        """Replace every block by its inverse."""
        start = 0
        for size, many in zip(*np.unique(self.sizes, return_counts=True), strict=True):
            end = start + int(many * size * size)
            blocks = self.flat[start:end].reshape(many, size, size)
            blocks[:] = np.linalg.inv(blocks)
            start = end
