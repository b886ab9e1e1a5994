"""Who is barred is never asked, whatever the agency; and the minimum holds wherever it can."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from berakhlak.assignments.proposal import ProposalMember, RatingPair
from berakhlak.assignments.widening import peers_within_reach
from berakhlak.cycle_administration.coverage import short_groups
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import least_of_most_forms
from berakhlak.cycles.rater_groups import Relation
from tests.assignments.test_most_forms import appointments
from tests.assignments.test_most_forms import draw as draw_within
from tests.assignments.test_proposal import seat, trees

LEAST, PEERS = 3, 5


def both_ways(pairs):
    return frozenset(pairs) | {(b, a) for a, b in pairs}


def draw(seats, barred, *, most=0, **given):
    return draw_within(seats, most=most, peers=PEERS, barred=barred, **given)


@st.composite
def barred_in(draw, seats, largest=40):
    ids = st.sampled_from([each.id for each in seats])
    found = draw(st.sets(st.tuples(ids, ids), max_size=largest))
    return both_ways({pair for pair in found if pair[0] != pair[1]})


def peers_of(pairs):
    found = defaultdict(set)
    for pair in pairs:
        if pair.group == Relation.PEER:
            found[pair.ratee_id].add(pair.rater_id)
    return found


@settings(deadline=None, max_examples=50)
@given(seats=trees(), data=st.data())
def test_no_proposal_holds_a_barred_pair_nor_loads_anybody_beyond_the_limit(
    seats: list[ProposalMember], data: st.DataObject
) -> None:
    barred = data.draw(barred_in(seats))
    most = data.draw(st.sampled_from([0, least_of_most_forms(PEERS), 20]))
    ids = st.sampled_from([each.id for each in seats])
    named = data.draw(st.dictionaries(ids, st.sets(ids, max_size=9)))
    appointed = data.draw(appointments(seats))

    pairs = draw(seats, barred, most=most, named=named, appointed=appointed)

    asked = {(p.rater_id, p.ratee_id) for p in pairs if p.group != Relation.SUPERVISOR}
    assert not asked & barred
    assert len({(p.rater_id, p.ratee_id) for p in pairs}) == len(pairs)
    if most:
        assert max(Counter(p.rater_id for p in pairs).values(), default=0) <= most
    # The law: whoever leads an officer rates them, unless there are too many to rate.
    led = {(p.rater_id, p.ratee_id) for p in pairs if p.group == Relation.SUPERVISOR}
    without = draw(seats, frozenset(), most=most, named=named, appointed=appointed)
    assert most or led == {
        (p.rater_id, p.ratee_id) for p in without if p.group == Relation.SUPERVISOR
    }


@settings(deadline=None, max_examples=50)
@given(seats=trees(), data=st.data())
def test_who_is_in_reach_is_counted_without_the_barred_and_every_shortfall_is_named(
    seats: list[ProposalMember], data: st.DataObject
) -> None:
    barred = data.draw(barred_in(seats, largest=120))
    reach = peers_within_reach(seats, {}, 5, (), barred)

    found = peers_of(draw(seats, barred))

    for ratee, number in reach.items():
        assert len(found[ratee]) >= min(LEAST, number)
        assert not {(rater, ratee) for rater in found[ratee]} & barred
        short = short_groups({"peer": len(found[ratee]), "supervisor": 1}, Policy())
        assert (Relation.PEER in short) == (len(found[ratee]) < LEAST)


def most_minimums(circle, room):
    """What any draw could bring at most: forms up to the minimum, over all officers (a flow)."""
    officers, raters = sorted(circle), sorted({r for some in circle.values() for r in some})
    size = 2 + len(officers) + len(raters)
    arcs = np.zeros((size, size), dtype=np.int32)
    rater_at = {rater: 2 + len(officers) + place for place, rater in enumerate(raters)}
    for place, officer in enumerate(officers):
        arcs[0, 2 + place] = LEAST
        for rater in circle[officer]:
            arcs[2 + place, rater_at[rater]] = 1
    for rater, node in rater_at.items():
        arcs[node, 1] = room[rater]
    return maximum_flow(csr_array(arcs), 0, 1).flow_value


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_as_many_minimums_hold_under_the_limit_as_any_draw_could_bring(
    data: st.DataObject,
) -> None:
    """Heads whose own staff leave them little room, each other's peers, and some of them barred."""
    spans = data.draw(st.lists(st.integers(0, 14), min_size=4, max_size=9))
    heads = [seat(n, unit=n, level="administrator", boss=1) for n in range(2, 2 + len(spans))]
    staff = [
        seat(100 * head.id + n, unit=head.id, boss=head.id)
        for head, span in zip(heads, spans, strict=True)
        for n in range(span)
    ]
    seats = [seat(1, level="jpt_pratama"), *heads, *staff]
    barred = data.draw(barred_in(heads, largest=12))
    most = least_of_most_forms(PEERS)

    pairs = draw(seats, barred, most=most, wanted=0, chance=data.draw(st.integers(0, 9)))

    others = Counter(pair.rater_id for pair in pairs if pair.group != Relation.PEER)
    ids = {head.id for head in heads}
    circle = {h: {o for o in ids if o != h and (o, h) not in barred} for h in ids}
    found = peers_of(pairs)
    got = sum(min(LEAST, len(found[head])) for head in ids)
    assert got == most_minimums(circle, {head: most - others[head] for head in ids})


def test_a_barred_supervisor_still_rates_and_is_not_rated_by_the_officer_nor_drawn_as_a_peer():
    head, staff = seat(1, level="administrator"), [seat(n, boss=1) for n in range(2, 9)]

    pairs = draw([head, *staff], both_ways({(1, 2), (3, 4)}))

    between = {p for p in pairs if {p.rater_id, p.ratee_id} == {1, 2}}
    assert between == {RatingPair(1, 2, Relation.SUPERVISOR)}
    assert len(peers_of(pairs)[3]) == PEERS == len(peers_of(pairs)[4])
