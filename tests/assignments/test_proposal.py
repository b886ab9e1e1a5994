"""Who is asked to rate whom follows the tree, evenly."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from berakhlak.assignments.proposal import ProposalMember
from berakhlak.cycles.rater_groups import Relation
from tests.assignments.proposing import propose


def seat(number, *, unit=1, level="pelaksana", boss=None, rated=True):
    return ProposalMember(number, unit, level, boss, rated)


def test_an_officer_is_rated_by_self_supervisor_and_subordinates():
    seats = [seat(1, level="pengawas"), seat(2, boss=1), seat(3, boss=1)]

    pairs = propose(seats, peers_per_officer=5, seed=1)

    about_boss = {(p.rater_id, p.group) for p in pairs if p.ratee_id == 1}
    about_second = {(p.rater_id, p.group) for p in pairs if p.ratee_id == 2}
    assert about_boss == {(1, Relation.SELF), (2, Relation.SUBORDINATE), (3, Relation.SUBORDINATE)}
    assert about_second == {(2, Relation.SELF), (1, Relation.SUPERVISOR), (3, Relation.PEER)}


def test_a_supervisor_outside_the_cycle_rates_but_is_not_rated():
    seats = [seat(1, unit=None, level="administrator", rated=False), seat(2, boss=1)]

    pairs = propose(seats, peers_per_officer=5, seed=1)

    assert {p.ratee_id for p in pairs} == {2}
    assert (1, 2, Relation.SUPERVISOR) in {(p.rater_id, p.ratee_id, p.group) for p in pairs}


def test_heads_alone_at_their_level_are_peers_under_the_same_supervisor():
    seats = [seat(1, unit=1, level="jpt_pratama")]
    seats += [seat(n, unit=n, level="administrator", boss=1) for n in (2, 3, 4)]

    pairs = propose(seats, peers_per_officer=5, seed=1)

    assert {p.rater_id for p in pairs if p.ratee_id == 2 and p.group == Relation.PEER} == {3, 4}


@st.composite
def trees(draw):
    """Any set of seats whose supervisors come before them, so there are no loops."""
    size = draw(st.integers(1, 25))
    seats = []
    for number in range(1, size + 1):
        boss = draw(st.one_of(st.none(), st.integers(1, number - 1))) if number > 1 else None
        rated = draw(st.booleans())
        unit = draw(st.integers(1, 3)) if rated else None
        level = draw(st.sampled_from(["pelaksana", "fungsional"]))
        seats.append(ProposalMember(number, unit, level, boss, rated))
    return seats


@given(seats=trees(), limit=st.integers(1, 6))
def test_nobody_rates_the_same_officer_twice_nor_an_officer_who_is_not_rated(seats, limit):
    rated = {s.id for s in seats if s.is_rated}

    pairs = propose(seats, peers_per_officer=limit, seed=3)

    assert len({(p.rater_id, p.ratee_id) for p in pairs}) == len(pairs)
    assert {p.ratee_id for p in pairs} <= rated


@given(seats=trees(), limit=st.integers(1, 6))
def test_peer_load_stays_within_the_limit_on_both_sides(seats, limit):
    peers = [p for p in propose(seats, peers_per_officer=limit, seed=3) if p.group == Relation.PEER]

    assert max(Counter(p.rater_id for p in peers).values(), default=0) <= limit
    assert max(Counter(p.ratee_id for p in peers).values(), default=0) <= limit


@given(seats=trees(), data=st.data())
def test_the_proposal_does_not_depend_on_the_order_of_the_snapshot(seats, data):
    shuffled = data.draw(st.permutations(seats))

    assert set(propose(seats, peers_per_officer=3, seed=5)) == set(
        propose(shuffled, peers_per_officer=3, seed=5)
    )


def test_whom_one_rates_does_not_tell_who_rates_one():
    """In a circle of eleven with five each, the nearest in a ring would never rate back."""
    seats = [seat(number) for number in range(1, 12)]
    answered = Counter()
    for seed in range(300):
        pairs = propose(seats, peers_per_officer=5, seed=seed)
        peers = {(p.rater_id, p.ratee_id) for p in pairs if p.group == Relation.PEER}
        answered.update((ratee, rater) in peers for rater, ratee in peers)

    back = answered[True] / answered.total()

    assert 0.4 < back < 0.6  # As if those who rate were drawn apart: five of ten.
