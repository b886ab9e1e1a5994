"""Officers name, supervisors strike and add."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.operations import (
    NobodyToRate,
    create_cycle,
    gather_nominations,
)
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.nominations import operations, queries
from berakhlak.nominations.models import NameVerdict
from berakhlak.nominations.names_at_opening import standing_names
from berakhlak.nominations.operations import CannotBeNamed, TooManyNames
from berakhlak.people.models import Unit
from tests.factories.cycles import AT


def names(session, cycle, officer):
    """Nominee id -> what the supervisor did, for everything on the list."""
    found = queries.list_of(session(), cycle, officer)
    return {row.nominee_id: row.verdict for row in found.names} if found else {}


# The step of HR


def test_gathering_is_recorded_and_comes_after_the_draft_alone(session, opened, gathering):
    acts = session.scalars(
        select(AuditEntry.act).where(AuditEntry.object_id == gathering.cycle.id)
    ).all()

    assert gathering.cycle.state is CycleState.NOMINATION
    assert acts == ["created", "gathers nominations"]
    for cycle in (gathering.cycle, opened.cycle):
        with pytest.raises(CycleNotInState):
            gather_nominations(session(), cycle, by=None, at=AT)


def test_a_cycle_over_nobody_gathers_nothing(session, opened):
    empty = Unit(agency_id=opened.agency.id, code="9", name="Kosong")
    session.add(empty)
    session.flush()
    cycle = create_cycle(
        session(),
        agency_id=opened.agency.id,
        name="Kosong",
        instrument=opened.cycle.instrument,
        opens_on=AT.date(),
        closes_on=AT.date(),
        units=[empty],
        by=None,
        at=AT,
    )

    with pytest.raises(NobodyToRate):
        gather_nominations(session(), cycle, by=None, at=AT)
    assert cycle.state is CycleState.DRAFT


# The officer


def test_a_list_is_exactly_what_was_named_last(session, gathering, officer, seven):
    operations.propose_names(session(), gathering.cycle, officer, seven)
    operations.propose_names(session(), gathering.cycle, officer, seven[2:])

    assert set(names(session, gathering.cycle, officer)) == set(seven[2:])


def test_a_short_list_is_kept_for_the_next_sitting(session, gathering, officer, seven):
    operations.propose_names(session(), gathering.cycle, officer, seven[:1])

    current = queries.officer_list(session(), gathering.cycle, officer)
    assert current.missing == 6
    assert [row.nominee_id for row in current.proposed] == seven[:1]


def test_oneself_the_supervisor_subordinates_and_outsiders_cannot_be_named(
    session, opened, gathering, officer
):
    head, cycle = opened.head, gathering.cycle
    gone = gathering.elsewhere[0]
    gone.is_active = False
    wrong = [(officer, officer), (officer, head), (head, officer), (officer, gone)]
    for ratee, nominee in wrong:
        with pytest.raises(CannotBeNamed):
            operations.propose_names(session(), cycle, ratee, [nominee.id])
        with pytest.raises(CannotBeNamed):
            operations.add_name(session(), cycle, ratee, nominee.id)
    for number in (0, -1, 987654321, 10**20):
        with pytest.raises(CannotBeNamed):
            operations.propose_names(session(), cycle, officer, [number])


def test_a_list_has_an_end(session, opened, gathering, officer, seven):
    ten = seven + [person.id for person in gathering.elsewhere[:3]]
    eleventh = gathering.elsewhere[3].id

    operations.propose_names(session(), gathering.cycle, officer, ten)
    with pytest.raises(TooManyNames, match="10"):
        operations.propose_names(session(), gathering.cycle, officer, [*ten, eleventh])
    with pytest.raises(TooManyNames):
        operations.add_name(session(), gathering.cycle, officer, eleventh)


def test_whoever_moves_away_no_longer_counts(session, gathering, officer, seven):
    operations.propose_names(session(), gathering.cycle, officer, seven)
    session.get(type(officer), seven[0]).is_active = False
    session.flush()

    current = queries.officer_list(session(), gathering.cycle, officer)

    assert {row.nominee_id for row in current.proposed} == set(seven[1:])


# The supervisor


def test_a_struck_name_stays_struck_whatever_the_officer_saves(session, gathering, officer, seven):
    cycle = gathering.cycle
    operations.propose_names(session(), cycle, officer, seven)
    operations.strike_name(session(), cycle, officer, seven[0])

    operations.propose_names(session(), cycle, officer, seven[1:4])
    operations.propose_names(session(), cycle, officer, seven[:4])

    assert names(session, cycle, officer)[seven[0]] is NameVerdict.STRUCK
    assert seven[0] not in standing_names(session(), cycle)[officer.id]


def test_a_strike_can_be_taken_back(session, gathering, officer, seven):
    cycle = gathering.cycle
    operations.propose_names(session(), cycle, officer, seven)
    operations.strike_name(session(), cycle, officer, seven[0])

    operations.restore_name(session(), cycle, officer, seven[0])

    assert set(names(session, cycle, officer).values()) == {None}


def test_an_added_name_outlives_the_officer_s_changes_and_goes_when_struck(
    session, gathering, officer, seven
):
    cycle, added = gathering.cycle, gathering.elsewhere[0].id
    operations.add_name(session(), cycle, officer, added)
    operations.propose_names(session(), cycle, officer, seven)
    before = names(session, cycle, officer)

    operations.strike_name(session(), cycle, officer, added)

    assert before[added] is NameVerdict.ADDED
    assert added not in names(session, cycle, officer)


def test_a_change_takes_back_the_agreement_and_saving_the_same_does_not(
    session, gathering, officer, seven
):
    cycle = gathering.cycle
    operations.propose_names(session(), cycle, officer, seven)
    operations.agree_to_list(session(), cycle, officer)
    operations.propose_names(session(), cycle, officer, seven)
    same = queries.officer_list(session(), cycle, officer).is_agreed

    operations.propose_names(session(), cycle, officer, seven[1:])

    assert same
    assert not queries.officer_list(session(), cycle, officer).is_agreed
