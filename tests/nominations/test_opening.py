"""Opening draws from the names, and forgets them."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.rater_groups import Relation
from berakhlak.nominations import operations
from berakhlak.nominations.models import Nomination, NominationList
from berakhlak.nominations.names_at_opening import standing_names
from berakhlak.nominations.operations import NominationClosed
from tests.factories.cycles import AT, participants


def open_now(session, cycle):
    open_cycle(session(), cycle, keys=key_store(), by=None, at=AT)
    session.commit()


def peers_of(session, cycle, officer):
    """The people who are asked to rate the officer as peers."""
    person_of = {row.id: row.person_id for row in participants(session, cycle)}
    rows = session.scalars(
        select(Assignment).where(Assignment.cycle_id == cycle.id, Assignment.group == Relation.PEER)
    )
    return {person_of[row.rater_id] for row in rows if person_of[row.ratee_id] == officer.id}


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
    operations.strike_name(session(), cycle, officer, elsewhere[0])

    open_now(session, cycle)

    assert elsewhere[0] not in peers_of(session, cycle, officer)
    assert peers_of(session, cycle, officer) < set(elsewhere)


def test_silence_of_the_supervisor_counts_as_agreement(session, gathering, officer, seven):
    operations.propose_names(session(), gathering.cycle, officer, seven)

    named = standing_names(session(), gathering.cycle)

    assert set(named[officer.id]) == set(seven)


def test_names_are_erased_at_opening_and_only_numbers_stay(session, gathering, officer, seven):
    cycle = gathering.cycle
    operations.propose_names(session(), cycle, officer, seven)
    operations.strike_name(session(), cycle, officer, seven[0])
    operations.add_name(session(), cycle, officer, gathering.elsewhere[0].id)

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
        lambda: operations.agree_to_list(session(), cycle, officer),
        lambda: operations.add_name(session(), cycle, officer, seven[0]),
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
        select(Assignment).where(Assignment.cycle_id == cycle.id, Assignment.group == Relation.PEER)
    ).all()
    assert len(rows) == 8 * 5 + 8 * 5


def test_on_which_day_a_list_was_changed_is_forgotten_at_opening(
    session, opened, gathering, officer, seven
):
    cycle, day = gathering.cycle, AT.date()
    operations.propose_names(session(), cycle, officer, seven, today=day)
    operations.propose_names(session(), cycle, opened.staff[1], [officer.id], today=day)
    operations.propose_names(session(), cycle, opened.staff[1], [], today=day)
    session.commit()

    open_now(session, cycle)

    kept = session.scalars(select(NominationList)).all()
    assert [row.waiting_since for row in kept] == [None, None]


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
        "is_agreed_by_hr",
        "waiting_since",
        "n_proposed",
        "n_struck",
        "n_added",
    }
