"""`doctor` and `restore` know the key of a round beside those of cycles."""

from __future__ import annotations

import sqlalchemy as sa

from berakhlak.backups.database_contents import DatabaseContents, read_database_contents
from berakhlak.backups.key_check import cycles_owing_sealing, leftover_keys
from berakhlak.inspection.keys import inspect_keys
from tests.factories.talks import let_the_term_pass


def contents_of(session) -> DatabaseContents:
    names = sa.inspect(session.connection()).get_table_names()
    return read_database_contents(lambda sql: session.execute(sa.text(sql)).all(), names)


def test_a_key_in_use_is_no_leftover_and_one_that_must_go_is_named(app, asked, session):
    asked.keys.destroy(asked.made.cycle.key_name)  # That of the cycle, which is published.
    cycles = contents_of(session).cycles
    assert leftover_keys(cycles, asked.keys) == []
    assert cycles_owing_sealing(cycles, asked.keys) == []
    let_the_term_pass(session, asked.survey)
    asked.survey.ended_on = asked.survey.last_day
    session.flush()
    (owed,) = cycles_owing_sealing(contents_of(session).cycles, asked.keys)
    assert (owed.is_talk_survey, owed.key_name) == (True, asked.survey.key_name)
    with app.test_request_context():
        found = inspect_keys(contents_of(session).cycles, asked.keys)
    assert [each.remedy for each in found if "B.1.8" in str(each.subject)] == [
        "tuntaskan di halaman Pendapat tentang percakapan"
    ]


def test_a_key_that_is_lost_is_told(app, asked, session):
    asked.keys.destroy(asked.survey.key_name)
    with app.test_request_context():
        found = inspect_keys(contents_of(session).cycles, asked.keys)
    assert any("B.1.8" in str(each.subject) for each in found)
