"""What a cycle is for: chosen in the draft, fixed at opening, stricter where pay or rank depend."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import (
    PolicyRefused,
    lift_to_floors,
    parse_policy,
    policy_with_groups,
    state_purpose,
)
from berakhlak.cycles.purposes import Purpose
from tests.factories.cycles import make_next_draft, make_open_cycle

ANONYMOUS = ("peer", "subordinate", "citizen")


def appraisal(**given):
    return json.dumps({"purpose": "appraisal"} | given)


def test_a_policy_of_older_versions_states_no_purpose_and_stays_letter_by_letter():
    text = Policy().to_json()
    assert "purpose" not in text
    assert Policy.from_json(text).purpose is Purpose.UNSTATED


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_purpose_is_read_as_it_was_stored(purpose):
    assert Policy.from_json(Policy(purpose=purpose).to_json()).purpose is purpose


def test_where_pay_depends_what_is_left_out_of_a_file_has_the_stricter_minimums():
    policy = parse_policy(appraisal())
    assert {policy.min_n[code] for code in ANONYMOUS} == {5}
    assert policy.min_n["supervisor"] == 1
    assert policy.min_n_comments == 5
    assert parse_policy('{"purpose": "development"}').min_n == Policy().min_n


def test_where_pay_depends_lower_minimums_are_refused_each_by_its_name():
    low = dict.fromkeys(ANONYMOUS, 4) | {"self": 1, "supervisor": 1}
    with pytest.raises(PolicyRefused) as refused:
        parse_policy(appraisal(min_n=low, min_n_comments=4))
    fields = {each.field for each in refused.value.broken}
    assert fields == {"min_n_comments", *(f"min_n.{code}" for code in ANONYMOUS)}
    with pytest.raises(PolicyRefused):
        policy_with_groups(parse_policy(appraisal()), Policy().groups)


@pytest.mark.parametrize("given_as", ["unstated", "pay", 1, None, ["appraisal"]])
def test_only_the_two_purposes_can_be_chosen(given_as):
    with pytest.raises(PolicyRefused) as refused:
        parse_policy(json.dumps({"purpose": given_as}))
    assert [each.field for each in refused.value.broken] == ["purpose"]


@given(st.sampled_from(list(Purpose)), st.integers(3, 10), st.integers(2, 10))
@settings(max_examples=25)
def test_lifting_never_lowers_and_always_reaches_the_floor_of_the_purpose(purpose, least, comments):
    low = dict.fromkeys(ANONYMOUS, least) | {"self": 1, "supervisor": 1}
    policy = replace(Policy(purpose=purpose).with_numbers(min_n=low), min_n_comments=comments)
    lifted = lift_to_floors(policy)
    assert lifted.purpose is purpose
    for code in ANONYMOUS:
        assert lifted.min_n[code] == max(least, purpose.least_anonymous)
    assert lifted.min_n_comments == max(comments, purpose.least_anonymous)
    assert lift_to_floors(lifted) == lifted


def test_what_nobody_has_chosen_counts_for_learning_alone():
    assert state_purpose(Policy()).purpose is Purpose.DEVELOPMENT
    for chosen in (Purpose.DEVELOPMENT, Purpose.APPRAISAL):
        assert state_purpose(Policy(purpose=chosen)).purpose is chosen


def test_opening_fixes_the_purpose(session, tmp_path):
    opened = make_open_cycle(session, KeyStore(tmp_path / "keys"), staff=3)
    assert opened.cycle.policy.purpose is Purpose.DEVELOPMENT
    assert make_next_draft(session, opened).policy.purpose is Purpose.UNSTATED
