"""A change of one behaviour: worked by hand, and what holds for all of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.statistics.behaviour_change import (
    GroupInBoth,
    behaviour_change,
    groups_in_both,
)
from berakhlak.statistics.frozen_result import CellFigures, CellStatus

WEIGHTS = {"peer": 0.3, "subordinate": 0.1}
SPREAD = {"peer": 0.8, "subordinate": 0.6}
PEERS = GroupInBoth("peer", 3.0, 3.6, 4, 5)
BELOW = GroupInBoth("subordinate", 2.0, 3.0, 6, 3)

sizes, means = st.integers(3, 12), st.floats(1, 5)
groups = st.builds(GroupInBoth, st.just("peer"), means, means, sizes, sizes)


def shown(n: int, mean: float) -> CellFigures:
    return CellFigures(status=CellStatus.SHOWN, n=n, mean=mean)


def test_two_groups_worked_by_hand() -> None:
    found = behaviour_change([PEERS, BELOW], WEIGHTS, SPREAD)
    # Weights 3/4 and 1/4: 3/4 3.0 + 1/4 2.0 = 2.75 and 3/4 3.6 + 1/4 3.0 = 3.45.
    assert (found.before, found.now, found.difference) == (2.75, 3.45, 0.7)
    # 9/16 0.8 (1/4 + 1/5) + 1/16 0.6 (1/6 + 1/3) = 0.2025 + 0.01875.
    half = 1.959963984540054 * math.sqrt(0.22125)
    assert found.low == round(0.7 - half, 2)
    assert found.high == round(0.7 + half, 2)
    assert not found.rises


def test_three_behaviours_have_wider_intervals_than_one() -> None:
    one, three = (behaviour_change([PEERS], WEIGHTS, SPREAD, together=k) for k in (1, 3))
    # z of 1 - .05/6 is 2.393980.
    half = 2.3939797998185104 * math.sqrt(0.8 * (1 / 4 + 1 / 5))
    assert three.high == round(0.6 + half, 2)
    assert three.low < one.low


def test_nothing_is_said_of_too_few_and_no_interval_without_a_spread() -> None:
    assert behaviour_change([], WEIGHTS, SPREAD).difference is None
    found = behaviour_change([PEERS], WEIGHTS, {})
    assert found.difference == 0.6
    assert found.low is None
    assert not found.rises
    assert not found.falls


@pytest.mark.parametrize("hidden", [CellFigures(status=CellStatus.SUPPRESSED), shown(1, 4.0), None])
def test_a_group_that_either_round_withholds_is_in_no_figure(hidden) -> None:
    other = {"peer": shown(5, 4.0), "subordinate": shown(3, 4.0)}
    with_hidden = {"peer": shown(4, 3.0)} | ({"subordinate": hidden} if hidden else {})
    for before, now in ((with_hidden, other), (other, with_hidden)):
        assert [g.code for g in groups_in_both(before, now, tuple(WEIGHTS))] == ["peer"]


@settings(max_examples=50)
@given(groups)
def test_the_interval_holds_the_difference_and_turns_with_it(group) -> None:
    found = behaviour_change([group], WEIGHTS, SPREAD)
    assert found.low < found.difference < found.high
    turned = GroupInBoth(group.code, group.now, group.before, group.n_now, group.n_before)
    back = behaviour_change([turned], WEIGHTS, SPREAD)
    assert back.difference == -found.difference
    assert back.low == pytest.approx(-found.high, abs=0.011)
    assert not (found.rises and found.falls)


@settings(max_examples=50)
@given(groups, sizes)
def test_more_raters_never_widen_the_interval(group, more) -> None:
    large = GroupInBoth(
        group.code, group.before, group.now, group.n_before + more, group.n_now + more
    )
    wide, narrow = (behaviour_change([g], WEIGHTS, SPREAD) for g in (group, large))
    assert narrow.high - narrow.low <= wide.high - wide.low + 0.011
