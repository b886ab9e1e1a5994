"""Two agencies, several units: a cycle takes in its own people and nobody else's."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles import queries
from berakhlak.cycles.beginning import begin_cycle, prepare_start
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState, CycleUnit, Participant
from berakhlak.cycles.operations import CycleNameTaken, create_cycle, delete_draft, redraft_cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.queries import CycleNotFound, get_cycle
from berakhlak.cycles.snapshot import read_snapshot, store_snapshot
from berakhlak.instrument.operations import reference_instrument
from berakhlak.people.models import Agency, Person, Unit
from tests.factories.cycles import AT, make_open_cycle
from tests.factories.people import make_account, make_agency, make_person, make_unit


def begin(session: Any, cycle: Cycle, keys: KeyStore) -> None:
    """The cycle's own part of opening, without assignments."""
    start = prepare_start(session(), cycle, keys=keys, at=AT)
    begin_cycle(session(), cycle, start, keys=keys, by=None, at=AT)


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def agency(session: Any) -> Agency:
    return make_agency(session)


@pytest.fixture
def units(session: Any, agency: Agency) -> list[Unit]:
    """A unit, one below it, and one beside it."""
    top = make_unit(session, agency, code="1", name="Dinas")
    below = make_unit(session, agency, code="1.1", name="Bidang", parent=top)
    return [top, below, make_unit(session, agency, code="2", name="Di samping")]


@pytest.fixture
def people(session: Any, units: list[Unit]) -> dict[str, Person]:
    """The boss sits beside the cycle; one of the staff has left; one leads nobody in it."""
    boss = make_person(session, units[2], name="Boss")
    found = {
        "boss": boss,
        "head": make_person(session, units[0], name="Head", supervisor=boss),
        "beside": make_person(session, units[2], name="Beside", supervisor=boss),
    }
    found["staff"] = make_person(session, units[1], name="Staff", supervisor=found["head"])
    found["gone"] = make_person(session, units[1], name="Gone", supervisor=found["beside"])
    found["gone"].is_active = False
    session.flush()
    return found


@pytest.fixture
def draft(session: Any, agency: Agency) -> Callable[..., Cycle]:
    def make(units: list[Unit], name: str = "Siklus", of: Agency = agency) -> Cycle:
        return create_cycle(
            session,
            agency_id=of.id,
            name=name,
            instrument=reference_instrument(session),
            opens_on=date(2026, 11, 1),
            closes_on=date(2026, 11, 30),
            units=units,
            by=None,
            at=AT,
        )

    return make


def seats(session: Any, cycle: Cycle) -> dict[str, Participant]:
    rows = session.scalars(select(Participant).where(Participant.cycle_id == cycle.id))
    return {row.name: row for row in rows}


def test_a_cycle_takes_in_its_units_people_and_their_supervisors_alone(
    session: Any,
    keys: KeyStore,
    units: list[Unit],
    people: dict[str, Person],
    draft: Callable[..., Cycle],
) -> None:
    other = make_open_cycle(session, keys)
    before = {row.id for row in session.scalars(select(Participant))}
    cycle = draft(units[:1])
    asked = open_cycle(session, cycle, keys=keys, by=None, at=AT, chance=random.Random(1))

    found = seats(session, cycle)
    assert set(found) == {"Boss", "Head", "Staff"}
    assert {name: row.is_rated for name, row in found.items()} == {
        "Boss": False,
        "Head": True,
        "Staff": True,
    }
    assert found["Boss"].unit_id is None
    assert found["Boss"].supervisor_id is None
    assert found["Head"].supervisor_id == found["Boss"].id
    assert found["Staff"].supervisor_id == found["Head"].id
    for name, person in (("Boss", "boss"), ("Head", "head"), ("Staff", "staff")):
        row, known = found[name], people[person]
        assert (row.person_id, row.nip, row.rank) == (known.id, known.nip, known.rank)
        assert (row.position, row.level) == (known.position, known.level)
    assert {row.id for row in session.scalars(select(Participant)) if row.cycle_id != cycle.id} == (
        before
    )
    mine = list(session.scalars(select(Assignment).where(Assignment.cycle_id == cycle.id)))
    seated = {row.id for row in found.values()}
    assert len(mine) == asked > 0
    assert {each.rater_id for each in mine} | {each.ratee_id for each in mine} <= seated
    assert other.cycle.state is CycleState.OPEN
    assert [row.code for row in queries.units_of(session, cycle)] == ["1", "1.1"]
    assert queries.participants_of(session, cycle) == sorted(found.values(), key=lambda r: r.id)


