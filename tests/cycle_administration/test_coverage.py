"""HR sees before it is too late which groups can never be shown."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from berakhlak.assignments.models import DeclineReason
from berakhlak.assignments.operations import open_cycle
from berakhlak.assignments.queries import narrow_at_opening
from berakhlak.assignments.widening import NarrowCircles
from berakhlak.cycle_administration.coverage import (
    assigned_groups,
    coverage_of_officers,
    forecast_opening,
    short_groups,
)
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.people.models import PositionLevel, Unit
from tests.factories.answering import assignments
from tests.factories.cycles import AT, make_next_draft, make_person

POLICY = Policy()
ASSIGNED = [group.code for group in assigned_groups(POLICY)]


def test_two_peers_where_three_are_needed_are_too_few():
    assert short_groups({Relation.SUPERVISOR: 1, Relation.PEER: 2}, POLICY) == (Relation.PEER,)


def test_an_officer_who_leads_nobody_lacks_nothing():
    assert short_groups({Relation.SUPERVISOR: 1, Relation.PEER: 3}, POLICY) == ()


def test_a_missing_supervisor_is_a_gap_in_the_tree():
    assert short_groups({Relation.PEER: 4}, POLICY) == (Relation.SUPERVISOR,)


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
        for row in assignments(session, opened, group=Relation.PEER)
        if row.ratee.person_id == officer.id
    )
    row.declined = DeclineReason.CONFLICT_OF_INTEREST

    found = {each.name: each for each in coverage_of_officers(session, opened.cycle)}

    assert found[officer.name].raters[Relation.PEER] == 3
    assert found[opened.staff[1].name].raters[Relation.PEER] == 4


def test_the_forecast_of_a_draft_is_what_opening_brings_about(session, keys, opened):
    opened.cycle.state = CycleState.CLOSED
    opened.staff[4].is_active = False
    draft = make_next_draft(session, opened)
    seen, proposed = forecast_opening(session, draft), coverage_of_officers(session, draft)

    count = open_cycle(session, draft, keys=keys, by=None, at=AT)

    opened.cycle = draft
    rows = assignments(session, opened)
    assert seen.total == count
    assert seen.pairs == Counter(row.group for row in rows)
    assert seen.officers == len(proposed) == 5
    assert [(each.name, each.short) for each in proposed] == [
        (each.name, each.short) for each in coverage_of_officers(session, draft)
    ]
    assert seen.short_officers == sum(
        bool(row.short) for row in coverage_of_officers(session, draft)
    )


def test_officers_whose_peers_come_from_too_few_are_named_and_counted(
    client, session, keys, opened
):
    """Three officers under a head: two of three peers who conspire know the third's answers."""
    opened.cycle.state = CycleState.CLOSED
    opened.staff[4].is_active = False
    draft = make_next_draft(session, opened)
    names = {person.name for person in opened.staff[:4]}

    seen, rows = forecast_opening(session, draft), coverage_of_officers(session, draft)

    assert seen.narrow_officers == 4
    assert {row.name for row in rows if row.is_narrow} == names
    assert all((row.reach, row.wanted) == (3, 5) for row in rows if row.is_narrow)
    session.commit()
    hr = client.sign_in(opened.hr)
    for address in ("", "/buka"):
        assert "4 pegawai dinilai rekan dari lingkungan yang kecil" in (
            hr.get(f"/siklus/{draft.id}{address}").text
        )
    page = hr.get(f"/siklus/{draft.id}/penilai", hanya="kurang")
    assert page.text.count("hanya 3 orang dapat diminta menilai, sebaiknya 5") == 4

    open_cycle(session, draft, keys=keys, by=None, at=AT)

    assert {row.name for row in coverage_of_officers(session, draft) if row.is_narrow} == names
    assert narrow_at_opening(session, draft) == NarrowCircles(4, 5)
    session.commit()
    record = client.sign_in(opened.admin).get("/audit")
    assert "Rekan diundi dari lingkungan yang kecil (4 dari 5 pegawai)" in record.text


def test_a_neighbouring_unit_below_the_same_one_makes_the_circle_large_enough(
    session, keys, opened
):
    opened.cycle.state = CycleState.CLOSED
    beside = Unit(agency_id=opened.agency.id, code="2", name="Bidang Diklat")
    above = Unit(agency_id=opened.agency.id, code="0", name="Badan")
    session.add_all([above, beside])
    session.flush()
    opened.unit.parent_id = beside.parent_id = above.id
    for name in ("Joko Susilo", "Kartika Sari"):
        make_person(session, beside, name, level=PositionLevel.FUNGSIONAL, supervisor=opened.head)
    opened.staff[4].is_active = False
    draft = make_next_draft(session, opened, above)

    assert forecast_opening(session, draft).narrow_officers == 0

    open_cycle(session, draft, keys=keys, by=None, at=AT)

    assert narrow_at_opening(session, draft) is None
    found = {
        row.name: row.raters.get(Relation.PEER) for row in coverage_of_officers(session, draft)
    }
    assert {found[person.name] for person in opened.staff[:4]} == {5}
