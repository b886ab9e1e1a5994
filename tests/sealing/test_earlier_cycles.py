"""What a person's change is compared with is read alike from both databases, once per pair."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Participant
from berakhlak.extensions import db
from berakhlak.sealing import earlier_cycles
from berakhlak.sealing.earlier_cycles import change_z, earlier_population
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.statements import CompositeDependability
from tests.factories.cycles import make_open_cycle
from tests.factories.profiles import rich_officer, unrated_officer
from tests.factories.results import whole

STAFF = 8
VARIANCE = 0.05
TOLD = CompositeDependability(coefficient=0.5, standard_error=0.2, variance=VARIANCE, n=STAFF)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def session(request: pytest.FixtureRequest, make_app: Any) -> Any:
    on_postgres = request.param == "postgres"
    url = request.getfixturevalue("migrated_postgres_url") if on_postgres else None
    with make_app(url).app_context():
        yield db.session
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    earlier_cycles._known.clear()


def frozen(
    session: Any, sha256: str, shift: float, people: dict[int, int], least: int = 30
) -> CycleResult:
    """A cycle in which officer k of 8 has the overall figure 3 + k/100 + shift, the last none."""
    opened = make_open_cycle(session, key_store(), staff=STAFF)
    told = replace(
        whole(), cutoffs=asdict(StatementCutoffs(least_compared=least)), dependability=TOLD
    )
    row = CycleResult(
        cycle_id=opened.cycle.id, rules_version="2", sha256=sha256, payload=told.to_json()
    )
    session.add(row)
    names = [person.name for person in opened.staff]
    of_cycle = Participant.cycle_id == opened.cycle.id, Participant.name.in_(names)
    session.flush()
    seats = session.scalars(select(Participant).where(*of_cycle).order_by(Participant.id)).all()
    for place, seat in enumerate(seats):
        given = rich_officer() if place < STAFF - 1 else unrated_officer()
        rated = given.figures.overall_others is not None
        figure = round(3 + place / 100 + shift, 2) if rated else None
        figures = replace(given.figures, overall_others=figure)
        seat.person_id = people.setdefault(place, seat.person_id)
        session.add(
            OfficerResult(
                participant_id=seat.id, cycle_id=opened.cycle.id, payload=figures.to_json()
            )
        )
    session.flush()
    return row


def test_the_former_cycle_has_a_centre_and_a_spread_and_all_have_moved(session: Any) -> None:
    people: dict[int, int] = {}
    before, now = (
        frozen(session, sign * 64, shift, people, STAFF - 1)
        for sign, shift in (("a", 0.0), ("b", 0.21))
    )
    found = earlier_population(session, before, now)
    assert found is not None
    assert found.centre == pytest.approx(3.03)
    assert found.drift == pytest.approx(0.21)
    assert found.variance == VARIANCE
    assert change_z(now) == StatementCutoffs().change_z
    session.execute(OfficerResult.__table__.delete())
    assert earlier_population(session, before, now) is found


def test_too_few_in_both_cycles_and_version_1_have_nothing_to_compare_with(session: Any) -> None:
    before, now = frozen(session, "c" * 64, 0.0, {}), frozen(session, "d" * 64, 0.1, {})
    assert earlier_population(session, before, now) is None
    now.rules_version = "1"
    assert earlier_population(session, before, now) is None
    assert change_z(now) == float("inf")
