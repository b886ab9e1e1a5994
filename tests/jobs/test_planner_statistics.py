"""SQLite chooses among its indexes by what it knows of them."""

from __future__ import annotations

from sqlalchemy import text

from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.jobs.planner_statistics import keep_statistics_fresh
from tests.factories.cycles import AT, make_open_cycle


def test_a_worker_tells_sqlite_how_many_rows_its_indexes_tell_apart(app, session):
    make_open_cycle(session, key_store(), staff=4)
    session.commit()

    keep_statistics_fresh(AT)

    with db.engine.connect() as connection:
        known = dict(connection.execute(text("SELECT idx, stat FROM sqlite_stat1")).all())
    _rows, of_cycle = known["ix_assignment_cycle_id"].split()
    # Of the unique pair, whose index begins with the rater.
    _rows, of_rater, _of_pair = known["sqlite_autoindex_assignment_1"].split()
    assert int(of_rater) < int(of_cycle)
