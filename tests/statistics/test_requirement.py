"""A gap to a required level is told only beyond an error that holds for all gaps together."""

from __future__ import annotations

import numpy as np
import pytest

from berakhlak.statistics.requirement import FAMILY_ERROR, compare_with_required

NOTHING = np.nan


def test_one_comparison_has_the_plain_interval():
    found = compare_with_required(np.array([3.5]), np.array([0.1]), np.array([3.0]))

    assert found.margin == pytest.approx([0.1 * 1.959964], abs=1e-6)
    assert found.met.tolist() == [True]


def test_what_lies_within_the_error_is_neither_met_nor_below():
    shown = np.array([3.2, 2.8, 3.0])
    found = compare_with_required(shown, np.full(3, 0.2), np.full(3, 3.0))

    assert not found.met.any()
    assert not found.below.any()


def test_nothing_is_said_where_nothing_is_shown_or_its_error_is_unknown():
    shown, errors = np.array([NOTHING, 1.0]), np.array([0.1, NOTHING])
    found = compare_with_required(shown, errors, np.array([3.0, 3.0]))

    assert not found.met.any()
    assert not found.below.any()


def test_of_nine_comparisons_with_the_required_level_hardly_any_officer_meets_a_wrong_verdict():
    draw, officers = np.random.default_rng(38), 4000
    required, error = np.full(9, 3.0), np.full(9, 0.3)
    wrong = 0
    for shown in draw.normal(3.0, 0.3, (officers, 9)):  # Truly as required.
        wrong += compare_with_required(shown, error, required).below.any()

    assert wrong / officers < FAMILY_ERROR
