"""Nobody owes more forms than the policy says, and what is left out is shared out evenly."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.assignments.capping import within_most_forms
from berakhlak.assignments.draw import draw_invited_peers
from berakhlak.assignments.proposal import ProposalMember, RatingPair
from berakhlak.cycles.policy_floors import least_of_most_forms
from berakhlak.cycles.rater_groups import Relation
from tests.assignments.test_proposal import seat, trees


def draw(seats, *, most, peers=3, named=None, appointed=(), wanted=5, chance=7, barred=frozenset()):
    return draw_invited_peers(
        seats,
        named or {},
        peers_per_officer=peers,
        seed=3,
        chance=random.Random(chance),
        wanted=wanted,
        appointed=appointed,
        most_forms=most,
        kept_for_peers=3,
        barred=barred,
    )


@st.composite
def appointments(draw, seats):
    ids = [each.id for each in seats]
    rated = [each.id for each in seats if each.is_rated]
    if not rated:
        return []
    found = draw(st.sets(st.tuples(st.sampled_from(ids), st.sampled_from(rated)), max_size=40))
    return [RatingPair(*pair, "partner") for pair in sorted(found) if pair[0] != pair[1]]


@settings(deadline=None)
@given(seats=trees(), peers=st.integers(3, 5), data=st.data())
def test_nobody_owes_more_than_the_limit_whatever_the_agency_the_names_and_the_appointed(
    seats: list[ProposalMember], peers: int, data: st.DataObject
) -> None:
    most = least_of_most_forms(peers) + data.draw(st.integers(0, 4))
    ids = st.sampled_from([each.id for each in seats])
    named = data.draw(st.dictionaries(ids, st.sets(ids, max_size=9)))
    appointed = data.draw(appointments(seats))

    pairs = draw(seats, most=most, peers=peers, named=named, appointed=appointed)

    assert max(Counter(pair.rater_id for pair in pairs).values(), default=0) <= most
    assert len({(pair.rater_id, pair.ratee_id) for pair in pairs}) == len(pairs)
    rated = {each.id for each in seats if each.is_rated}
    assert {pair.ratee_id for pair in pairs if pair.group == Relation.SELF} == rated


@given(seats=trees())
def test_a_limit_that_nobody_reaches_leaves_out_no_form_of_the_tree(
    seats: list[ProposalMember],
) -> None:
    ties = {pair for pair in draw(seats, most=0) if pair.group != Relation.PEER}

    assert {pair for pair in draw(seats, most=500) if pair.group != Relation.PEER} == ties


def test_a_head_of_five_hundred_rates_as_many_as_the_limit_leaves_and_stays_nobodys_peer() -> None:
    head = seat(1, level="administrator")
    staff = [seat(number, boss=1) for number in range(2, 504)]

    pairs = draw([head, *staff], most=25, peers=5)

    of_head = Counter(pair.group for pair in pairs if pair.rater_id == 1)
    assert of_head == {Relation.SELF: 1, Relation.SUPERVISOR: 21}  # Three are kept for peers.
    about_head = [pair for pair in pairs if pair.ratee_id == 1]
    assert len(about_head) == 503
    peers = Counter(pair.ratee_id for pair in pairs if pair.group == Relation.PEER)
    assert set(peers.values()) == {5}


def test_whom_a_head_rates_is_drawn_by_chance() -> None:
    seats = [seat(1, level="administrator"), *(seat(number, boss=1) for number in range(2, 60))]

    found = {
        frozenset(
            pair.ratee_id
            for pair in draw_invited_peers(
                seats,
                {},
                peers_per_officer=3,
                seed=seed,
                chance=random.Random(),
                most_forms=12,
            )
            if pair.rater_id == 1
        )
        for seed in range(5)
    }

    assert len(found) == 5


def test_the_first_left_out_are_about_officers_with_most_raters_of_the_group() -> None:
    rich = [RatingPair(rater, 50, "partner") for rater in (1, 2, 3, 4)]
    poor = [RatingPair(1, ratee, "partner") for ratee in (51, 52, 53)]

    left = within_most_forms([*rich, *poor], 3, kept_for_peers=0, peers=(), chance=random.Random(1))

    assert left == [*rich[1:], *poor]


@pytest.mark.parametrize("is_named", [False, True])
def test_heads_whose_reports_leave_little_room_share_it_evenly(is_named: bool) -> None:
    heads = [seat(number, unit=number, level="administrator", boss=1) for number in range(2, 12)]
    staff = [
        seat(100 * head.id + number, unit=head.id, boss=head.id)
        for head in heads
        for number in range(40)
    ]
    ids = [head.id for head in heads]
    named = {each: set(ids) - {each} for each in ids} if is_named else {}

    pairs = draw([seat(1, level="jpt_pratama"), *heads, *staff], most=25, peers=5, named=named)

    peers = Counter(pair.ratee_id for pair in pairs if pair.group == Relation.PEER)
    assert {peers[head] for head in ids} <= {2, 3, 4}
    assert sum(peers[head] for head in ids) == 30


@pytest.mark.parametrize("most", [0, 200])
def test_peers_stay_as_even_as_without_a_limit(most: int) -> None:
    seats = [seat(number) for number in range(1, 21)]

    pairs = [pair for pair in draw(seats, most=most, peers=5) if pair.group == Relation.PEER]

    assert set(Counter(pair.rater_id for pair in pairs).values()) == {5}
