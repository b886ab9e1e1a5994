"""HR sees before it is too late which groups can never be shown."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from berakhlak.assignments.models import DeclineReason
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.policy import Group, Policy
from berakhlak.dashboard.coverage import ASSIGNED, coverage_of, outlook, short_groups
from tests.dashboard.answering import assignments
from tests.factories.cycles import AT

POLICY = Policy()


def test_two_peers_where_three_are_needed_are_too_few():
    assert short_groups({Group.SUPERVISOR: 1, Group.PEER: 2}, POLICY) == (Group.PEER,)


def test_an_officer_who_leads_nobody_lacks_nothing():
    assert short_groups({Group.SUPERVISOR: 1, Group.PEER: 3}, POLICY) == ()


def test_a_missing_supervisor_is_a_gap_in_the_tree():
    assert short_groups({Group.PEER: 4}, POLICY) == (Group.SUPERVISOR,)


@given(st.dictionaries(st.sampled_from(ASSIGNED), st.integers(0, 12)))
def test_a_group_that_reaches_its_minimum_is_never_called_short(raters):
    short = short_groups(raters, POLICY)

    assert all(raters.get(group, 0) < POLICY.min_n[group] for group in short)
    enough = [group for group in ASSIGNED if raters.get(group, 0) >= POLICY.min_n[group]]
    assert not set(enough) & set(short)


def test_raters_who_declined_do_not_count(session, opened):
    officer = opened.staff[0]
    row = next(
        row
        for row in assignments(session, opened, group=Group.PEER)
        if row.ratee.person_id == officer.id
    )
    row.declined = DeclineReason.CONFLICT_OF_INTEREST

    found = {each.name: each for each in coverage_of(session, opened.cycle)}

    assert found[officer.name].raters[Group.PEER] == 3
    assert found[opened.staff[1].name].raters[Group.PEER] == 4


def test_the_outlook_of_a_draft_is_what_opening_brings_about(session, keys, opened):
    opened.cycle.state = CycleState.CLOSED
    opened.staff[4].is_active = False
    draft = create_cycle(
        session,
        agency_id=opened.agency.id,
        name="Semester II",
        instrument=opened.cycle.instrument,
        opens_on=date(2027, 1, 1),
        closes_on=date(2027, 1, 31),
        units=[opened.unit],
        by=None,
        at=AT,
    )
    seen, proposed = outlook(session, draft), coverage_of(session, draft)

    count = open_cycle(session, draft, keys=keys, by=None, at=AT)

    opened.cycle = draft
    rows = assignments(session, opened)
    assert seen.total == count
    assert seen.pairs == Counter(row.group for row in rows)
    assert seen.officers == len(proposed) == 5
    assert [(each.name, each.short) for each in proposed] == [
        (each.name, each.short) for each in coverage_of(session, draft)
    ]
    assert seen.short_officers == sum(bool(row.short) for row in coverage_of(session, draft))
