"""What a rater group may be is told where it is drafted, each fault by its place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import PolicyRefused, parse_policy, policy_with_groups
from berakhlak.cycles.rater_groups import GroupColour, GroupMark, Relation
from berakhlak.web import unknown_word

PARTNER: dict[str, Any] = {
    "code": "partner",
    "words": {"id": "Mitra kerja", "en": "Partners"},
    "weight": 0.2,
}


def drafted(*groups: object, **more: object) -> Policy:
    return parse_policy(json.dumps({"groups": list(groups), **more}))


def broken(*groups: object, **more: object) -> list[str]:
    with pytest.raises(PolicyRefused) as refused:
        drafted(*groups, **more)
    return [each.field for each in refused.value.broken]


def test_a_new_group_needs_a_code_and_words_alone() -> None:
    group = drafted(PARTNER).group("partner")

    assert (group.relation, group.is_anonymous, group.minimum) == (Relation.APPOINTED, True, 3)
    assert (group.mark, group.colour, group.order) == (GroupMark.PLUS, GroupColour.LILAC, 6)
    assert drafted(PARTNER).codes[-1] == "partner"


def test_a_shipped_group_is_changed_by_its_code_and_the_others_stay() -> None:
    renamed = {"code": "citizen", "words": {"id": " Pengguna  layanan "}, "order": 2}

    policy = drafted(renamed)

    assert policy.codes == ("self", "citizen", "supervisor", "peer", "subordinate")
    assert policy.group("citizen").words.id == "Pengguna layanan"
    assert policy.group("citizen").words.en == "Pengguna layanan"
    assert policy.group("peer") == Policy().group("peer")


def test_weights_and_minimums_may_be_given_of_all_groups_at_once() -> None:
    weights = Policy().weights | {"partner": 0.4}

    assert drafted(PARTNER, weights=weights).weights["partner"] == 0.4
    assert broken(PARTNER, weights=Policy().weights) == ["weights"]
    assert drafted(PARTNER, min_n=Policy().min_n | {"partner": 5}).min_n["partner"] == 5


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({"code": "Mitra Kerja"}, ['groups."Mitra Kerja"']),
        ({"words": {}}, ["groups.partner.words.id", "groups.partner.words.en"]),
        ({"words": {"id": "x" * 41, "en": "P"}}, ["groups.partner.words.id"]),
        ({"words": {"id": "REKAN", "en": "P"}}, ["groups.partner.words.id"]),
        ({"words": "Mitra"}, ["groups.partner.words.id", "groups.partner.words.en"]),
        ({"relation": "peer"}, ["groups.partner.relation"]),
        ({"is_anonymous": "ya"}, ["groups.partner.is_anonymous"]),
        ({"form": "short"}, ["groups.partner.form"]),
        ({"mark": "ring"}, ["groups.partner.mark"]),
        ({"mark": "heart"}, ["groups.partner.mark"]),
        ({"colour": "#ff0000"}, ["groups.partner.colour"]),
        ({"order": 0}, ["groups.partner.order"]),
        ({"minimum": 2}, ["min_n.partner"]),
        ({"is_anonymous": False, "minimum": 0}, ["min_n.partner"]),
        ({"weight": -1}, ["weights.partner"]),
        ({"shape": "star"}, ["groups.partner.shape"]),
    ],
)
def test_each_fault_is_told_by_its_place(change: dict[str, Any], places: list[str]) -> None:
    assert broken(PARTNER | change) == places


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"code": "peer", "is_anonymous": False}, "groups.peer.is_anonymous"),
        (
            {"code": "supervisor", "is_anonymous": True, "minimum": 3},
            "groups.supervisor.is_anonymous",
        ),
        ({"code": "citizen", "form": "full"}, "groups.citizen.form"),
        ({"code": "peer", "relation": "appointed"}, "groups.peer.relation"),
    ],
)
def test_what_follows_from_the_relation_is_no_choice(change: dict[str, Any], place: str) -> None:
    assert broken(change) == [place]


@pytest.mark.parametrize("junk", [3, "peer", None, [[]], {"code": 7}])
def test_what_is_no_group_is_refused_in_words(junk: object) -> None:
    assert broken(junk)


def test_no_more_groups_than_marks() -> None:
    several = [
        PARTNER | {"code": f"partner_{n}", "words": {"id": f"Mitra {n}", "en": f"P {n}"}}
        for n in range(len(GroupMark) - 5)
    ]

    assert len(drafted(*several).groups) == len(GroupMark)
    assert "groups" in broken(*several, PARTNER)


def test_groups_of_the_tree_cannot_be_left_out() -> None:
    policy = drafted(PARTNER)

    with pytest.raises(PolicyRefused, match="harus memuat juga: peer"):
        policy_with_groups(policy, [each for each in policy.groups if each.code != "peer"])
    twice = [*policy.groups, replace(policy.group("partner"))]
    with pytest.raises(PolicyRefused, match="sudah dipakai"):
        policy_with_groups(policy, twice)


def test_a_template_that_meets_an_unknown_word_fails() -> None:
    with pytest.raises(ValueError, match="heart"):
        unknown_word("heart")
