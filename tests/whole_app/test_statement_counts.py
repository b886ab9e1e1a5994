"""No page asks the database more often where more people work: one statement reads many rows."""

from __future__ import annotations

from contextlib import contextmanager

from sqlalchemy import event

from berakhlak.extensions import db
from tests.whole_app.every_page import WHO
from tests.whole_app.test_access import access_of, address, make_world, rules, verdict

SMALL, LARGE = 4, 12
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
    """Endpoint -> how many statements it takes the first reader whom it opens to."""
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
                found[rule.endpoint] = (len(seen), name, path)
    return found


def test_no_page_takes_more_statements_in_a_larger_agency(app, client, session):
    small = counts_of(app, client, make_world(session, staff=SMALL))
    large = counts_of(app, client, make_world(session, staff=LARGE, code="8QF2-M9XD-0KTR-4HZA"))

    grown = {
        endpoint: (small[endpoint][0], number, path)
        for endpoint, (number, _name, path) in large.items()
        if endpoint in small and number > small[endpoint][0]
    }
    assert not grown
    assert len(small.keys() & large.keys()) > 100
