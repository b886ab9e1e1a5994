"""The ends of an agency's values are named where they truly lie apart, and hardly ever else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from berakhlak.statistics.inference.verdicts import distinct_extremes
from tests.method.expectations import inferred
from tests.method.worlds import NEW_WEIGHTS, WORLDS, Plan, draw_cycle, seeds, true_composites

FLOOR = 0.20


def named(name: str, units: int, apart: float, seed: int) -> tuple[bool, bool]:
    """Whether ends are named, and falsely."""
    cycle = draw_cycle(seed, replace(WORLDS[name], value=apart), Plan(n_units=units, sizes=(10,)))
    found = inferred(cycle.sheets)
    told = distinct_extremes(found.values.composite, floor=FLOOR, error=0.05, least=10)
    if told is None:
        return False, False
    level = np.nanmean(true_composites(cycle.values, NEW_WEIGHTS, found.values.shown), axis=0)
    return True, bool(level[told[0]] - level[told[1]] < FLOOR)


@pytest.mark.parametrize("name", ["scullen", "ceil", "null"])
@pytest.mark.parametrize("units", [2, 8])
def test_values_that_do_not_lie_apart_are_hardly_ever_named(name: str, units: int) -> None:
    found = [named(name, units, apart, seed) for seed in seeds(10) for apart in (0.0, 0.05, 0.12)]
    assert sum(false for _, false in found) <= 2  # Of thirty.


def test_values_that_lie_far_apart_are_named() -> None:
    found = [named("scullen", 8, 0.30, seed) for seed in seeds(10)]
    assert sum(told for told, _ in found) >= 8


@pytest.mark.parametrize("officers", [0, 1, 9])
def test_of_few_officers_no_value_is_named(officers: int) -> None:
    figure = np.tile([3.0, 4.0, 5.0], (officers, 1))
    assert distinct_extremes(figure, floor=FLOOR, error=0.05, least=10) is None


def test_officers_without_both_values_do_not_tell_them_apart() -> None:
    figure = np.full((40, 2), np.nan)
    figure[:20, 0], figure[20:, 1] = 5.0, 3.0
    assert distinct_extremes(figure, floor=FLOOR, error=0.05, least=10) is None
