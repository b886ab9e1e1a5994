"""The register of processing names every table, and what it says of periods is what happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from berakhlak import clock
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import Base
from berakhlak.nominations.operations import propose_names
from berakhlak.personal_data.collecting import COLLECTORS
from berakhlak.personal_data.kinds import Access, Ending
from berakhlak.personal_data.register import NOTHING_PERSONAL, REGISTER
from berakhlak.retention.cycle_rows import emptied_tables
from berakhlak.retention.rules import RULES
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import close as stop_answers
from tests.factories.cycles import make_open_cycle
from tests.factories.nominations import make_gathering

pytestmark = pytest.mark.usefixtures("app")  # All models are known once there is one.
MADE_BY = {rule.code: rule for rule in RULES}
# Rows of these come by ways of their own, each with tests of its own that they go.
NOT_FILLED_HERE = {"held_batch", "ticket_source", "door_count", "spent_ticket", "open_voice"}
NOT_FILLED_HERE |= {"progress_look", "rater_coverage", "appointment"}


def named_tables():
    """Every table that an entry names, as often as it is named."""
    return [table for kind in REGISTER for table in kind.tables] + [
        each.table for each in NOTHING_PERSONAL
    ]


def missing_tables(known):
    return set(known) - set(named_tables())


def tables_ending(ending):
    return {table for kind in REGISTER if kind.kept.ending is ending for table in kind.tables}


def count_of(session, name):
    return session.scalar(select(func.count()).select_from(Base.metadata.tables[name]))


def test_every_table_stands_in_exactly_one_entry():
    named = named_tables()
    assert missing_tables(Base.metadata.tables) == set()
    assert sorted(named) == sorted(set(named))
    assert set(named) <= set(Base.metadata.tables)


def test_a_table_that_is_forgotten_is_found():
    assert missing_tables({*Base.metadata.tables, "newly_added"}) == {"newly_added"}


def test_a_table_that_names_a_person_is_never_called_impersonal():
    about_people = {"person", "account", "participant"}
    for each in NOTHING_PERSONAL:
        keys = Base.metadata.tables[each.table].foreign_keys
        assert not {key.column.table.name for key in keys} & about_people, each.table


def test_columns_of_a_kind_exist():
    for kind in REGISTER:
        for name in kind.columns:
            table, column = name.split(".")
            assert column in Base.metadata.tables[table].c


def test_what_is_given_is_collected_and_nothing_else():
    given = {kind.code for kind in REGISTER if kind.access is Access.GIVEN}
    assert given == set(COLLECTORS)


def test_what_is_not_given_says_why():
    for kind in REGISTER:
        if kind.access is not Access.GIVEN:
            assert kind.answer, kind.code


def test_who_is_refused_is_told_the_article_or_that_nobody_can_be_found():
    for kind in REGISTER:
        if kind.access is Access.REFUSED:
            words = str(kind.answer)
            assert any(each in words for each in ("pasal 33", "tidak dapat", "tidak menyimpan"))


def test_codes_are_used_once():
    codes = [kind.code for kind in REGISTER]
    assert len(codes) == len(set(codes))


def test_every_daily_period_has_its_rule_and_every_rule_its_period():
    used = {kind.kept.rule for kind in REGISTER if kind.kept.ending is Ending.DAILY}
    assert used == set(MADE_BY)


def test_what_has_no_period_says_why_and_only_that():
    for kind in REGISTER:
        assert bool(kind.kept.why) == (kind.kept.ending is Ending.NONE), kind.code


def test_what_goes_with_old_results_is_what_their_deletion_empties():
    assert tables_ending(Ending.RESULTS) <= set(emptied_tables())


def test_everything_of_a_cycle_has_an_end():
    """What hangs on a cycle goes with its results at the latest, so nothing there is endless."""
    assert not tables_ending(Ending.NONE) & set(emptied_tables())


def test_closing_ends_what_the_register_says(session):
    keys = key_store()
    opened = make_open_cycle(session, keys)
    answer(session, keys, opened, assignments(session, opened))
    tables = tables_ending(Ending.CLOSING)
    filled = {name for name in tables if count_of(session, name)}
    assert filled == tables - NOT_FILLED_HERE
    close(session, keys, opened)
    assert {name: count_of(session, name) for name in tables} == dict.fromkeys(tables, 0)


def test_opening_ends_what_the_register_says(session):
    keys = key_store()
    opened = make_open_cycle(session, keys)
    gathering = make_gathering(session, opened, beside=True)
    propose_names(session(), gathering.cycle, opened.staff[0], [opened.staff[1].id])
    tables = tables_ending(Ending.OPENING)
    assert {name for name in tables if count_of(session, name)} == tables - NOT_FILLED_HERE
    stop_answers(opened.cycle)
    open_cycle(session(), gathering.cycle, keys=keys, by=None, at=clock.utc_now())
    session.flush()
    assert {name: count_of(session, name) for name in tables} == dict.fromkeys(tables, 0)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_removes_rows_of_its_own_tables_alone(session, rule):
    """No statement of the rule names a table whose period is another's."""
    allowed = {
        table
        for kind in REGISTER
        if kind.kept.rule == rule.code
        for table in (*kind.tables, *(name.split(".")[0] for name in kind.columns))
    }
    deleted = deleted_tables(session, rule)
    assert deleted
    assert deleted <= allowed | {"job"} if rule.code == "jobs" else deleted <= allowed


def deleted_tables(session, rule):
    """Tables that running the rule deletes from or changes."""
    touched = set()

    def listen(_connection, _cursor, statement, *_more):
        words = statement.split()
        if words[0] == "DELETE":
            touched.add(words[2])
        if words[0] == "UPDATE":
            touched.add(words[1])

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        rule.forget(session(), 1, clock.utc_now() + timedelta(days=200))
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return touched
