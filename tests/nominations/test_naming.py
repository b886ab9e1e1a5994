"""Officers name, supervisors strike and add; opening draws, and forgets the names."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.operations import (
    CycleNotInState,
    NobodyToRate,
    create_cycle,
    gather_nominations,
)
from berakhlak.cycles.policy import Group
from berakhlak.nominations import operations, queries
from berakhlak.nominations.models import Nomination, NominationList, Verdict
from berakhlak.nominations.operations import CannotBeNamed, NominationClosed, TooManyNames
from berakhlak.people.models import Unit
from tests.factories.cycles import AT, participants


def names(session, cycle, officer):
    """Nominee id -> what the supervisor did, for everything on the list."""
    found = queries.list_of(session(), cycle, officer)
    return {row.nominee_id: row.verdict for row in found.names} if found else {}


def open_now(session, cycle):
    open_cycle(session(), cycle, keys=key_store(), by=None, at=AT)
    session.commit()


def peers_of(session, cycle, officer):
    """The people who are asked to rate the officer as peers."""
    person_of = {row.id: row.person_id for row in participants(session, cycle)}
    rows = session.scalars(
        select(Assignment).where(Assignment.cycle_id == cycle.id, Assignment.group == Group.PEER)
    )
    return {person_of[row.rater_id] for row in rows if person_of[row.ratee_id] == officer.id}


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
            operations.add(session(), cycle, ratee, nominee.id)
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
        operations.add(session(), gathering.cycle, officer, eleventh)


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
    operations.strike(session(), cycle, officer, seven[0])

    operations.propose_names(session(), cycle, officer, seven[1:4])
    operations.propose_names(session(), cycle, officer, seven[:4])

    assert names(session, cycle, officer)[seven[0]] is Verdict.STRUCK
    assert seven[0] not in queries.standing_names(session(), cycle)[officer.id]


def test_a_strike_can_be_taken_back(session, gathering, officer, seven):
    cycle = gathering.cycle
    operations.propose_names(session(), cycle, officer, seven)
    operations.strike(session(), cycle, officer, seven[0])

    operations.restore(session(), cycle, officer, seven[0])

    assert set(names(session, cycle, officer).values()) == {None}


def test_an_added_name_outlives_the_officer_s_changes_and_goes_when_struck(
    session, gathering, officer, seven
):
    cycle, added = gathering.cycle, gathering.elsewhere[0].id
    operations.add(session(), cycle, officer, added)
    operations.propose_names(session(), cycle, officer, seven)
    before = names(session, cycle, officer)

    operations.strike(session(), cycle, officer, added)

    assert before[added] is Verdict.ADDED
    assert added not in names(session, cycle, officer)


def test_a_change_takes_back_the_agreement_and_saving_the_same_does_not(
    session, gathering, officer, seven
):
    cycle = gathering.cycle
    operations.propose_names(session(), cycle, officer, seven)
    operations.agree(session(), cycle, officer)
    operations.propose_names(session(), cycle, officer, seven)
    same = queries.officer_list(session(), cycle, officer).is_agreed

    operations.propose_names(session(), cycle, officer, seven[1:])

    assert same
    assert not queries.officer_list(session(), cycle, officer).is_agreed


# Opening


def test_peers_are_drawn_from_the_names_and_two_of_them_are_not(session, gathering, officer, seven):
    operations.propose_names(session(), gathering.cycle, officer, seven)

    open_now(session, gathering.cycle)

    peers = peers_of(session, gathering.cycle, officer)
    assert len(peers) == 5
    assert peers < set(seven)


def test_the_draw_takes_its_chance_from_the_operating_system(
    session, gathering, officer, seven, monkeypatch
):
    taken = []

    class Watched(random.SystemRandom):
        def shuffle(self, x):
            taken.append(list(x))
            super().shuffle(x)

    monkeypatch.setattr(random, "SystemRandom", Watched)
    operations.propose_names(session(), gathering.cycle, officer, seven)

    open_now(session, gathering.cycle)

    seats = {row.person_id: row.id for row in participants(session, gathering.cycle)}
    assert sorted(seats[name] for name in seven) in taken


def test_struck_names_are_not_invited_by_the_list(session, opened, gathering, officer):
    cycle, elsewhere = gathering.cycle, [person.id for person in gathering.elsewhere]
    operations.propose_names(session(), cycle, officer, elsewhere)
    operations.strike(session(), cycle, officer, elsewhere[0])

    open_now(session, cycle)

    assert elsewhere[0] not in peers_of(session, cycle, officer)
    assert peers_of(session, cycle, officer) < set(elsewhere)


def test_silence_of_the_supervisor_counts_as_agreement(session, gathering, officer, seven):
    operations.propose_names(session(), gathering.cycle, officer, seven)

    named = operations.close_lists(session(), gathering.cycle)

    assert set(named[officer.id]) == set(seven)


def test_names_are_erased_at_opening_and_only_numbers_stay(session, gathering, officer, seven):
    cycle = gathering.cycle
    operations.propose_names(session(), cycle, officer, seven)
    operations.strike(session(), cycle, officer, seven[0])
    operations.add(session(), cycle, officer, gathering.elsewhere[0].id)

    open_now(session, cycle)

    kept = session.scalars(select(NominationList)).one()
    assert session.scalars(select(Nomination)).all() == []
    assert (kept.n_proposed, kept.n_struck, kept.n_added) == (7, 1, 1)
    assert not kept.is_agreed


def test_after_opening_no_list_can_be_changed(session, gathering, officer, seven):
    cycle = gathering.cycle
    open_now(session, cycle)

    attempts = (
        lambda: operations.propose_names(session(), cycle, officer, seven),
        lambda: operations.agree(session(), cycle, officer),
        lambda: operations.add(session(), cycle, officer, seven[0]),
    )
    for attempt in attempts:
        with pytest.raises(NominationClosed):
            attempt()
        session.rollback()
    assert session.scalars(select(Nomination)).all() == []


def test_opening_without_a_single_name_is_what_opening_a_draft_is(session, gathering):
    cycle = gathering.cycle
    open_now(session, cycle)

    rows = session.scalars(
        select(Assignment).where(Assignment.cycle_id == cycle.id, Assignment.group == Group.PEER)
    ).all()
    assert len(rows) == 8 * 5 + 8 * 5


def test_no_column_tells_when_a_name_was_given_or_whether_it_was_drawn():
    assert set(Nomination.__table__.columns.keys()) == {
        "id",
        "list_id",
        "nominee_id",
        "is_proposed",
        "verdict",
    }
    assert set(NominationList.__table__.columns.keys()) == {
        "id",
        "cycle_id",
        "ratee_id",
        "is_agreed",
        "n_proposed",
        "n_struck",
        "n_added",
    }
