"""What HR looks at is found from the few rows it is about, not from all officers of an agency."""

from __future__ import annotations

import re
from datetime import date

import pytest

from berakhlak.access.queries import access_counts
from berakhlak.data_rights.queries import answered_requests, count_waiting, waiting_requests
from berakhlak.extensions import db
from berakhlak.mail.queries import bounces_of, count_without_address
from berakhlak.permissions import Reach
from berakhlak.role_grants.queries import roles_page
from tests.whole_app.test_query_plans import planned, told

DAY = date(2026, 3, 2)


@pytest.fixture
def began_with(app):
    """By what table each statement of a question begins, and how."""

    def ask(question):
        with app.app_context():
            with told() as seen:
                question(db.session())
            plans = [planned(*each) for each in seen.items()]
        return [re.findall(r"^(?:SCAN|SEARCH) .*", plan, re.MULTILINE)[0] for plan in plans]

    return ask


def test_requests_to_mend_data_are_found_from_the_requests_on(began_with):
    for question in (waiting_requests, answered_requests, count_waiting):
        for line in began_with(lambda session, asked=question: asked(session, 1)):
            assert "correction_request" in line


def test_roles_are_found_from_the_few_that_are_more_than_an_officers(began_with):
    for words in ("", "siti"):
        first = began_with(lambda session, typed=words: roles_page(session, Reach(1), 1, typed))[0]
        assert "account_role USING INDEX ix_account_role_beyond_officer" in first


def test_who_can_sign_in_or_be_written_to_is_counted_in_the_order_of_accounts(began_with):
    counted, waiting = began_with(lambda session: access_counts(session, Reach(1), DAY))
    assert "ix_person_of_account" in counted
    assert "access_code" in waiting
    assert (
        "ix_person_of_account" in began_with(lambda session: count_without_address(session, 1))[0]
    )


def test_refused_addresses_are_found_from_the_refused_ones_on(began_with):
    [line] = began_with(lambda session: bounces_of(session, 1))
    assert "rowid=?" in line