def test_units_keep_the_names_of_the_day_of_opening_and_their_parents(
    session: Any,
    keys: KeyStore,
    units: list[Unit],
    people: dict[str, Person],
    draft: Callable[..., Cycle],
) -> None:
    cycle, other = draft(units[:1]), draft(units, name="Siklus lain")
    units[1].name, units[1].code = "Bidang Baru", "1.9"
    begin(session, cycle, keys)
    units[1].name = "Bidang Terbaru"
    session.flush()

    top, below = queries.units_of(session, cycle)
    assert (below.code, below.name, below.parent_id) == ("1.9", "Bidang Baru", top.id)
    assert top.parent_id is None
    assert {row.name for row in queries.units_of(session, other)} == {
        "Dinas",
        "Bidang",
        "Di samping",
    }
    assert (other.state, other.opened_at, other.key_fingerprint) == (CycleState.DRAFT, None, None)
    assert not keys.exists(other.key_name)
    assert (cycle.state, cycle.opened_at) == (CycleState.OPEN, AT)


def test_redrafting_and_deleting_one_draft_leave_the_other(
    session: Any, units: list[Unit], draft: Callable[..., Cycle]
) -> None:
    one, other = draft(units[:1]), draft(units[:1], name="Siklus lain")
    kept = [(row.id, row.code) for row in queries.units_of(session, other)]
    policy, policy_of_other = Policy(min_n_comments=9), other.policy

    redraft_cycle(
        session, one, instrument=reference_instrument(session), units=units[2:], policy=policy
    )

    assert [row.code for row in queries.units_of(session, one)] == ["2"]
    assert one.policy == policy
    assert other.policy == policy_of_other
    assert [(row.id, row.code) for row in queries.units_of(session, other)] == kept
    key_name, number = one.key_name, one.id
    assert delete_draft(session, one, by=None, at=AT) == key_name
    assert session.scalar(select(Cycle.id).where(Cycle.id == number)) is None
    left = session.scalars(select(CycleUnit.cycle_id).distinct()).all()
    assert left == [other.id]


def test_a_cycle_of_another_agency_is_not_found_here(
    session: Any, agency: Agency, units: list[Unit], draft: Callable[..., Cycle]
) -> None:
    elsewhere = make_agency(session)
    cycle = draft(units)
    theirs = draft([make_unit(session, elsewhere)], of=elsewhere)

    assert get_cycle(session, cycle.id, agency_id=agency.id) is cycle
    assert get_cycle(session, theirs.id) is theirs
    for number in (theirs.id, 10**6):
        with pytest.raises(CycleNotFound):
            get_cycle(session, number, agency_id=agency.id)
    assert list(queries.cycles_of(session, agency.id)) == [cycle]
    with pytest.raises(CycleNameTaken):
        draft(units)


def test_units_of_another_agency_are_not_covered_even_when_they_are_named(
    session: Any, units: list[Unit], draft: Callable[..., Cycle]
) -> None:
    strange = make_unit(session, make_agency(session), code="9")

    cycle = draft([units[2], strange])

    assert [row.code for row in queries.units_of(session, cycle)] == ["2"]


def test_an_account_takes_part_where_its_own_person_does(
    session: Any,
    agency: Agency,
    keys: KeyStore,
    units: list[Unit],
    people: dict[str, Person],
    draft: Callable[..., Cycle],
) -> None:
    account, other = make_account(session, agency), make_account(session, agency)
    people["head"].account_id, people["staff"].account_id = account.id, other.id
    cycle, unopened = draft(units[:1]), draft(units[:1], name="Draf")
    begin(session, cycle, keys)
    store_snapshot(session, read_snapshot(session, unopened))

    assert [row.name for row in queries.participations_of_account(session, account.id)] == ["Head"]
    assert [row.name for row in queries.participations_of_account(session, other.id)] == ["Staff"]
    assert queries.held_state(session, unopened.id) is CycleState.DRAFT
    assert queries.held_state(session, cycle.id) is CycleState.OPEN
    assert queries.held_state(session, 10**6) is None
