"""No page grows with the agency: statements read many rows, and no list of choices names all.

What a page is made of is counted in a small agency, and in one of more officers and units.
"""

from __future__ import annotations

import re
from contextlib import contextmanager

from sqlalchemy import event, select

from berakhlak.cycle_administration import chasing_pages, unit_choice
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.extensions import db
from berakhlak.people import unit_search
from berakhlak.people.models import Unit
from tests.whole_app.every_page import WHO
from tests.whole_app.test_access import access_of, address, make_world, rules, verdict

SMALL, LARGE = 4, 12
LISTED, WIDE = 4, 20  # Units that a list may have here, and those that are added.
# What these do is drawing, for seconds, what other pages read as well.
DRAWN = ("pdf", "poster")


@contextmanager
def counted():
    """The statements sent meanwhile."""
    seen = []

    def note(_connection, _cursor, statement, *_told):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def counts_of(app, client, world):
    """Endpoint -> how many statements it takes the first reader whom it opens to, and how many
    options the longest of its drop-down lists has."""
    found = {}
    for name in WHO:
        account = world.readers[name]
        if account is None:
            client.http.delete_cookie("session")
        else:
            client.sign_in(account)
        for rule in rules(app):
            if rule.endpoint in found or any(word in rule.endpoint for word in DRAWN):
                continue
            if verdict(access_of(app, rule), account) != "open":
                continue
            path = address(app, rule, world.values(rule))
            with counted() as seen:
                answer = client.open(path)
            if answer.status_code == 200:
                found[rule.endpoint] = (len(seen), longest_list(answer), path)
    return found


def longest_list(answer):
    """Options of the longest drop-down list of a page; 0 for what is none."""
    if answer.mimetype != "text/html":
        return 0
    lists = re.findall(r"<select.*?</select>", answer.text, re.DOTALL)
    return max((each.count("<option") for each in lists), default=0)


def widen(session, world, units):
    """More units in the agency and in each of its cycles than a list may name."""
    agency_id = world.readers["hr"].agency_id
    top = session.scalars(select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.id)).first()
    added = [
        Unit(agency_id=agency_id, parent_id=top.id, code=f"L{number}", name=f"Bidang {number}")
        for number in range(units)
    ]
    session.add_all(added)
    session.flush()
    for cycle_id in session.scalars(select(Cycle.id).where(Cycle.agency_id == agency_id)):
        session.add_all(
            CycleUnit(cycle_id=cycle_id, unit_id=unit.id, code=unit.code, name=unit.name)
            for unit in added
        )
    session.commit()


def test_no_page_takes_more_statements_or_choices_in_a_larger_agency(
    app, client, session, monkeypatch
):
    for module in (unit_search, unit_choice, chasing_pages):
        monkeypatch.setattr(module, "MOST_LISTED", LISTED)
    small = make_world(session, staff=SMALL)
    widen(session, small, WIDE)
    small = counts_of(app, client, small)
    large = make_world(session, staff=LARGE, code="8QF2-M9XD-0KTR-4HZA")
    widen(session, large, 2 * WIDE)
    large = counts_of(app, client, large)

    grown = {
        endpoint: (small[endpoint][0], number, path)
        for endpoint, (number, _longest, path) in large.items()
        if endpoint in small and number > small[endpoint][0]
    }
    assert not grown
    listed = {
        endpoint: (small[endpoint][1], longest, path)
        for endpoint, (_number, longest, path) in large.items()
        if endpoint in small and longest > small[endpoint][1] + LISTED
    }
    assert not listed
    assert len(small.keys() & large.keys()) > 100
