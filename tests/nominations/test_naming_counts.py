"""Where lists stand is counted from lists and indexes, as if every officer had been looked at."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from berakhlak.formats import local_today
from berakhlak.nominations.models import NominationList
from berakhlak.nominations.naming_counts import count_naming, page_of_naming
from berakhlak.nominations.operations import agree_to_list, propose_names, strike_name
from berakhlak.nominations.standing import NamingChoice, NamingState, naming_of_officers
from berakhlak.people.models import PositionLevel, Unit
from tests.factories.cycles import make_person
from tests.whole_app.test_query_plans import told


def require_same(session, cycle, today):
    """Counts and pages tell what the list of all officers does."""
    rows = naming_of_officers(session, cycle, today)
    states = dict.fromkeys(NamingState, 0) | Counter(row.state for row in rows)
    for state in ("", *NamingState):
        for words in ("", "sa"):
            chosen = [row for row in rows if state in ("", row.state)]
            chosen = [row for row in chosen if words in row.name.lower()]
            if state == NamingState.WAITING:
                chosen.sort(key=lambda row: -(row.waits or 0))
            choice = NamingChoice(state, words)
            counts = count_naming(session, cycle, choice)
            assert counts.of_state == states
            for size in (2, 50):
                pages = [
                    page_of_naming(session, cycle, choice, today, number, size, counts)
                    for number in range(1, max(2, -(-len(chosen) // size) + 1))
                ]
                assert [row for page in pages for row in page.items] == chosen, (state, words)
                assert {page.total for page in pages} == {len(chosen)}


@pytest.fixture
def cycle(session, opened, gathering):
    """Lists of every kind: agreed, emptied, struck whole, without a day, of who left or moved, and
    of people whose supervisor left; a unit of the same name as another."""
    cycle, staff, today = gathering.cycle, opened.staff, local_today()
    joko, kartika, lukman, *_others = gathering.elsewhere
    elsewhere = Unit(agency_id=opened.agency.id, code="3", name="Di luar siklus")
    session.add(elsewhere)
    session.flush()
    lead, _account = make_person(
        session, elsewhere, "Pemimpin Pergi", level=PositionLevel.ADMINISTRATOR
    )
    days = (9, 2, 2, 0, 5, 5, 1, 3)
    for officer, ago in zip((*staff[:5], joko, kartika, lukman), days, strict=True):
        names = [each.id for each in (*staff, *gathering.elsewhere)][:8]
        allowed = [each for each in names if each != officer.id]
        day = today - timedelta(days=ago)
        propose_names(session(), cycle, officer, allowed[:3], today=day)
    agree_to_list(session(), cycle, staff[1])
    propose_names(session(), cycle, staff[2], [], today=today)
    for nominee in (staff[0], staff[1], staff[2]):
        strike_name(session(), cycle, staff[3], nominee.id)
    session.query(NominationList).filter_by(ratee_id=staff[4].id).one().waiting_since = None
    kartika.supervisor, lead.is_active = lead, False
    joko.is_active = False
    lukman.unit = elsewhere
    session.commit()
    return cycle


def test_counts_and_pages_are_those_of_all_officers_looked_at_one_by_one(session, cycle):
    require_same(session(), cycle, local_today())


def test_a_count_reads_lists_and_names_from_indexes_alone(session, cycle):
    with told() as seen:
        count_naming(session(), cycle)
    [(all_lists, given)] = [
        each for each in seen.items() if "is_agreed, " in each[0] and "person" not in each[0]
    ]
    plan = [
        row.detail
        for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {all_lists}", given)
    ]
    assert all("COVERING INDEX" in line for line in plan if line.startswith(("SEARCH", "SCAN")))
