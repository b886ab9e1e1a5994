"""The crossed design reduced to level sums and cross counts; sheets are read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from berakhlak.statistics.mixed.results import Floats, Ints


@dataclass(frozen=True, slots=True)
class CrossedDesign:
    """Sufficient statistics of ``y = X b + sum_k Z_k u_k + e`` for every variance ratio.

    The factor with most levels comes first and is called *eliminated*: its block of the mixed
    model equations is diagonal, so it is absorbed exactly. The others are *kept* and stacked.

    ``counts[e]``, ``cross[s, e]``, ``kept[s, s]``: sheets per eliminated level, and Z'Z between
    kept and eliminated levels, and among kept levels. ``sums_e[e, p+1]``, ``sums_s[s, p+1]``:
    Z'[X y]. ``products[p+1, p+1]``: [X y]'[X y]. ``y`` is centred on ``centre``.
    ``order`` maps position here to the caller's factor index.
    """

    n_obs: int
    centre: float
    order: tuple[int, ...]
    sizes: tuple[int, ...]
    counts: Floats
    cross: sparse.csr_array
    cross_t: sparse.csr_array
    kept: sparse.csr_array
    sums_e: Floats
    sums_s: Floats
    products: Floats

    @property
    def n_fixed(self) -> int:
        """Number of columns of X."""
        return len(self.products) - 1

    @property
    def slices(self) -> tuple[slice, ...]:
        """Where each kept factor lies in the stacked kept levels."""
        ends = np.cumsum(self.sizes[1:], dtype=np.intp)
        return tuple(
            slice(int(end) - size, int(end)) for end, size in zip(ends, self.sizes[1:], strict=True)
        )

    def shared(self, j: int, k: int) -> sparse.csr_array:
        """Return the sheets shared by the levels of factors ``j`` and ``k`` (positions here)."""
        if j == k == 0:
            return sparse.diags_array(self.counts, format="csr")
        if j == 0:
            return self.cross_t[:, self.slices[k - 1]]
        if k == 0:
            return self.cross[self.slices[j - 1], :]
        return self.kept[self.slices[j - 1], :][:, self.slices[k - 1]]


def reduce_design(
    score: Floats, fixed: Floats, factors: Sequence[Ints], sizes: Sequence[int]
) -> CrossedDesign:
    """Reduce sheets to a :class:`CrossedDesign`.

    ``score[n]``, ``fixed[n, p]``; every level of every factor code array ``factors[k][n]`` in
    ``range(sizes[k])`` has at least one sheet. At least one factor.
    """
    order = tuple(sorted(range(len(sizes)), key=lambda k: (-sizes[k], k)))
    first, rest = factors[order[0]], [factors[k] for k in order[1:]]
    ordered = tuple(sizes[k] for k in order)
    centre = float(score.mean())
    columns = np.column_stack([fixed, score - centre])
    offsets = np.concatenate([[0], np.cumsum(ordered[1:], dtype=np.intp)])
    shifted = [codes + start for codes, start in zip(rest, offsets, strict=False)]
    n_kept = int(offsets[-1])
    cross = _cross_counts(shifted, [first], (n_kept, ordered[0]))
    return CrossedDesign(
        n_obs=len(score),
        centre=centre,
        order=order,
        sizes=ordered,
        counts=np.bincount(first, minlength=ordered[0]).astype(float),
        cross=cross,
        cross_t=cross.T.tocsr(),
        kept=_cross_counts(shifted, shifted, (n_kept, n_kept)),
        sums_e=_level_sums([first], columns, ordered[0]),
        sums_s=_level_sums(shifted, columns, n_kept),
        products=columns.T @ columns,
    )


def _cross_counts(
    rows: Sequence[Ints], columns: Sequence[Ints], shape: tuple[int, int]
) -> sparse.csr_array:
    total = sparse.csr_array(shape)
    for row in rows:
        for column in columns:
            if row is column:
                diagonal = np.bincount(row, minlength=shape[0]).astype(float)
                total = total + sparse.diags_array(diagonal, format="csr")
            else:
                ones = np.ones(len(row))
                total = total + sparse.csr_array((ones, (row, column)), shape=shape)
    return total


def _level_sums(codes: Sequence[Ints], columns: Floats, size: int) -> Floats:
    sums = np.zeros((size, columns.shape[1]))
    for code in codes:
        for j, column in enumerate(columns.T):
            sums[:, j] += np.bincount(code, weights=column, minlength=size)
    return sums
