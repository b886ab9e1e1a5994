"""An officer by what citizens said of one value."""

from __future__ import annotations

from berakhlak.statistics.frozen_result import (
    AdjustedFigure,
    CellFigures,
    CellStatus,
    OfficerFigures,
    ValueFigures,
)


def officer(mean: float | None, *, n: int = 6, code: str = "BP") -> OfficerFigures:
    """None: the cell is withheld."""
    cell = CellFigures(status=CellStatus.SUPPRESSED)
    if mean is not None:
        cell = CellFigures(status=CellStatus.SHOWN, n=n, mean=mean)
    value = ValueFigures(
        code=code,
        self_mean=None,
        others=None,
        groups_used=(),
        n_raters=0,
        gap=None,
        category="",
        johari=None,
        sem=None,
        mdc95=None,
        cells={"citizen": cell},
        behaviours=(),
    )
    return OfficerFigures(
        overall_self=None,
        overall_others=None,
        gap=None,
        category="",
        percentile=None,
        adjusted=AdjustedFigure(score=None, standard_error=None, reason="none"),
        responses={},
        values=(value,),
    )
