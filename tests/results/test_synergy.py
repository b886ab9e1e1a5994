"""Service of a unit as citizens see it: of what profiles show, and of officers enough."""

from __future__ import annotations

from berakhlak.results.synergy import service_of_units
from berakhlak.statistics.frozen_result import (
    AdjustedFigure,
    CellFigures,
    CellStatus,
    OfficerFigures,
    ValueFigures,
)


def officer(*means: float | None, status: CellStatus = CellStatus.SUPPRESSED) -> OfficerFigures:
    """An officer by the citizens' mean of each value; None stands for a cell of that status."""
    cells = [
        CellFigures(status=CellStatus.SHOWN, n=4, mean=mean) if mean else CellFigures(status=status)
        for mean in means
    ]
    values = tuple(
        ValueFigures(
            code=f"V{place}",
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
        for place, cell in enumerate(cells)
    )
    return OfficerFigures(
        overall_self=None,
        overall_others=None,
        gap=None,
        category="",
        percentile=None,
        adjusted=AdjustedFigure(score=None, standard_error=None, reason="none"),
        responses={},
        values=values,
    )


def test_a_unit_of_enough_officers_has_the_mean_over_officers_of_their_shown_values() -> None:
    rated = [(1, officer(4.0, 5.0)), (1, officer(3.0, None)), (1, officer(4.5, 4.5))]

    assert service_of_units(rated, least=3) == {1: 4.0}


def test_a_unit_of_fewer_is_withheld_and_one_that_nobody_rated_is_not_named() -> None:
    few = [(1, officer(4.0)), (1, officer(3.0)), (1, officer(None))]
    nobody = [(2, officer(None, status=CellStatus.NONE))]

    assert service_of_units([*few, *nobody], least=3) == {1: None}
