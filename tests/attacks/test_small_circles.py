"""Two colleagues who tell each other their answers, and know who else could have been asked.

Group sizes hide whose an answer is among those who answered; the organisation chart narrows them
down. See docs/decisions/0017-circles-of-the-minimum-and-two.md.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.assignments.proposal import ProposalMember
from berakhlak.assignments.widening import COLLUDING, circle_wanted, peers_within_reach
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from tests.assignments.proposing import propose

POLICY = Policy()
LEAST, WANTED = POLICY.min_n[Relation.PEER], circle_wanted(POLICY)
DRAWS = 60
STEPS, BEHAVIOURS = 5, 21
Peers = Mapping[int, set[int]]


def peers(seats: Sequence[ProposalMember], wanted: int, seed: int, limit: int = 5) -> Peers:
    """Ratee -> the peers who are asked."""
    found: dict[int, set[int]] = defaultdict(set)
    for pair in propose(seats, peers_per_officer=limit, seed=seed, wanted=wanted):
        if pair.group == Relation.PEER:
            found[pair.ratee_id].add(pair.rater_id)
    return found


def could_be(seats: Sequence[ProposalMember], wanted: int, limit: int = 5) -> Peers:
    """Ratee -> everybody who may have been asked, as who knows chart and program finds out."""
    found: dict[int, set[int]] = defaultdict(set)
    for seed in range(DRAWS):
        for ratee, raters in peers(seats, wanted, seed, limit).items():
            found[ratee] |= raters
    return found


def pinned(seats: Sequence[ProposalMember], wanted: int, chance: random.Random) -> int:
    """Answers that two of the raters can lay at one colleague's door, from what is printed.

    The least number that is shown have answered; the two know their own answers, sum and number.
    """
    known, count = could_be(seats, wanted), 0
    for ratee, asked in peers(seats, wanted, seed=-1).items():
        if len(asked) < LEAST:
            continue  # Not shown.
        answered = chance.sample(sorted(asked), LEAST)
        for two in combinations(answered, COLLUDING):
            suspects = known[ratee] - set(two)
            for _behaviour in range(BEHAVIOURS):
                answers = {rater: chance.randint(1, STEPS) for rater in answered}
                rest = sum(answers.values()) - sum(answers[one] for one in two)
                others = LEAST - COLLUDING
                if others == 1 and len(suspects) == 1:
                    (author,) = suspects
                    assert answers[author] == rest
                    count += 1
    return count


def department(*sizes: int) -> list[ProposalMember]:
    """A head of department, and units below with a head and so many clerks each."""
    seats = [ProposalMember(1, 1, "jpt_pratama", None, True)]
    for unit, size in enumerate(sizes, start=2):
        head = len(seats) + 1
        seats.append(ProposalMember(head, unit, "administrator", 1, True, 1))
        seats += [
            ProposalMember(head + n, unit, "pelaksana", head, True, 1) for n in range(1, size + 1)
        ]
    return seats


def test_two_clerks_of_a_unit_of_four_name_the_third_where_circles_are_not_widened() -> None:
    assert pinned(department(4, 4, 4), 0, random.Random(1)) == 12 * 3 * BEHAVIOURS


def test_nobody_is_named_where_circles_are_widened_to_the_units_beside() -> None:
    seats = department(4, 4, 4)

    assert pinned(seats, WANTED, random.Random(1)) == 0
    clerks = {seat.id for seat in seats if seat.level == "pelaksana"}
    known = could_be(seats, WANTED)
    assert all(len(known[clerk]) >= WANTED for clerk in clerks)
    # The nearest are asked all the same: they know the officer's work.
    asked = peers(seats, WANTED, seed=1)
    assert all(asked[clerk] >= {3, 4, 5, 6} - {clerk} for clerk in range(3, 7))


def test_other_levels_of_the_own_unit_come_before_other_units() -> None:
    seats = department(3, 9)
    seats += [ProposalMember(90 + n, 2, "fungsional", 2, True, 1) for n in range(3)]

    asked = peers(seats, WANTED, seed=1)[3]  # The first clerk of unit 2.

    assert asked == {4, 5, 90, 91, 92}


def test_nobody_far_above_or_below_becomes_a_peer() -> None:
    seats = [
        ProposalMember(1, 1, "administrator", None, True),
        ProposalMember(2, 1, "pengawas", 1, True),
        *[ProposalMember(n, 1, "pelaksana", 2, True) for n in range(3, 7)],
    ]

    asked = peers(seats, WANTED, seed=1)

    assert all(asked[clerk] == {3, 4, 5, 6} - {clerk} for clerk in range(3, 7))


def test_an_office_that_has_nobody_else_is_counted() -> None:
    seats = department(4)

    found = peers_within_reach(seats, {}, WANTED)

    assert {found[clerk] for clerk in range(3, 7)} == {3}
    assert pinned(seats, WANTED, random.Random(1)) > 0


def test_a_list_of_names_is_a_circle_of_its_own() -> None:
    assert peers_within_reach(department(4), {3: 7}, WANTED)[3] == WANTED


def test_a_small_unit_beside_a_large_one_does_not_overburden_it() -> None:
    seats = department(2, 30)

    load: dict[int, int] = defaultdict(int)
    for raters in peers(seats, WANTED, seed=3).values():
        for rater in raters:
            load[rater] += 1

    assert max(load.values()) <= 2 * POLICY.peers_per_officer


@st.composite
def offices(draw: st.DrawFn) -> list[ProposalMember]:
    """Units below one another with people of three levels, led by whoever came before."""
    above = {unit: draw(st.sampled_from([None, *range(1, unit)])) for unit in range(1, 5)}
    seats: list[ProposalMember] = []
    for number in range(1, draw(st.integers(1, 22)) + 1):
        lead = draw(st.sampled_from([None, *range(1, number)]))
        unit = draw(st.integers(1, 4))
        level = draw(st.sampled_from(["administrator", "fungsional", "pelaksana"]))
        seats.append(ProposalMember(number, unit, level, lead, True, above[unit]))
    return seats


@settings(max_examples=60)
@given(seats=offices(), limit=st.integers(3, 6))
def test_any_two_leave_as_many_as_the_minimum_or_the_officer_is_counted(
    seats: list[ProposalMember], limit: int
) -> None:
    known, reached = could_be(seats, WANTED, limit), peers_within_reach(seats, {}, WANTED)

    for seat in seats:
        if reached[seat.id] == WANTED:
            assert len(known[seat.id]) - COLLUDING >= LEAST
        else:
            assert len(known[seat.id]) <= reached[seat.id]


@given(seats=offices(), limit=st.integers(3, 6), seed=st.integers(0, 99))
def test_widened_peers_are_no_supervisor_no_subordinate_and_not_the_officer(
    seats: list[ProposalMember], limit: int, seed: int
) -> None:
    lead = {seat.id: seat.supervisor_id for seat in seats}

    for ratee, raters in peers(seats, WANTED, seed, limit).items():
        assert len(raters) <= limit
        assert not raters & {ratee, lead[ratee]}
        assert ratee not in {lead[rater] for rater in raters}
