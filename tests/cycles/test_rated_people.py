"""What there is about the officers of a cycle is counted alike, whether it covers most or few."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Participant
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.rated_people import count_rated, counts_of_rated
from berakhlak.people.models import Unit
from tests.factories.cycles import AT, make_open_cycle
from tests.whole_app.test_query_plans import told


@pytest.mark.parametrize(("others", "rest_is_counted"), [(0, True), (2, False)])
def test_counts_leave_out_who_left_or_moved(session, others, rest_is_counted):
    opened = make_open_cycle(session, key_store(), staff=5)
    left, moved, *_stay = opened.staff
    units = [
        Unit(agency_id=opened.agency.id, code=f"9{number}", name=f"Bidang {number}")
        for number in range(others + 1)
    ]
    session.add_all(units)
    session.flush()
    inside = [opened.unit] if others else [opened.unit, units[0]]
    elsewhere = Unit(agency_id=opened.agency.id, code="99", name="Di luar siklus")
    session.add(elsewhere)
    session.flush()
    left.is_active, moved.unit = False, elsewhere
    cycle = create_cycle(
        session,
        agency_id=opened.agency.id,
        name="Penilaian 2027",
        instrument=opened.cycle.instrument,
        opens_on=date(2027, 1, 4),
        closes_on=date(2027, 1, 29),
        units=inside,
        by=None,
        at=AT,
    )
    session.commit()
    rated = select(Participant).where(Participant.is_rated)
    with told() as seen:
        found = counts_of_rated(
            session(), cycle, rated, (Participant.cycle_id,), Participant.person_id
        )
    assert found == {(opened.cycle.id,): 4}  # The head, and three of five.
    assert count_rated(session(), cycle) == 4
    counts = [each for each in seen if "FROM participant" in each]
    assert len(counts) == 1 + rest_is_counted
