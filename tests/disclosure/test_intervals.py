"""The attacker's tools on systems whose answer is known: tight intervals, not merely a finding."""

from __future__ import annotations

import numpy as np
import pytest

from berakhlak.disclosure.attack import (
    RecoveredFigure,
    determined_unknowns,
    only_candidate,
    parts_per_step,
    printed_mean_bounds,
    printed_sum_bounds,
    recovery_problem,
    solve_recovery,
    unknown_ranges,
)


def test_one_equation_of_one_unknown_gives_it_to_its_rounding() -> None:
    matrix = np.array([[0.25]])
    low, high = np.array([0.25 * 3.4 - 0.005]), np.array([0.25 * 3.4 + 0.005])

    ((least, greatest),) = unknown_ranges(matrix, low, high, (1, 5))

    assert least == pytest.approx(3.38, abs=1e-6)
    assert greatest == pytest.approx(3.42, abs=1e-6)
    assert determined_unknowns(matrix).tolist() == [True]


def test_two_unknowns_of_one_equation_bound_each_other() -> None:
    matrix = np.array([[0.5, 0.5]])

    found = unknown_ranges(matrix, np.array([1.5]), np.array([1.5]), (1, 5))

    assert found == [pytest.approx((1, 2)), pytest.approx((1, 2))]
    assert determined_unknowns(matrix).tolist() == [False, False]


def test_two_equations_of_two_unknowns_give_both() -> None:
    matrix = np.array([[0.5, 0.5], [0.2, 0.8]])
    truth = np.array([2.0, 4.0])
    printed = matrix @ truth

    found = unknown_ranges(matrix, printed - 1e-9, printed + 1e-9, (1, 5))

    assert found == [pytest.approx((2, 2), abs=1e-6), pytest.approx((4, 4), abs=1e-6)]
    assert determined_unknowns(matrix).tolist() == [True, True]


def test_an_unknown_that_stands_alone_is_fixed_beside_two_that_do_not() -> None:
    assert determined_unknowns(np.array([[1.0, 0, 0], [0, 1, 1]])).tolist() == [True, False, False]
    assert determined_unknowns(np.array([[1.0, 1], [2, 2]])).tolist() == [False, False]


def test_what_no_answer_can_make_stays_as_wide_as_the_scale() -> None:
    impossible = unknown_ranges(np.array([[1.0]]), np.array([7.0]), np.array([8.0]), (1, 5))

    assert impossible == [(1.0, 5.0)]


def test_bounds_of_the_scale_hold_where_nothing_is_printed() -> None:
    free = unknown_ranges(np.array([[0.0, 1.0]]), np.array([3.0]), np.array([3.0]), (1, 5))

    assert free == [pytest.approx((1, 5)), pytest.approx((3, 3))]


@pytest.mark.parametrize(
    ("low", "high", "unit", "most", "found"),
    [
        (3.38, 3.42, 1, 2, None),
        (3.48, 3.52, 1, 2, RecoveredFigure(3.5, 3.5, (2,))),
        (2.96, 3.04, 1, 2, RecoveredFigure(3.0, 3.0, (1, 2))),
        (3.0, 3.0, 1, 1, RecoveredFigure(3.0, 3.0, (1,))),
        (3.3, 3.35, 3, 1, RecoveredFigure(10 / 3, 10 / 3, (1,))),
        (3.0, 3.04, 50, 1, RecoveredFigure(3.0, 3.04, (1,))),
        (3.0, 3.06, 50, 1, None),
    ],
)
def test_only_means_that_so_few_raters_can_make_are_candidates(
    low: float, high: float, unit: int, most: int, found: RecoveredFigure | None
) -> None:
    given = only_candidate(low, high, unit, most)

    if found is None or given is None:
        assert given is found
    else:
        assert (given.low, given.high) == pytest.approx((found.low, found.high))
        assert given.counts == found.counts


@pytest.mark.parametrize(
    ("mean", "parts", "sums"),
    [
        (3.5, 2, (7, 7)),
        (3.33, 3, (10, 10)),
        (3.4, 2, (7, 6)),
        (4.0, 1, (4, 4)),
        (3.5, 200, (699, 701)),
    ],
)
def test_a_printed_mean_is_a_whole_sum(mean: float, parts: int, sums: tuple[int, int]) -> None:
    assert printed_sum_bounds(mean, parts) == sums


def test_a_printed_mean_is_known_as_exactly_as_its_raters_allow() -> None:
    assert printed_mean_bounds(3.33, 3) == pytest.approx((10 / 3, 10 / 3))
    assert printed_mean_bounds(3.4, 2) == pytest.approx((3.395, 3.405))
    assert printed_mean_bounds(3.5, 200) == pytest.approx((3.495, 3.505))


def test_raters_who_answered_some_behaviours_make_means_of_these_parts() -> None:
    assert [parts_per_step(n) for n in range(5)] == [1, 1, 2, 6, 12]


def test_a_withheld_behaviour_between_shown_ones_is_recovered_exactly() -> None:
    # Three raters; each answered both, the shown one sums to 12, the whole to 3.5 a rater.
    found = solve_recovery(recovery_problem(3, 3.5, [(3, 4.0)], hidden=1, most=3, steps=5))

    assert found is None or found.low <= 3.0 <= found.high
    one = solve_recovery(recovery_problem(1, 3.5, [(1, 5.0)], hidden=1, most=1, steps=5))
    assert one is not None
    assert (one.low, one.high, one.counts) == (2.0, 2.0, (1,))
