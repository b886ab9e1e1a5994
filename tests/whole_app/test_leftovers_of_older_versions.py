"""A database whose cycles an older version closed: what it kept of raters goes with the upgrade."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import Connection

from berakhlak.extensions import db
from tests.support.carving import carved, files_below
from tests.support.databases import build_app
from tests.support.rows import fill_every_table

BEFORE = "0015"
STATES = {1: "published", 2: "closed", 3: "archived", 4: "open", 5: "sealing", 6: "draft"}
ENDED, GOING_ON = {1, 2, 3}, {4, 5}
EACH = 30  # Rows of each kind in each cycle.
ORIGINAL = "BUNYI-ASAL-SIKLUS"
# A group right before its comment: SQLite puts nothing between, PostgreSQL the length of a text.
GROUP_OF_COMMENT = re.compile(rb"subordinate.?BP.?KOMENTAR-\d+", re.DOTALL)
ANSWERS = {number: secrets.token_bytes(21) for number in range(EACH * len(STATES))}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def old_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of the schema before, with cycles in every state."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    app = build_app(url, tmp_path / "keys")
    with app.app_context():
        upgrade(revision=BEFORE)
        with db.engine.begin() as connection:
            fill_every_table(connection)
            fill_cycles(connection)
        yield app
        db.session.remove()
        db.engine.dispose()


def fill_cycles(connection: Connection) -> None:
    """Replace the rows of the only cycle by those of one cycle in each state."""
    schema = sa.MetaData()
    schema.reflect(connection)
    tables = schema.tables
    for name in ("sheet", "comment", "redaction", "assignment"):
        connection.execute(tables[name].delete())
    like = connection.execute(sa.select(tables["cycle"])).mappings().one()
    connection.execute(tables["cycle"].update().values(state=STATES[1]))
    for cycle, state in list(STATES.items())[1:]:
        own = {"id": cycle, "state": state, "name": state, "key_name": state}
        connection.execute(tables["cycle"].insert().values({**like, **own}))
    for cycle in STATES:
        for name, rows in rows_of(connection, tables, cycle).items():
            connection.execute(tables[name].insert(), rows)


def rows_of(connection: Connection, tables: Any, cycle: int) -> dict[str, list[dict[str, Any]]]:
    """Rows of one cycle by table: participants who rate the first of them, sheets, comments."""
    like = connection.execute(sa.select(tables["participant"]).limit(1)).mappings().one()
    person = connection.execute(sa.select(tables["person"]).limit(1)).mappings().one()
    first = 1000 * cycle
    people, seats = [], []
    for number in range(first, first + EACH):
        nip = f"19900101200001{number:04d}"
        people.append({**person, "id": number, "nip": nip, "account_id": None})
        own = {"id": number, "cycle_id": cycle, "person_id": number, "nip": nip}
        seats.append({**like, **own, "supervisor_id": None})
    base = EACH * (cycle - 1)
    numbers = range(base, base + EACH)
    return {
        "person": people,
        "participant": seats,
        "assignment": [
            {
                "id": first + n,
                "cycle_id": cycle,
                "rater_id": first + n,
                "ratee_id": first,
                "group": "peer" if n else "self",
                "declined": "does_not_know" if n == 3 else None,
            }
            for n in range(EACH)
        ],
        "sheet": [
            {
                "id": secrets.token_bytes(16),
                "cycle_id": cycle,
                "ratee_id": first,
                "group": "peer",
                "answers": ANSWERS[n],
            }
            for n in numbers
        ],
        "comment": [
            {
                "id": secrets.token_bytes(16),
                "cycle_id": cycle,
                "ratee_id": first,
                "group": "subordinate",
                "value_code": "BP",
                "text": f"KOMENTAR-{n}",
                "state": "shown",
            }
            for n in numbers
        ],
        "redaction": [
            {
                "id": first,
                "cycle_id": cycle,
                "account_id": None,
                "at": like_time(),
                "value_code": "BP",
                "before": f"{ORIGINAL}-{cycle}",
                "after": "Baik.",
            }
        ],
    }


def like_time() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 1, 31, tzinfo=UTC)


def raw(app: Flask, request: pytest.FixtureRequest) -> bytes:
    """All files of the database, its log of writing left out on PostgreSQL (docs/promise.md)."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execute(sa.text("CHECKPOINT"))
        files = files_below(request.getfixturevalue("_postgres").folder)
        return b"\n".join(f.read_bytes() for f in files if "pg_wal" not in f.parts and f.exists())
    db.engine.dispose()  # The last to leave empties the log.
    folder = Path(str(db.engine.url.database)).parent
    return b"\n".join(file.read_bytes() for file in folder.glob("old.sqlite3*"))


def table_of(name: str) -> list[Any]:
    with db.engine.connect() as connection:
        rows = sa.Table(name, sa.MetaData(), autoload_with=connection)
        return list(connection.execute(sa.select(rows)).mappings())


def originals(content: bytes) -> set[int]:
    return {cycle for cycle in STATES if f"{ORIGINAL}-{cycle}".encode() in content}


def test_an_upgrade_erases_what_was_kept_of_closed_cycles_and_says_how_much(
    old_app: Flask, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    before = raw(old_app, request)
    assert carved(before, ANSWERS) == set(ANSWERS)
    assert GROUP_OF_COMMENT.search(before)
    assert originals(before) == set(STATES)
    capsys.readouterr()

    upgrade(revision="0016")

    told = capsys.readouterr().out
    assert f"{EACH * len(STATES)} sheets, {EACH * len(ENDED)} assignments" in told
    assert f"{EACH * len(STATES)} groups of comments, 2 original wordings of comments" in told
    assert {row["cycle_id"] for row in table_of("assignment")} == set(STATES) - ENDED
    assert {row["cycle_id"] for row in table_of("redaction") if row["before"]} == set(STATES) - {
        1,
        3,
    }
    assert len(table_of("comment")) == EACH * len(STATES)
    after = raw(old_app, request)
    assert carved(after, ANSWERS) == set()
    assert not GROUP_OF_COMMENT.search(after)
    assert originals(after) == set(STATES) - {1, 3}


def test_what_is_still_going_on_is_untouched_and_no_number_comes_twice(old_app: Flask) -> None:
    before = [row for row in table_of("assignment") if row["cycle_id"] not in ENDED]
    highest = max(row["id"] for row in table_of("assignment"))

    upgrade(revision="0016")

    assert table_of("assignment") == before
    with db.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM assignment"))
        rows = sa.Table("assignment", sa.MetaData(), autoload_with=connection)
        if db.engine.dialect.name == "postgresql":  # Numbers that were given do not move it.
            highest = connection.scalar(sa.text("SELECT nextval('assignment_id_seq')")) or 0
        new = {"cycle_id": 4, "rater_id": 4001, "ratee_id": 4000, "group": "peer"}
        connection.execute(rows.insert().values(new))
    assert [row["id"] for row in table_of("assignment")] == [highest + 1]
