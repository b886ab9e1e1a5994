"""A PostgreSQL is lost while people send their sheets, and the one beside it takes its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.faults.test_stores_restarted import assert_each_arrived_once, outcome_while
from tests.support.databases import migrate_to_head
from tests.support.postgres import OWNER, PostgresServer, running_postgres

pytestmark = pytest.mark.long


@pytest.fixture
def pair() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """A server that confirms nothing before the second one has it, and that second one."""
    together = {"synchronous_commit": "on", "synchronous_standby_names": "*"}
    with running_postgres(**together) as first:
        standby = first.make_standby("standby")
        yield first, standby
        standby.stop()


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
