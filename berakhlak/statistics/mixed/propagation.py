"""Belief propagation between two crossed factors: posterior variances by local messages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from berakhlak.statistics.mixed.results import Floats, Ints

MAX_SWEEPS = 50
SETTLED = 1e-7
"""Largest relative change of a message at which the sweeps stop."""


@dataclass(frozen=True, slots=True)
class SettledMessages:
    """Settled messages on the edges ``(row[i], column[i])`` of the rating graph.

    ``count[edges]``: sheets. ``from_row[edges]``: precision a row level takes from its column
    level. ``row_precision``, ``column_precision``: marginal precisions; their inverses are
    posterior variances in units of the residual variance.
    """

    row: Ints
    column: Ints
    count: Floats
    from_row: Floats
    row_precision: Floats
    column_precision: Floats


def propagate_messages(
    shared: sparse.csr_array, row_ratio: float, column_ratio: float
) -> SettledMessages:
    """Pass messages over ``shared[rows, columns]``, the sheets two factors' levels share.

    Weiss & Freeman (2001), Neural Computation 13, 2173-2200. Exact where the rating graph has no
    cycles. With cycles it leaves out walks around them; the graph is bipartite with entries of
    one sign, so all walks count positively (Malioutov, Johnson & Willsky 2006, J. Machine
    Learning Research 7, 2031-2064): every variance is a lower bound, after any sweep.
    """
    edges = shared.tocoo()
    row, column = edges.row.astype(np.intp), edges.col.astype(np.intp)
    squared = edges.data**2
    rows, columns = shared.shape
    row_prior = 1.0 / row_ratio + np.bincount(row, weights=edges.data, minlength=rows)
    column_prior = 1.0 / column_ratio + np.bincount(column, weights=edges.data, minlength=columns)
    from_row = np.zeros(len(row))
    for _ in range(MAX_SWEEPS):
        column_precision = column_prior - np.bincount(column, weights=from_row, minlength=columns)
        from_column = squared / (column_precision[column] + from_row)
        row_precision = row_prior - np.bincount(row, weights=from_column, minlength=rows)
        before, from_row = from_row, squared / (row_precision[row] + from_column)
        if (from_row - before <= SETTLED * from_row).all():
            break
    column_precision = column_prior - np.bincount(column, weights=from_row, minlength=columns)
    return SettledMessages(
        row=row,
        column=column,
        count=edges.data,
        from_row=from_row,
        row_precision=row_precision.astype(np.float64),
        column_precision=column_precision.astype(np.float64),
    )
