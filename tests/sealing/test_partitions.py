"""On PostgreSQL, raters of other cycles save at every step of closing: two cycles of two agencies.

Nobody looks at a clock. Closing stands still after each of its statements until a rater of the
other agency, who waits for no lock for more than 50 ms, has saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle as around
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from berakhlak.cycle_steps import opening
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycles import partitions
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.partitions import PARTITIONED, drop_partitions
from berakhlak.extensions import db
from berakhlak.inspection.partitions import inspect_partitions
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.answering import answer, assignments
from tests.factories.cycles import AT, LAST_DAY, a_peer_assignment, make_open_cycle
from tests.support.databases import MIGRATIONS
from tests.support.engines import POSTGRES, app_on
from tests.support.pages import PageClient

pytestmark = pytest.mark.postgres
PARTS = text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1")
LOCKED = text(
    "SELECT DISTINCT relname FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
    "WHERE pid = pg_backend_pid() AND relkind IN ('r', 'p')"
)


@dataclass
class Saver:
    """A rater who changes one answer, again and again."""

    client: PageClient
    path: str
    code: str
    token: str
    revision: int = 0
    scores: Iterator[int] = field(default_factory=lambda: around((2, 3, 4)))

    def saves(self) -> int:
        """The answer's status: 503 where a lock stood in the way."""
        sent = {"base": self.revision, "answers": {self.code: next(self.scores)}, "comments": {}}
        headers = {"X-CSRFToken": self.token}
        got: Any = self.client.open(self.path, method="POST", json=sent, headers=headers)
        if got.status_code == 200:
            self.revision = got.json["revision"]
        return int(got.status_code)


@dataclass
class Agencies:
    app: Flask
    engine: Engine
    closing: Any
    other: Any
    saver: Saver


@pytest.fixture
def two(request: pytest.FixtureRequest, app: Flask, make_app: Any) -> Iterator[Agencies]:
    def patient(url: str) -> Flask:
        return make_app(url, database_lock_seconds=0.05)

    with app_on(POSTGRES.values[0], request, app, patient) as served, served.app_context():
        closing, other = (make_open_cycle(db.session(), key_store()) for _ in range(2))
        answer(db.session, key_store(), closing, assignments(db.session, closing))
        rater = other.staff[0]
        peer = a_peer_assignment(db.session, other, rater)
        client = PageClient(served).sign_in(other.account(rater))
        code = other.cycle.questionnaire.behaviours[0].code
        saver = Saver(client, f"/tugas/{peer.id}/jawaban", code, client.token())
        numbers = [each.cycle.id for each in (closing, other)]
        db.session.commit()
        engine = create_engine(db.engine.url, poolclass=NullPool)
        yield Agencies(served, engine, *numbers, saver)
        engine.dispose()


def close(two: Agencies) -> None:
    with Session(two.engine) as session:
        seal_cycle(session, two.closing, keys=key_store(), by=None, at=AT, today=LAST_DAY)


def parts(two: Agencies) -> set[str]:
    with two.engine.connect() as connection:
        return set(connection.scalars(PARTS))


def of_cycle(number: int) -> set[str]:
    return {f"{name}_c{number}" for name in PARTITIONED}


RESTS = {f"{name}_rest" for name in PARTITIONED}


