"""HR's list of ratings: a page reads the units that it shows, and stands in the same order."""

from __future__ import annotations

import pytest

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import CycleUnit
from berakhlak.people.models import Person, Unit
from berakhlak.performance.appraisers import unled_officers
from berakhlak.performance.listing import page_of_ratings, select_ratings
from berakhlak.sealing.models import OfficerResult
from tests.whole_app.test_query_plans import told


@pytest.fixture
def in_units(session, published):
    """Officers over three units, two of which have the same code; the first unit is empty."""
    cycle = published.cycle
    for number, code in enumerate(("9", "0", "9")):
        unit = Unit(agency_id=cycle.agency_id, code=f"x{number}", name=f"Bidang {number}")
        session.add(unit)
        session.flush()
        inner = CycleUnit(cycle_id=cycle.id, unit_id=unit.id, code=code, name=unit.name)
        session.add(inner)
        session.flush()
        for officer in published.officers[number::3]:
            officer.unit_id = inner.id
    session.commit()
    return published


def test_pages_together_are_the_whole_list_whoever_has_no_result(session, in_units):
    cycle = in_units.cycle
    for size in (1, 2, 3, 50):
        rows = [row[0].id for row in session.execute(select_ratings(cycle))]
        if size == 50:  # Now one of them has none.
            session.delete(session.get_one(OfficerResult, rows.pop(1)))
            session.flush()
        pages = range(1, -(-len(rows) // size) + 1)
        with told() as seen:
            found = [page_of_ratings(session(), cycle, page, size, len(rows)) for page in pages]
        assert [each.participant.id for page in found for each in page.items] == rows
        assert all(page.total == len(rows) for page in found)
        cut = [each for each in seen if "overtaken" in each]
        assert cut
        assert all("participant.unit_id IN" in each for each in cut)


def test_an_officer_is_unled_whose_supervisor_has_no_account_or_a_closed_one(session, published):
    officer, cycle = published.officers[0], published.cycle
    account = session.get_one(
        Account, session.get_one(Person, officer.supervisor.person_id).account_id
    )
    before, _listed = unled_officers(session(), cycle, 50)
    account.is_enabled = False
    session.flush()
    with told() as seen:
        after, listed = unled_officers(session(), cycle, 50)
    assert officer.id in {each.participant.id for each in listed}
    assert after == len(listed) > before
    leads, keys, _details = seen
    assert "SELECT DISTINCT" in leads  # Accounts of those who lead, not of each whom they led.
    assert "LIMIT" in keys
