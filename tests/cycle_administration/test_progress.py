"""Progress is counted on assignments; a draft is not an answer, and no sheet is opened."""

from __future__ import annotations

import pytest

from berakhlak.assignments.models import DeclineReason
from berakhlak.cycle_administration.progress import (
    SheetTally,
    cycle_tally,
    live_progress,
    open_duties,
    sealed_progress,
)
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.rater_groups import Relation
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import make_open_cycle

# Five officers and their head: six rate themselves, five are led, each has four peers.
ASKED = {Relation.SELF: 6, Relation.SUPERVISOR: 5, Relation.PEER: 20, Relation.SUBORDINATE: 5}


def test_submitted_sheets_are_counted_by_group(session, keys, opened):
    make_open_cycle(session, keys, staff=3)  # Another agency's sheets are not counted.
    answer(session, keys, opened, assignments(session, opened, group=Relation.PEER)[:7])

    progress = live_progress(session, opened.cycle, keys=keys)

    assert progress.total == SheetTally(7, 36)
    assert {group: tally.asked for group, tally in progress.groups.items()} == ASKED
    assert progress.groups[Relation.PEER] == SheetTally(7, 20)


def test_a_draft_is_still_owed(session, keys, opened):
    answer(session, keys, opened, assignments(session, opened)[:3], submit=False)

    assert live_progress(session, opened.cycle, keys=keys).total == SheetTally(0, 36)


def test_a_declined_assignment_is_no_longer_asked_for(session, keys, opened):
    row = assignments(session, opened, group=Relation.PEER)[0]
    row.declined = DeclineReason.DOES_NOT_KNOW

    assert live_progress(session, opened.cycle, keys=keys).groups[Relation.PEER] == SheetTally(
        0, 19
    )


def test_raters_who_owe_most_come_first_and_those_who_are_done_are_left_out(session, keys, opened):
    done, half = opened.staff[:2]
    answer(session, keys, opened, assignments(session, opened, rater=done))
    answer(session, keys, opened, assignments(session, opened, rater=half)[:3])

    raters = live_progress(session, opened.cycle, keys=keys).raters

    assert done.name not in [rater.name for rater in raters]
    assert raters[-1].name == half.name
    assert raters[-1].tally == SheetTally(3, 6)
    assert [rater.tally.left for rater in raters] == sorted(
        (rater.tally.left for rater in raters), reverse=True
    )


def test_units_add_up_to_the_whole(session, keys, opened):
    answer(session, keys, opened, assignments(session, opened)[:10])

    progress = live_progress(session, opened.cycle, keys=keys)

    assert [each[:2] for each in progress.units] == [("Bidang Mutasi", progress.total)]


def test_no_box_is_opened_to_count(session, keys, opened, monkeypatch):
    answer(session, keys, opened, assignments(session, opened)[:5])
    monkeypatch.setattr(CycleKey, "decrypt", lambda *_: pytest.fail("a sheet was opened"))

    assert live_progress(session, opened.cycle, keys=keys).total.done == 5


@pytest.mark.parametrize("given_back", [0, 3])
def test_the_quick_total_is_the_total(session, keys, opened, given_back):
    rows = assignments(session, opened, group=Relation.PEER)
    answer(session, keys, opened, rows[:9])
    answer(session, keys, opened, rows[9:12], submit=False)
    for row in rows[8 : 8 + given_back]:  # One of them was submitted before.
        row.declined = DeclineReason.CONFLICT_OF_INTEREST

    quick = cycle_tally(session, opened.cycle, keys=keys)

    assert quick == live_progress(session, opened.cycle, keys=keys).total
    assert quick == SheetTally(9 - (given_back > 0), 36 - given_back)


def test_before_sealing_there_is_no_frozen_response(session, opened):
    assert sealed_progress(session, opened.cycle) is None


def test_after_sealing_the_frozen_response_is_told_and_no_rater_is_named(session, keys, opened):
    answer(session, keys, opened, assignments(session, opened)[2:])  # Two self-ratings are owed.
    before = live_progress(session, opened.cycle, keys=keys)

    close(session, keys, opened)

    after = sealed_progress(session, opened.cycle)
    assert after.total == before.total == SheetTally(34, 36)
    assert after.groups == before.groups
    assert (after.units, after.raters) == ((), ())


def test_an_officer_owes_only_their_own_sheets(session, keys, opened):
    officer = opened.staff[0]
    mine = assignments(session, opened, rater=officer)
    answer(session, keys, opened, mine[:2])
    answer(session, keys, opened, mine[2:3], submit=False)

    (duty,) = open_duties(session, opened.account(officer).id, keys=keys)

    assert (duty.tally, duty.begun) == (SheetTally(2, 6), 1)


def test_nothing_is_owed_once_the_cycle_is_sealed(session, keys, opened):
    close(session, keys, opened)

    assert open_duties(session, opened.account(opened.staff[0]).id, keys=keys) == []


def test_a_share_of_nothing_is_no_number():
    assert SheetTally().share is None
    assert SheetTally(1, 4).share == 0.25
