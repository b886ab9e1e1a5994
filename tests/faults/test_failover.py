"""A PostgreSQL is lost while people send their sheets, and the one beside it takes its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, NullPool, create_engine, text

from berakhlak.engines import rewrite_tables
from tests.faults.test_stores_restarted import assert_each_arrived_once, outcome_while
from tests.support.databases import migrate_to_head
from tests.support.postgres import OWNER, PostgresServer, running_postgres
from tests.support.workers import wait_for

pytestmark = pytest.mark.long


@pytest.fixture
def pair() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """A server that confirms nothing before the second one has it, and that second one."""
    together = {"synchronous_commit": "on", "synchronous_standby_names": "*"}
    with running_postgres(**together) as first:
        reading = {"hot_standby_feedback": "on", "wal_receiver_status_interval": "1s"}
        standby = first.make_standby("standby", **reading)
        yield first, standby
        standby.stop()


@pytest.mark.postgres
def test_who_reads_at_a_standby_that_reports_it_keeps_deleted_rows_from_being_overwritten(
    pair: tuple[PostgresServer, PostgresServer],
) -> None:
    """Why reports are not sent there: closing erases, and would wait for each of them (0251)."""
    first, standby = pair
    name = first.create_database()
    engines = [create_engine(each.url(name), poolclass=NullPool) for each in pair]
    with engines[0].begin() as writing:
        writing.execute(text("CREATE TABLE box AS SELECT n FROM generate_series(1, 9) n"))
    with engines[1].connect().execution_options(isolation_level="REPEATABLE READ") as report:
        assert report.scalar(text("SELECT count(*) FROM box")) == 9
        wait_for(lambda: _is_held(engines[0]))
        with engines[0].begin() as writing:
            writing.execute(text("DELETE FROM box"))
        assert not _rewritten(engines[0], patience=2_000)
    assert _rewritten(engines[0], patience=20_000)


def _is_held(engine: Engine) -> bool:
    """Whether the first server has heard that somebody reads."""
    wanted = "SELECT backend_xmin IS NOT NULL FROM pg_stat_replication"
    with engine.connect() as connection:
        return bool(connection.scalar(text(wanted)))


def _rewritten(engine: Engine, *, patience: int) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return rewrite_tables(connection, ["box"], patience=patience)


@pytest.mark.postgres
@pytest.mark.exercises("DATABASE_URL")
def test_when_the_standby_takes_over_each_confirmed_sheet_is_there_once(
    pair: tuple[PostgresServer, PostgresServer], make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    first, standby = pair
    name = first.create_database()
    hosts = "&".join(f"host=127.0.0.1:{each.port}" for each in pair)
    url = f"postgresql://{OWNER}@/{name}?{hosts}&target_session_attrs=read-write"
    app = make_app(url, testing=False)
    migrate_to_head(app)

    outcome = outcome_while(app, tmp_path, lambda _port: first.kill(), lambda _p: standby.promote())

    assert_each_arrived_once(outcome)
    assert outcome.seen.statuses[503], "nobody came before the standby took over"
    assert "Traceback" not in (tmp_path / "said").read_text()
    taken = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "kept.tar")])
    assert taken.exit_code == 0, taken.output  # PostgreSQL's own program finds the server too.
