"""No page grows with the agency: statements read many rows, and no list of choices names all.

What a page is made of is counted in a small agency, and in one of more officers and units.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from itertools import count

import pikepdf
import pytest
from sqlalchemy import event, select

from berakhlak.cycle_administration import chasing_pages, unit_choice
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.documents import pdf
from berakhlak.extensions import db
from berakhlak.people import unit_search
from berakhlak.people.models import Unit
from berakhlak.training_administration import unit_indications
from tests.support.engines import app_on
from tests.support.pages import PageClient
from tests.whole_app.every_page import WHO
from tests.whole_app.test_access import access_of, address, make_world, rules, verdict

SMALL, LARGE = 4, 12
LISTED, WIDE = 4, 20  # Units that a list may have here, and those that are added.
NO_PROVIDER = "without a provider there is no such page: tests/single_sign_on"
NOT_COUNTED = {
    "single_sign_on.come_back": NO_PROVIDER,
    "single_sign_on.prove": NO_PROVIDER,
    "single_sign_on.link_page": NO_PROVIDER,
    "accounts.add_passkey_page": "of one account; there is none without PUBLIC_URL",
    "mail.open_link": "leads on from a link of the mail that came before: tests/mail",
    "health.security_contact": "a text of the installation, where somebody is named",
}


@contextmanager
def counted():
    """The statements sent meanwhile, without those that say how long PostgreSQL may wait."""
    seen = []

    def note(_connection, _cursor, statement, *_told):
        if not statement.startswith("SET LOCAL"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def counts_of(app, client, world):
    """Endpoint -> how many statements it takes the first reader to whom it shows something, and how
    many options the longest of its drop-down lists has; of what leads everybody on, the last
    reader's."""
    found, leads_on = {}, {}
    for name in WHO:
        account = world.readers[name]
        if account is None:
            client.http.delete_cookie("session")
        else:
            client.sign_in(account)
        for rule in rules(app):
            if rule.endpoint in found:
                continue
            if verdict(access_of(app, rule), account) != "open":
                continue
            path = address(app, rule, world.values(rule))
            with counted() as seen:
                answer = client.open(path)
            if answer.status_code < 400:
                kept = found if answer.status_code == 200 else leads_on
                kept[rule.endpoint] = (len(seen), longest_list(answer), path)
    return leads_on | found


def longest_list(answer):
    """Options of the longest drop-down list of a page; 0 for what is none."""
    if answer.mimetype != "text/html":
        return 0
    lists = re.findall(r"<select.*?</select>", answer.text, re.DOTALL)
    return max((each.count("<option") for each in lists), default=0)


def blank_sheet(size):
    """A document that is like none of another size."""
    output = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(size, size))
        document.save(output)
    return output.getvalue()


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


def counts_in(client, staff, units, **given):
    """The same in an agency of so many officers and units beside those of all worlds."""
    world = make_world(db.session, staff=staff, **given)
    unit_indications._KEPT.clear()  # Each world is looked at for the first time.
    widen(db.session, world, units)
    return counts_of(client.app, client, world)


def more_than(small, large):
    """Endpoints that take more statements in the one than in the other."""
    return {
        endpoint: (small[endpoint][0], number, path)
        for endpoint, (number, _longest, path) in large.items()
        if endpoint in small and number > small[endpoint][0]
    }


@pytest.mark.postgres
def test_no_page_takes_more_statements_or_choices_in_a_larger_agency_on_either_engine(
    app, client, make_app, request, monkeypatch
):
    sizes = count(100)
    # Drawing takes seconds and asks for nothing.
    monkeypatch.setattr(pdf, "_written", lambda *_given: blank_sheet(next(sizes)))
    for module in (unit_search, unit_choice, chasing_pages):
        monkeypatch.setattr(module, "MOST_LISTED", LISTED)
    with app.app_context():
        small = counts_in(client, SMALL, WIDE)
        large = counts_in(client, LARGE, 2 * WIDE, code="8QF2-M9XD-0KTR-4HZA")

    assert not more_than(small, large)
    listed = {
        endpoint: (small[endpoint][1], longest, path)
        for endpoint, (_number, longest, path) in large.items()
        if endpoint in small and longest > small[endpoint][1] + LISTED
    }
    assert not listed
    silent = {rule.endpoint for rule in rules(app)} - small.keys()
    assert silent == set(NOT_COUNTED), "give the world what a page needs, or say why it has nothing"
    with app_on("postgresql", request, app, make_app) as served, served.app_context():
        on_server = counts_in(PageClient(served), LARGE, 2 * WIDE)
    assert not more_than(small, on_server)
    assert on_server.keys() == large.keys()
