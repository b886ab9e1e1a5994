"""A policy states its bounds and survives storage."""

from __future__ import annotations

import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.pulses import pulse_policy
from berakhlak.cycles.rater_groups import SHIPPED_GROUPS


def test_a_stored_policy_reads_back_equal():
    policy = Policy(min_n_comments=4, gap_threshold=0.75)

    assert Policy.from_json(policy.to_json()) == policy


@pytest.mark.parametrize("group", ["peer", "subordinate", "citizen"])
def test_groups_that_need_hiding_cannot_have_a_minimum_below_three(group):
    with pytest.raises(ValueError, match="paling kecil 3"):
        Policy().with_numbers(min_n={group: 2})


def test_every_relation_of_the_tree_has_its_group():
    with pytest.raises(ValueError, match="satu kelompok"):
        Policy(groups=SHIPPED_GROUPS[:-1])


def test_weights_cannot_all_be_zero():
    with pytest.raises(ValueError, match="di atas 0"):
        Policy().with_numbers(dict.fromkeys(Policy().weights, 0.0))


def test_a_pulse_of_a_cycle_on_half_forms_asks_its_few_questions_whole_and_alone():
    plain = Policy(peers_per_officer=6)
    asked = Policy(peers_per_officer=6, asks_half=True, asks_choices=True, asks_familiarity=True)
    assert pulse_policy(asked) == pulse_policy(plain)
