"""Nobody is rated in two cycles that are open at the same time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState, CycleUnit, Participant
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.overlaps import RatedElsewhere, overlaps_of
from berakhlak.extensions import db
from berakhlak.people.models import PositionLevel, Unit
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import AT, LAST_DAY, OpenCycle, make_open_cycle, make_person
from tests.support.races import begun_beside


@pytest.fixture
def keys(session):
    return key_store()


@pytest.fixture
def opened(session, keys) -> OpenCycle:
    """Six officers in an open cycle, and three in another unit whom it does not rate."""
    made = make_open_cycle(session, keys, staff=5)
    other = Unit(agency_id=made.agency.id, code="2", name="Bidang Diklat")
    session.add(other)
    session.flush()
    for name in ("Joko Susilo", "Kartika Sari", "Lina Marlina"):
        make_person(session, other, name, level=PositionLevel.PELAKSANA, supervisor=made.head)
    return made


def draft(session: Any, opened: OpenCycle, *codes: str, name: str = "Siklus kedua") -> Cycle:
    units = session.scalars(
        select(Unit).where(Unit.agency_id == opened.agency.id, Unit.code.in_(codes))
    ).all()
    return create_cycle(
        session(),
        agency_id=opened.agency.id,
        name=name,
        instrument=opened.cycle.instrument,
        opens_on=date(2026, 11, 10),
        closes_on=date(2026, 12, 10),
        units=units,
        by=None,
        at=AT,
    )


def open_it(session: Any, cycle: Cycle) -> int:
    return open_cycle(session(), cycle, keys=key_store(), by=None, at=AT)


@pytest.mark.parametrize("codes", [("1",), ("1", "2")])
def test_a_second_cycle_over_the_same_officers_is_refused_whole(session, keys, opened, codes):
    second = draft(session, opened, *codes)
    session.commit()

    with pytest.raises(RatedElsewhere) as refused:
        open_it(session, second)

    session.rollback()
    assert "Penilaian 2026 (6 pegawai)" in str(refused.value)
    assert second.state is CycleState.DRAFT
    mine = select(func.count()).select_from(Participant).where(Participant.cycle_id == second.id)
    assert session.scalar(mine) == 0
    assert not keys.exists(second.key_name)


def test_officers_whom_no_other_cycle_rates_are_not_held_up(session, opened):
    second = draft(session, opened, "2")

    open_it(session, second)

    assert second.state is CycleState.OPEN
    # Their supervisor is in both: rated in the first, only rating in the second.
    assert overlaps_of(session(), second) == []


def test_cycles_of_another_agency_are_not_looked_at(session, keys, opened):
    other = make_open_cycle(session, keys, staff=5)

    assert other.cycle.state is CycleState.OPEN


def test_of_people_who_only_rate_in_the_first_nothing_is_said(session, keys, opened):
    """The head supervises the second unit from outside: rating there is no being rated."""
    second = draft(session, opened, "2")
    open_it(session, second)
    session.commit()
    seal_cycle(session(), opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)

    third = draft(session, opened, "1", name="Siklus ketiga")
    open_it(session, third)

    assert third.state is CycleState.OPEN


@pytest.mark.parametrize("state", list(CycleState))
def test_only_cycles_under_way_hold_up(session, opened, state):
    opened.cycle.state = state
    second = draft(session, opened, "1")

    found = overlaps_of(session(), second)

    under_way = state in (CycleState.OPEN, CycleState.SEALING)
    assert [(each.name, each.officers) for each in found] == (
        [("Penilaian 2026", 6)] if under_way else []
    )


def test_officers_who_moved_are_found_where_they_are_now(session, opened):
    moved = opened.staff[:2]
    unit = session.scalars(select(Unit).where(Unit.code == "2")).one()
    for person in moved:
        person.unit_id = unit.id
    opened.staff[2].unit_id, opened.staff[2].is_active = unit.id, False
    second = draft(session, opened, "2")

    with pytest.raises(RatedElsewhere, match=r"Penilaian 2026 \(2 pegawai\)"):
        open_it(session, second)


def test_each_other_cycle_is_named(session, opened):
    open_it(session, draft(session, opened, "2"))
    third = draft(session, opened, "1", "2", name="Siklus ketiga")

    with pytest.raises(RatedElsewhere) as refused:
        open_it(session, third)

    assert "Penilaian 2026 (6 pegawai); Siklus kedua (3 pegawai)" in str(refused.value)


def test_the_pages_of_a_draft_name_the_other_cycle_before_anything_is_pressed(
    client, session, opened
):
    second = draft(session, opened, "1", "2")
    session.commit()
    hr = client.sign_in(opened.hr)

    for path in (f"/siklus/{second.id}", f"/siklus/{second.id}/buka"):
        page = hr.get(path)
        assert "pegawainya masih dinilai dalam siklus lain" in page.text
        assert page.link("Penilaian 2026 (6 pegawai)") == f"/siklus/{opened.cycle.id}"
        assert page.link("Ubah unit kerja siklus ini") == f"/siklus/{second.id}/ubah"
    assert not page.all("main form button[type=submit]")
    refused = hr.post(f"/siklus/{second.id}/buka", status=422)
    assert "Penilaian 2026 (6 pegawai)" in refused.text


def test_the_command_names_the_other_cycle(app, session, opened):
    second = draft(session, opened, "1")
    session.commit()

    result = app.test_cli_runner().invoke(args=["cycle", "open", str(second.id)])

    assert result.exit_code == 1
    assert "Penilaian 2026 (6 pegawai)" in result.output


@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_of_two_openings_at_the_same_moment_one_is_refused(
    make_app: Callable[..., Flask], request: pytest.FixtureRequest, engine: str
) -> None:
    url = request.getfixturevalue("migrated_postgres_url") if engine == "postgresql" else None
    app = make_app(url)
    with app.app_context():
        first = make_open_cycle(db.session, key_store(), staff=5)
        seal_first = first.cycle.id
        db.session.commit()
        seal_cycle(db.session(), seal_first, keys=key_store(), by=None, at=AT, today=LAST_DAY)
        drafts = [draft(db.session, first, "1", name=name).id for name in ("Satu", "Dua")]
        db.session.commit()
        db.session.remove()

    def open_second() -> None:
        open_it(db.session, db.session.get_one(Cycle, drafts[1]))

    with app.app_context():
        open_it(db.session, db.session.get_one(Cycle, drafts[0]))
        late, met = begun_beside(app, open_second)
        late.join(0.5)
        assert met == []
        db.session.commit()
        late.join(30)
        states = db.session.scalars(select(Cycle.state).order_by(Cycle.id)).all()
        of_second = select(func.count()).select_from(Assignment)
        left = db.session.scalar(of_second.where(Assignment.cycle_id == drafts[1]))
        units = select(func.count()).select_from(CycleUnit).where(CycleUnit.cycle_id == drafts[1])
        assert db.session.scalar(units) == 1
        db.session.remove()
        db.engine.dispose()

    assert isinstance(met[0], RatedElsewhere)
    assert states == [CycleState.CLOSED, CycleState.OPEN, CycleState.DRAFT]
    assert left == 0
