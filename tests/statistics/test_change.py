"""Change between cycles is given only where the two measure the same, with its noise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.statistics.change import (
    CycleComparability,
    MeasuredComposites,
    MeasurementBasis,
    compare_bases,
    composite_change,
)

WEIGHTS = {"supervisor": 0.35, "peer": 0.25, "subordinate": 0.25, "citizen": 0.15}
BASIS = MeasurementBasis(instrument="berakhlak-2021/1", scale=(1, 5), weights=WEIGHTS)
SAME = CycleComparability.COMPARABLE


def measured(composite: float, sem: float = 0.2, groups: int = 6) -> MeasuredComposites:
    return MeasuredComposites(np.array([composite]), np.array([sem]), np.array([groups], np.uint32))


def test_the_difference_comes_with_its_standard_error_and_detectable_change() -> None:
    found = composite_change(measured(3.5, 0.3), measured(4.7, 0.4), SAME)

    assert found.difference[0] == pytest.approx(1.2)
    assert found.standard_error[0] == pytest.approx(0.5)
    assert found.mdc95[0] == pytest.approx(0.979982, abs=1e-6)
    assert found.exceeds_noise[0]


def test_a_difference_within_noise_is_not_called_change() -> None:
    found = composite_change(measured(3.5), measured(3.9), SAME)

    assert found.mdc95[0] == pytest.approx(1.959964 * math.sqrt(2) * 0.2, abs=1e-6)
    assert not found.exceeds_noise[0]


def test_without_a_standard_error_nothing_is_said_about_noise() -> None:
    found = composite_change(measured(3.5, math.nan), measured(4.9), SAME)

    assert found.reason[0] is CycleComparability.NO_STANDARD_ERROR
    assert found.difference[0] == pytest.approx(1.4)
    assert not found.exceeds_noise[0]


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        (measured(math.nan), measured(4), CycleComparability.NOT_RATED_BEFORE),
        (measured(4), measured(math.nan), CycleComparability.NOT_RATED_NOW),
        (measured(4, groups=6), measured(4, groups=2), CycleComparability.OTHER_GROUPS),
    ],
)
def test_no_difference_is_given_between_unlike_figures(
    before: MeasuredComposites, now: MeasuredComposites, reason: CycleComparability
) -> None:
    found = composite_change(before, now, SAME)

    assert found.reason[0] is reason
    assert math.isnan(found.difference[0])
    assert math.isnan(found.standard_error[0])


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (
            MeasurementBasis(instrument="berakhlak-2021/2", scale=(1, 5), weights=WEIGHTS),
            "other_instrument",
        ),
        (
            MeasurementBasis(instrument="berakhlak-2021/1", scale=(1, 7), weights=WEIGHTS),
            "other_scale",
        ),
        (
            MeasurementBasis(
                instrument="berakhlak-2021/1", scale=(1, 5), weights=WEIGHTS | {"peer": 0.5}
            ),
            "other_weights",
        ),
        (
            MeasurementBasis(instrument="berakhlak-2021/1", scale=(1, 5), weights={"peer": 1}),
            "other_groups",
        ),
    ],
)
def test_cycles_that_rest_on_something_else_are_not_compared(
    other: MeasurementBasis, reason: str
) -> None:
    basis = compare_bases(BASIS, other)
    found = composite_change(measured(3), measured(4), basis)

    assert basis == reason
    assert found.reason[0] == reason
    assert math.isnan(found.difference[0])


def test_only_the_proportions_of_weights_count() -> None:
    doubled = {group: 2 * weight for group, weight in WEIGHTS.items()}
    other = MeasurementBasis(instrument="berakhlak-2021/1", scale=(1, 5), weights=doubled)

    assert compare_bases(BASIS, other) is SAME


@given(st.floats(1, 5), st.floats(1, 5), st.floats(0, 2), st.floats(0, 2))
def test_swapping_the_cycles_turns_the_difference_round(
    a: float, b: float, s: float, t: float
) -> None:
    one = composite_change(measured(a, s), measured(b, t), SAME)
    other = composite_change(measured(b, t), measured(a, s), SAME)

    assert one.difference[0] == -other.difference[0]
    assert one.standard_error[0] == other.standard_error[0]
    assert one.exceeds_noise[0] == other.exceeds_noise[0]
