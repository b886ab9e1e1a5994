"""Peers are drawn from the names that officers gave; no list tells who was drawn from it."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from berakhlak.assignments.draw import draw_invited_peers
from berakhlak.assignments.proposal import ProposalMember, RatingPair, hierarchy_pairs
from berakhlak.assignments.widening import WidenedCircles, peers_within_reach
from berakhlak.cycles.rater_groups import Relation
from berakhlak.nominations.bounds import UNINVITED, ListBounds
from tests.assignments.proposing import propose
from tests.assignments.test_proposal import seat, trees

CROWD = [seat(number) for number in range(1, 31)]


@st.composite
def lists(draw, seats):
    """Names for some of the seats: anybody, also people who may not be named or do not exist."""
    ids = [each.id for each in seats] + [999]
    names = st.lists(st.sampled_from(ids), max_size=8, unique=True)
    return draw(st.dictionaries(st.sampled_from(ids), names, max_size=len(ids)))


def drawn(seats, named, limit, chance=None):
    """Ratee -> the peers who are to rate them, and every pair."""
    chance = chance or random.Random(7)
    pairs = draw_invited_peers(seats, named, peers_per_officer=limit, seed=3, chance=chance)
    peers = {each.id: set() for each in seats}
    for pair in pairs:
        if pair.group == Relation.PEER:
            peers[pair.ratee_id].add(pair.rater_id)
    return peers, pairs


@given(seats=trees(), limit=st.integers(1, 6), data=st.data())
def test_whoever_is_named_no_peer_is_tied_to_the_ratee_and_nobody_is_asked_twice(
    seats, limit, data
):
    peers, pairs = drawn(seats, data.draw(lists(seats)), limit)

    rated = {each.id for each in seats if each.is_rated}
    lead = {each.id: each.supervisor_id for each in seats}
    assert len({(pair.rater_id, pair.ratee_id) for pair in pairs}) == len(pairs)
    for ratee, raters in peers.items():
        assert len(raters) <= limit
        assert ratee not in raters
        assert lead[ratee] not in raters
        assert ratee not in {lead[rater] for rater in raters}
        assert raters <= rated
        assert not raters or ratee in rated


@given(seats=trees(), limit=st.integers(1, 6), data=st.data())
def test_names_change_nothing_about_self_supervisor_and_subordinates(seats, limit, data):
    _peers, pairs = drawn(seats, data.draw(lists(seats)), limit)

    tied = [pair for pair in pairs if pair.group != Relation.PEER]
    plain = propose(seats, peers_per_officer=limit, seed=3)
    assert tied == [pair for pair in plain if pair.group != Relation.PEER]


@given(limit=st.integers(1, 6), data=st.data())
def test_at_least_two_names_of_every_list_stay_uninvited_where_others_can_step_in(limit, data):
    names = st.lists(st.integers(2, 30), min_size=1, max_size=12, unique=True)
    named = {1: data.draw(names)}

    peers, _pairs = drawn(CROWD, named, limit)

    assert len(peers[1]) == limit
    invited = len(peers[1] & set(named[1]))
    assert invited == min(limit, max(0, len(named[1]) - UNINVITED))


@given(data=st.data(), limit=st.integers(3, 5), size=st.integers(12, 30))
def test_a_full_list_gives_every_peer_and_nobody_is_overburdened(data, limit, size):
    crowd, everybody = CROWD[:size], range(1, size + 1)
    named = {
        ratee: data.draw(
            st.lists(
                st.sampled_from([one for one in everybody if one != ratee]),
                min_size=limit + UNINVITED,
                max_size=10,
                unique=True,
            )
        )
        for ratee in everybody
    }

    peers, _pairs = drawn(crowd, named, limit)

    load = Counter(rater for raters in peers.values() for rater in raters)
    assert max(load.values()) <= 2 * limit
    for ratee, raters in peers.items():
        assert len(raters) == limit
        # Somebody else is asked only where those who were named have enough to do.
        missed = set(named[ratee]) - raters
        assert raters <= set(named[ratee]) or all(load[one] == 2 * limit for one in missed)


def test_seven_people_whom_everybody_names_are_asked_no_more_than_twice_the_usual():
    named = {each.id: [one for one in range(1, 8) if one != each.id] for each in CROWD}

    peers, _pairs = drawn(CROWD, named, 5)

    load = Counter(rater for raters in peers.values() for rater in raters)
    assert max(load.values()) == 10
    assert all(len(raters) == 5 for raters in peers.values())


def test_where_the_circle_has_nobody_else_all_who_were_named_are_invited():
    crowd = CROWD[:4]

    peers, _pairs = drawn(crowd, {1: [2, 3, 4]}, 5)

    assert peers[1] == {2, 3, 4}


def test_every_name_of_a_list_is_equally_likely():
    named, chance = {1: [2, 3, 4, 5, 6, 7, 8]}, random.Random(11)
    counts: Counter[int] = Counter()
    for _draw in range(2000):
        peers, _pairs = drawn(CROWD, named, 5, chance)
        counts.update(peers[1])

    assert set(counts) == set(named[1])
    # 2000 draws with p = 5/7 vary by 20.2; five times that is no accident.
    assert all(abs(count - 2000 * 5 / 7) < 101 for count in counts.values())


def test_two_draws_of_the_same_cycle_differ():
    named = {each.id: [one for one in range(1, 9) if one != each.id] for each in CROWD}

    first, _ = drawn(CROWD, named, 5, random.SystemRandom())
    second, _ = drawn(CROWD, named, 5, random.SystemRandom())

    assert first != second


def test_the_order_of_the_pairs_does_not_tell_names_from_others():
    _peers, pairs = drawn(CROWD, {1: [9, 20, 5]}, 5)

    order = [(pair.ratee_id, pair.rater_id) for pair in pairs if pair.group == Relation.PEER]
    assert order == sorted(order)


@given(limit=st.integers(1, 10), eligible=st.integers(0, 200))
def test_more_names_are_asked_for_than_will_be_invited(limit, eligible):
    bounds = ListBounds.for_officer(limit, eligible)

    assert 0 <= bounds.least <= bounds.most <= eligible
    if eligible >= limit + UNINVITED:
        assert bounds.least == limit + UNINVITED
    assert bounds.is_drawn == (bounds.least > bounds.invited)


def test_whom_one_rates_does_not_tell_by_whom_one_is_rated():
    circle, both = [seat(number) for number in range(1, 12)], []
    for start in range(60):
        raters_of, _pairs = drawn(circle, {2: [3]}, 5, random.Random(start))
        rated = {ratee for ratee, raters in raters_of.items() if 1 in raters}
        both.append(len(rated & raters_of[1]))

    # The first officer rates about five of ten others: chance lets about two of them rate back.
    assert len(set(both)) > 2
    assert 1.5 < sum(both) / len(both) < 3.5


@given(seats=trees(), limit=st.integers(1, 6), data=st.data())
def test_who_is_appointed_is_asked_once_and_not_drawn_as_a_peer(seats, limit, data):
    ids = st.sampled_from([each.id for each in seats])
    pairs = data.draw(st.lists(st.tuples(ids, ids), max_size=6, unique=True))
    appointed = [RatingPair(rater, ratee, "partner") for rater, ratee in pairs]

    found = draw_invited_peers(
        seats,
        {},
        peers_per_officer=limit,
        seed=3,
        chance=random.Random(7),
        appointed=appointed,
    )

    asked = [(pair.rater_id, pair.ratee_id) for pair in found]
    assert len(set(asked)) == len(asked)
    by_tree = {(pair.rater_id, pair.ratee_id) for pair in hierarchy_pairs(seats)}
    partners = {(p.rater_id, p.ratee_id) for p in found if p.group == "partner"}
    assert partners == set(pairs) - by_tree


@given(
    rows=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from("ab"), st.integers(0, 8)),
        min_size=1,
        max_size=14,
    ),
    wanted=st.integers(0, 6),
)
def test_who_is_within_reach_is_counted_as_they_would_be_found(rows, wanted):
    seats = [
        ProposalMember(at, unit, level, lead or None, at % 5 != 0, unit - 1 or None)
        for at, (unit, level, lead) in enumerate(rows, start=1)
    ]
    reached = peers_within_reach(seats, {}, wanted)

    circles = WidenedCircles(seats, wanted, random.Random(1), hierarchy_pairs(seats))
    for each in seats:
        if each.is_rated:
            assert reached[each.id] == min(wanted, len(circles.peers_of(each.id)))
            assert circles.is_narrow(each.id) == (len(circles.own(each.id)) < wanted)
