"""A policy states its bounds and survives storage."""

from __future__ import annotations

import pytest

from berakhlak.cycles.policy import Policy


def test_a_stored_policy_reads_back_equal():
    policy = Policy(min_n_comments=4, gap_threshold=0.75)

    assert Policy.from_json(policy.to_json()) == policy


@pytest.mark.parametrize("group", ["peer", "subordinate", "citizen"])
def test_groups_that_need_hiding_cannot_have_a_minimum_below_three(group):
    lowered = {**Policy().min_n, group: 2}

    with pytest.raises(ValueError, match="paling kecil 3"):
        Policy(min_n=lowered)


def test_weights_must_name_every_group_of_others():
    with pytest.raises(ValueError, match="weights"):
        Policy(weights={"supervisor": 1.0})


def test_weights_cannot_all_be_zero():
    with pytest.raises(ValueError, match="di atas 0"):
        Policy(weights=dict.fromkeys(Policy().weights, 0.0))
