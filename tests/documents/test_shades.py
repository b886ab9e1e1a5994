"""A unit's colour and its naming change exactly at the limits that the report states."""

from __future__ import annotations

import pytest

from berakhlak.results.rules import ComparedValue, difference_shade
from berakhlak.statistics.frozen_result import CellStatus, UnitValue


@pytest.mark.parametrize(
    ("size", "above", "below"),
    [
        (0.0, "near", "near"),
        (0.09, "near", "near"),
        (0.1, "above", "below"),
        (0.19, "above", "below"),
        (0.2, "far-above", "far-below"),
        (0.21, "far-above", "far-below"),
    ],
)
def test_a_difference_has_its_colour_from_the_limit_on(size: float, above: str, below: str) -> None:
    assert (difference_shade(size), difference_shade(-size)) == (above, below)


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(
    ("difference", "sd", "is_named"),
    [
        (0.2, 0.39, True),
        (0.19, 0.0, False),
        (0.5, 1.0, False),  # Two errors of 0.25 exactly: it must exceed them.
        (0.51, 1.0, True),
        (0.5, 0.99, True),
    ],
)
def test_a_unit_is_named_from_the_limit_on_and_only_beyond_two_errors(
    side: int, difference: float, sd: float, is_named: bool
) -> None:
    figure = UnitValue(code="LY", status=CellStatus.SHOWN, n_officers=16, mean=4.0, sd=sd)
    row = ComparedValue(code="LY", figure=figure, agency=3.0, difference=side * difference)

    assert row.stands_out is is_named
