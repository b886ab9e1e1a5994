"""Verdicts change exactly where the true difference is as likely as the cut-off asks."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest

from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.inference.regressed_change import EarlierPopulation, change_of_person
from berakhlak.statistics.inference.shrinkage import NormalPosterior
from berakhlak.statistics.inference.verdicts import (
    DifferenceVerdict,
    choose_advice,
    clearest_differences,
    decide_verdicts,
)

Z95 = 1.6448536269514722  # The 95 % point of the normal distribution.
NEAR = 1e-6


def test_these_numbers_decide_what_is_said_and_are_frozen_with_every_cycle() -> None:
    # A profile printed anew years later asks the frozen ones; a cycle sealed today freezes these.
    assert asdict(StatementCutoffs()) == {
        "z": 1.959963984540054,
        "least_degrees": 30,
        "least_bar": 3,
        "centre_pull": 2.0,
        "least_centred": 5,
        "gap_floor": 0.25,
        "gap_probability": 0.95,
        "overall_gap_probability": 0.90,
        "own_error_factor": 1.3,
        "group_floor": 0.25,
        "group_error": 0.05,
        "behaviour_floor": 0.10,
        "behaviour_probability": 0.97,
        "least_contrasted": 10,
        "most_advice": 3,
        "place_probability": 0.90,
        "least_officers_placed": 30,
        "unit_floor": 0.10,
        "unit_probability": 0.95,
        "dependable": 0.70,
        "change_z": 2.576,
        "few_sheets": 5,
        "least_index": 8,
        "least_share": 10,
        "level_near": 0.25,
        "most_named": 3,
        "most_kept": 2,
        "least_compared": 30,
        "many_uniform": 0.1,
        "values_apart": 0.2,
    }


@pytest.mark.parametrize("floor", [0.0, 0.1, 0.25])
@pytest.mark.parametrize("sd", [0.05, 0.4])
@pytest.mark.parametrize(("beside", "is_said"), [(-NEAR, False), (NEAR, True)])
def test_a_difference_is_said_from_its_probability_on(
    floor: float, sd: float, beside: float, is_said: bool
) -> None:
    edge = floor + Z95 * sd + beside
    posterior = NormalPosterior(np.array([edge, -edge]), np.array([sd, sd]))

    found = decide_verdicts(posterior, floor, 0.95).tolist()

    said, unsaid = (
        [DifferenceVerdict.HIGHER, DifferenceVerdict.LOWER],
        [DifferenceVerdict.UNDECIDED] * 2,
    )
    assert found == (said if is_said else unsaid)


def test_as_likely_as_asked_is_likely_enough() -> None:
    even = NormalPosterior(np.array([0.0]), np.array([1.0]))  # Above and below by just one half.

    assert decide_verdicts(even, 0.0, 0.5).tolist() == [DifferenceVerdict.LOWER]
    assert decide_verdicts(even, 0.0, 0.5 + NEAR).tolist() == [DifferenceVerdict.UNDECIDED]


@pytest.mark.parametrize(("beside", "is_told"), [(-NEAR, False), (NEAR, True)])
def test_two_groups_differ_only_where_the_lower_bound_passes_the_floor(
    beside: float, is_told: bool
) -> None:
    # One pair, one column: no correction. Variance 0.5 over 5 raters each, together 0.2.
    apart = 0.25 + Z95 * np.sqrt(0.2) + beside
    mean = np.array([[[3.0], [3.0 + apart]]])

    found = clearest_differences(
        mean,
        np.full((1, 2, 1), 5),
        np.ones((1, 2, 1), bool),
        np.full((2, 1), 0.5),
        floor=0.25,
        error=0.05,
    )

    assert found.column.tolist() == ([0] if is_told else [-1])
    if is_told:
        assert (found.first.tolist(), found.second.tolist()) == ([1], [0])
        assert found.difference.tolist() == pytest.approx([apart])


@pytest.mark.parametrize(("looks", "is_told"), [(1, True), (2, False)])
def test_every_further_look_asks_for_more(looks: int, is_told: bool) -> None:
    apart = 0.25 + 1.7 * np.sqrt(0.2)  # Beyond 1.64 errors, short of the 1.96 of two looks.
    mean = np.array([[[3.0] * looks, [3.0 + apart] + [3.0] * (looks - 1)]])

    found = clearest_differences(
        mean,
        np.full((1, 2, looks), 5),
        np.ones((1, 2, looks), bool),
        np.full((2, looks), 0.5),
        floor=0.25,
        error=0.05,
    )

    assert found.column.tolist() == ([0] if is_told else [-1])


@pytest.mark.parametrize(("beside", "verdict"), [(-NEAR, "UNDECIDED"), (NEAR, "HIGHER")])
def test_a_person_has_changed_from_so_many_errors_on(beside: float, verdict: str) -> None:
    # No error before, so nothing is expected to go back; the error now is 0.2.
    now = 3.0 + 2.576 * 0.2 + beside
    former = EarlierPopulation(centre=3.0, variance=0.25, drift=0.0)

    found = change_of_person(
        np.array([3.0]), np.array([now]), np.zeros(1), np.array([0.04]), former, z=2.576
    )

    assert found.verdict.tolist() == [DifferenceVerdict[verdict]]


@pytest.mark.parametrize(
    ("estimate", "advised"),
    [
        ([-0.01, 0.0, 0.01, np.nan], ("A",)),
        ([-0.1, -0.3, -0.2, -0.4], ("D", "B", "C")),
        ([-0.1, -0.1, -0.1, -0.1], ("A", "B", "C")),
        ([0.1, 0.0, np.nan, np.nan], ()),
    ],
)
def test_advice_is_on_what_lies_below_the_own_average_the_lowest_first(
    estimate: list[float], advised: tuple[str, ...]
) -> None:
    assert choose_advice(np.array(estimate), "ABCD", (), 3) == advised
    assert choose_advice(np.array(estimate), "ABCD", advised, 3) == (
        ("A",) if advised == ("D", "B", "C") else (("D",) if advised == ("A", "B", "C") else ())
    )