def test_a_rater_of_another_agency_saves_at_every_step_of_closing(two: Agencies) -> None:
    answered: dict[str, set[int]] = {}
    rewritten, dropped = set(), []

    @event.listens_for(two.engine, "after_cursor_execute")
    def stand_still(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("VACUUM"):
            rewritten.add(statement.split()[-1])
        elif statement.startswith(("LOCK TABLE ONLY", "DROP")):
            dropped.append(statement)
        elif statement.startswith(("LOCK", "TRUNCATE", "INSERT", "UPDATE", "DELETE")):
            what = " ".join(statement.split()[:4])
            if what not in answered:  # Each kind of statement once.
                answered[what] = {two.saver.saves()}

    with tables_locked() as locked:
        close(two)

    assert {what: told for what, told in answered.items() if told != {200}} == {}
    assert {"TRUNCATE open_sheet_c", "LOCK TABLE open_sheet_c"} <= {
        re.sub(r"_c\d+.*", "_c", what) for what in answered
    }
    # What is rewritten with the rows of all cycles is nothing that a rater's save looks at.
    assert "comment" in rewritten
    assert {f"open_sheet_c{two.other}", f"assignment_c{two.other}"} <= locked
    assert locked & (rewritten | RESTS | of_cycle(two.closing)) == set()
    # The one moment at which everybody waits is three statements long, and nothing is owed by then.
    assert len(dropped) == 2 * len(PARTITIONED)
    assert parts(two) == RESTS | of_cycle(two.other)


@contextmanager
def tables_locked() -> Iterator[set[str]]:
    """Tables that the application, which serves the rater, had locked when it committed."""
    found: set[str] = set()

    def look(connection: Any) -> None:
        found.update(connection.scalars(LOCKED))

    event.listen(db.engine, "commit", look)
    yield found
    event.remove(db.engine, "commit", look)


def test_every_look_for_a_sheet_asks_one_partition_alone(two: Agencies) -> None:
    """As the planner says it, of whatever opening, saving and checking a sheet asks for."""
    asked: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if "open_sheet" in statement and not statement.startswith("INSERT"):
            asked[statement] = given

    event.listen(db.engine, "before_cursor_execute", note)
    sheet = two.saver.path.rpartition("/")[0]
    assert two.saver.saves() == two.saver.saves() == 200
    for path in ("/", "/tugas", sheet, f"{sheet}/periksa"):
        assert two.saver.client.open(path).status_code in (200, 302)
    event.remove(db.engine, "before_cursor_execute", note)

    assert len(asked) > 3
    assert any(statement.startswith("UPDATE") for statement in asked)
    with two.engine.connect() as connection:
        for statement, given in asked.items():
            plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", given).scalars())
            looked_at = re.findall(r"Scan (?:using \w+ )?on (open_sheet\w*?)(?:_pkey)?\b", plan)
            assert set(looked_at) == {f"open_sheet_c{two.other}"}, plan


def test_opening_makes_partitions_and_what_cannot_have_any_opens_and_closes_all_the_same(
    two: Agencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart, together = (make_open_cycle(db.session(), key_store(), opens=False) for _ in range(2))
    first, second = apart.cycle.id, together.cycle.id
    db.session.commit()
    with Session(two.engine) as session:
        partitions.add_partitions(two.engine, first)  # By an opening that was killed.
        assert drop_partitions(two.engine)
        assert of_cycle(first) <= parts(two)
        open_cycle(session, session.get_one(Cycle, first), keys=key_store(), by=None, at=AT)
        assert list(inspect_partitions(two.engine)) == []
        monkeypatch.setattr(opening, "add_partitions", lambda *_: False)
        open_cycle(session, session.get_one(Cycle, second), keys=key_store(), by=None, at=AT)
    assert parts(two) == RESTS | of_cycle(two.closing) | of_cycle(two.other) | of_cycle(first)
    assert unsampled(two, f"open_sheet_c{first}") == {"handle", "box"}
    [told] = inspect_partitions(two.engine)
    assert (str(second) in told.subject, "di luar jam kerja" in told.remedy) == (True, True)

    answer(db.session, key_store(), together, assignments(db.session, together))
    db.session.commit()
    assert rows_of(two, "open_sheet_rest") > 20 < rows_of(two, "assignment_rest")
    with Session(two.engine) as session:
        seal_cycle(session, second, keys=key_store(), by=None, at=AT, today=LAST_DAY)
    with two.engine.connect() as connection:
        size = text(
            "SELECT pg_relation_size('open_sheet_rest') + pg_relation_size('assignment_rest')"
        )
        assert connection.scalar(size) == 0
    assert rows_of(two, "assignment") > 40  # Of the others.


def unsampled(two: Agencies, name: str) -> set[str]:
    """Columns of which PostgreSQL gathers no statistics."""
    asked = "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:name AS regclass)"
    with two.engine.connect() as connection:
        return set(
            connection.scalars(
                text(f"{asked} AND attstattarget = 0 AND attnum > 0"), {"name": name}
            )
        )


def rows_of(two: Agencies, name: str) -> int:
    with two.engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0)  # noqa: S608


def test_the_steps_down_and_up_move_every_row_of_an_open_cycle(two: Agencies) -> None:
    def counts(which: str) -> list[int]:
        return [rows_of(two, name + which) for name in PARTITIONED]

    with two.engine.begin() as connection:  # A cycle that has ended, without a partition.
        made = text("INSERT INTO spent_ticket VALUES (decode('00', 'hex'), :cycle)")
        connection.execute(made, {"cycle": two.other})
        drawn = connection.scalar(text("SELECT nextval('assignment_id_seq')")) or 0
    before, apart = counts(""), counts(f"_c{two.other}")
    assert before[0] > 20 < apart[3]

    downgrade(str(MIGRATIONS), revision="0112")
    assert (counts(""), parts(two)) == (before, set())
    upgrade(str(MIGRATIONS))

    assert (counts(""), counts(f"_c{two.other}")) == (before, apart)
    assert counts("_rest") == [0] * len(PARTITIONED)
    with two.engine.connect() as connection:
        assert connection.scalar(text("SELECT nextval('assignment_id_seq')")) == drawn + 1
    assert two.saver.saves() == 200
