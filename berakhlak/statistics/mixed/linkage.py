"""Whether the design lets severity of raters be told from behaviour of officers."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from berakhlak.statistics.mixed.results import Ints, MixedFit

LEAST_LINKED = 2
"""Raters of an officer who must also rate somebody else. With one, the adjusted figure would
rest on a single person's severity and tell the others' answers apart from theirs."""


class AdjustmentReason(StrEnum):
    """Why an officer has no adjusted figure; ``ADJUSTABLE`` if there is one."""

    ADJUSTABLE = "adjustable"
    NO_SHEETS = "no_sheets"
    SINGLE_RATER = "single_rater"
    """Fewer than two distinct raters."""
    ISOLATED = "isolated"
    """None of the officer's raters rates anyone else: severity cannot be told from behaviour."""
    TOO_FEW_LINKED = "too_few_linked"
    """Fewer than ``LEAST_LINKED`` of the officer's raters rate anyone else."""
    NOT_ESTIMABLE = "not_estimable"
    """The scores of the cycle as a whole do not determine the variances."""


def rating_pairs(
    officer: npt.ArrayLike,
    rater: npt.ArrayLike,
    n_officers: int | None = None,
    n_raters: int | None = None,
) -> sparse.csr_array:
    """Return the 0/1 matrix ``[officers, raters]`` of who rated whom."""
    rows, columns = np.asarray(officer, dtype=np.intp), np.asarray(rater, dtype=np.intp)
    shape = (
        n_officers or int(rows.max(initial=-1)) + 1,
        n_raters or int(columns.max(initial=-1)) + 1,
    )
    pairs = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    pairs.sum_duplicates()
    pairs.data[:] = 1.0
    return pairs


def rating_components(
    officer: npt.ArrayLike, rater: npt.ArrayLike, n_officers: int | None = None
) -> Ints:
    """Label the connected components of the rating graph.

    Returns ``label[officers]``: officers share a label if a chain of raters links them, -1
    without sheets. Labels follow the first officer of each component. Between components only
    the assumption that all raters come from one population makes adjusted figures comparable.
    """
    pairs = rating_pairs(officer, rater, n_officers)
    graph = sparse.block_array([[None, pairs], [pairs.T, None]], format="csr")
    if not pairs.nnz:
        return np.full(pairs.shape[0], -1, dtype=np.intp)
    _, labels = connected_components(graph, directed=False)
    labels = labels[: pairs.shape[0]].astype(np.intp)
    rated = np.diff(pairs.indptr) > 0
    _, first, inverse = np.unique(labels[rated], return_index=True, return_inverse=True)
    ordered = np.full(pairs.shape[0], -1, dtype=np.intp)
    ordered[rated] = np.argsort(np.argsort(first))[inverse]
    return ordered


def adjustable_officers(
    officer: npt.ArrayLike,
    rater: npt.ArrayLike,
    n_officers: int | None = None,
    *,
    fit: MixedFit | None = None,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.object_]]:
    """Say which officers may be given an adjusted figure.

    Returns ``may[officers]`` and ``reason[officers]`` (`AdjustmentReason`). With ``fit``, officers
    whose model has no estimable officer or rater variance are refused too.
    """
    pairs = rating_pairs(officer, rater, n_officers)
    raters = np.diff(pairs.indptr)
    links = np.bincount(pairs.indices, minlength=pairs.shape[1]) > 1
    linked = pairs @ links.astype(float)
    reason = np.empty(pairs.shape[0], dtype=object)
    reason.fill(AdjustmentReason.ADJUSTABLE)
    if fit is not None and not _estimable(fit):
        reason.fill(AdjustmentReason.NOT_ESTIMABLE)
    reason[linked < LEAST_LINKED] = AdjustmentReason.TOO_FEW_LINKED
    reason[linked == 0] = AdjustmentReason.ISOLATED
    reason[raters < 2] = AdjustmentReason.SINGLE_RATER
    reason[raters == 0] = AdjustmentReason.NO_SHEETS
    return reason == AdjustmentReason.ADJUSTABLE, reason


def _estimable(fit: MixedFit) -> bool:
    if fit.rater is None:
        return False
    return bool(np.isfinite(fit.officer.variance + fit.rater.variance)) and fit.converged
