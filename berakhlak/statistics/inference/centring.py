"""Composites free of what a rater group does to everybody: the group's habit is taken out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
DIGITS = 4
BETWEEN = 0.05
"""Weight of comparing officers with each other, against comparing groups within an officer. Small,
so that better officers who alone have a group are not taken for its habit; above 0, so that groups
that never meet on an officer are still put on one level."""


def group_levels(mean: Floats, shown: Bools) -> Floats:
    """Level of each group as if all groups saw the same officers, (groups,); NaN without cells.

    `mean`, `shown`: (officers, groups). Least squares of cell = officer + group, officers drawn
    to zero by `BETWEEN` (generalised least squares with random officers, Searle et al. 1992).
    """
    seen = shown.any(axis=0)
    x = shown[:, seen].astype(float)
    cells = np.where(shown, mean, 0.0)[:, seen]
    share = x / (x.sum(axis=1, keepdims=True) + BETWEEN)
    matrix = np.diag(x.sum(axis=0)) - share.T @ x
    target = cells.sum(axis=0) - share.T @ cells.sum(axis=1)
    levels = np.full(mean.shape[1], np.nan)
    if seen.any():
        levels[seen] = np.linalg.lstsq(matrix, target, rcond=None)[0]
    return levels


def group_shifts(mean: Floats, shown: Bools, weights: Floats, least: int) -> Floats:
    """How far each group lies above the weighted level of all, (groups, columns).

    `mean`, `shown`: (officers, groups, columns); `weights` (groups,), 0 for self. 0 for a group
    that fewer than `least` officers have. Rounded to what is published.
    """
    shifts = np.zeros(mean.shape[1:])
    for column in range(mean.shape[2]):
        use = shown[:, :, column] & (weights > 0)
        use &= use.sum(axis=0) >= least
        levels = group_levels(mean[:, :, column], use)
        known = ~np.isnan(levels)
        if known.sum() > 1:
            middle = (weights[known] * levels[known]).sum() / weights[known].sum()
            shifts[known, column] = levels[known] - middle
    return np.round(shifts, DIGITS)


def renormalised_weights(shown: Bools, weights: Floats) -> Floats:
    """Weights renormalised over the shown groups, (officers, groups, columns); 0 elsewhere."""
    weight = np.where(shown, weights[None, :, None], 0.0)
    total = weight.sum(axis=1, keepdims=True)
    share: Floats = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    return share


def centred_composites(
    mean: Floats, shown: Bools, weights: Floats, shifts: Floats, ends: tuple[float, float]
) -> Floats:
    """Composites with group habits taken out, (officers, columns), kept on the scale; NaN where
    no group with a weight is shown."""
    share = renormalised_weights(shown, weights)
    mixed: Floats = (share * (np.where(shown, mean, 0.0) - shifts)).sum(axis=1)
    kept: Floats = mixed.clip(ends[0], ends[1])
    kept[~share.any(axis=1)] = np.nan
    return kept


def mean_of_available(table: Floats) -> Floats:
    """Mean over the defined entries of a row, NaN where there are none."""
    defined = ~np.isnan(table)
    with np.errstate(invalid="ignore"):
        mean: Floats = np.where(defined, table, 0.0).sum(axis=1) / defined.sum(axis=1)
    return mean
