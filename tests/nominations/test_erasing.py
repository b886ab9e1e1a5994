"""Erased names are gone from the files of the database too, not from its tables alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.nominations import operations
from berakhlak.nominations.erasing import erase_nominated_names
from berakhlak.nominations.models import Appointment
from tests.factories.cycles import AT, make_open_cycle
from tests.factories.nominations import make_gathering


def name_everybody_and_open():
    opened = make_open_cycle(db.session, key_store(), staff=8)
    cycle = make_gathering(db.session, opened).cycle
    for officer in opened.staff:
        others = [person.id for person in opened.staff if person is not officer]
        operations.propose_names(db.session(), cycle, officer, others)
        ids = {"cycle_id": cycle.id, "ratee_id": officer.id, "rater_id": opened.head.id}
        db.session.add(Appointment(**ids, group="partner"))
        db.session.commit()
    open_cycle(db.session(), cycle, keys=key_store(), by=None, at=AT)
    db.session.commit()


def rows_of_names(path, table):
    """Where the file keeps the rows of the table of names: the second half of its one page."""
    root, size = db.session.execute(
        text(
            "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = :name"
        ).bindparams(name=table)
    ).one()
    db.session.rollback()
    return path.read_bytes()[(root * size) - size // 2 : root * size]


def test_neither_the_file_of_sqlite_nor_its_log_keeps_a_name(make_app):
    with make_app().app_context():
        path = Path(db.engine.url.database)
        log = path.with_name(f"{path.name}-wal")
        name_everybody_and_open()
        with db.engine.connect():  # Whoever leaves last takes the log away.
            before = log.stat().st_size

            assert erase_nominated_names(db.engine)

            assert (before > 0, log.stat().st_size) == (True, 0)
        # SQLite notes the size of the gap in two bytes; a row takes more than six.
        for table in ("nomination", "appointment"):
            assert len(rows_of_names(path, table).replace(b"\0", b"")) <= 2
        db.engine.dispose()


def test_whoever_reads_holds_nobody_up_for_long(make_app):
    with make_app().app_context():
        name_everybody_and_open()
        with db.engine.connect() as reader:
            reader.execute(text("BEGIN"))
            reader.execute(text("SELECT * FROM person")).all()

            assert not erase_nominated_names(db.engine)
        assert erase_nominated_names(db.engine)
        db.engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["nomination", "appointment"])
def test_postgresql_keeps_no_row_of_a_name(make_app, migrated_postgres_url, table):
    with make_app(migrated_postgres_url).app_context():
        name_everybody_and_open()
        size = text("SELECT pg_relation_size(:name)").bindparams(name=table)
        before = db.session.scalar(size)
        db.session.commit()

        assert erase_nominated_names(db.engine)

        assert (before > 0, db.session.scalar(size)) == (True, 0)
        db.session.remove()
        db.engine.dispose()


def test_hr_opens_and_the_log_holds_the_end_of_the_job_alone(
    app, session, client, opened, gathering, officer, seven
):
    log = Path(f"{db.engine.url.database}-wal")
    operations.propose_names(session(), gathering.cycle, officer, seven)
    hr = client.sign_in(opened.hr)

    with db.engine.connect():
        path = f"/siklus/{gathering.cycle.id}/buka"
        opening = hr.open(path, method="POST", data={"csrf_token": hr.token()})
        assert opening.status_code == 302
        before = log.stat().st_size
        run_waiting_jobs(app)

        frames = log.stat().st_size // 4120  # A page and what the log says of it.
        assert before > 8 * 4120
        assert frames <= 8
