"""What conjugate gradients are told of the kept block beforehand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from berakhlak.statistics.mixed.design import CrossedDesign
from berakhlak.statistics.mixed.results import Floats

Preconditioner = Callable[[Floats], Floats]


def diagonal_preconditioner(
    design: CrossedDesign, prior: Floats, weights: Floats
) -> Preconditioner:
    """Divide by the diagonal of the kept block."""
    scale = (prior + design.kept.diagonal() - design.cross.power(2) @ weights)[:, None]
    return lambda residual: residual / scale


def nested_preconditioner(design: CrossedDesign, prior: Floats) -> Preconditioner:
    """Solve officers nested in units as if every rater's severity were known.

    Officers and their unit's effect stand for nearly the same thing, so the diagonal alone costs
    four times the iterations. The first kept factor is nested in the second.
    """
    inner, outer = design.slices
    total = prior + design.kept.diagonal()
    nested = design.kept[inner, outer].tocsr()
    home, sheets = nested.indices, nested.data[:, None]
    own, share = total[inner][:, None], nested.data / total[inner]
    taken = np.bincount(home, weights=share * nested.data, minlength=design.sizes[2])
    rest = (total[outer] - taken)[:, None]
    gather = nested.T.tocsr()

    def apply(residual: Floats) -> Floats:
        solved = np.empty_like(residual)
        top = residual[inner] / own
        solved[outer] = (residual[outer] - gather @ top) / rest
        solved[inner] = top - sheets * solved[outer][home] / own
        return solved

    return apply


def choose_preconditioner(design: CrossedDesign, prior: Floats, weights: Floats) -> Preconditioner:
    """Return the hierarchy where the kept factors are nested, else the diagonal."""
    if len(design.slices) == 2:
        nested = design.kept[design.slices[0], design.slices[1]]
        if nested.nnz == nested.shape[0]:
            return nested_preconditioner(design, prior)
    return diagonal_preconditioner(design, prior, weights)
