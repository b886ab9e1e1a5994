"""Old pages of a few rows: which tables are rewritten, and how long readers are awaited."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text

from berakhlak import engines
from berakhlak.cycles.partitions import PARTITIONED, make_partitions
from berakhlak.sealing import deleted_pages
from berakhlak.sealing.deleted_pages import (
    DeletedPagesInUse,
    erase_comment_pages,
    erase_deleted_pages,
)
from berakhlak.sealing.rewritten_file import rewrite_file

EMPTIED = ("open_sheet", "open_voice", "spent_ticket", "assignment", "rater_coverage")
REWRITTEN = ("rater_coverage",)
WORDS = ("comment", "redaction")
SIZE = text(
    "SELECT coalesce((SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(table_of) "
    "WHERE isleaf), pg_relation_size(table_of)) FROM CAST(:name AS regclass) AS table_of"
)
Reader = Callable[..., AbstractContextManager[Connection]]


def fill(engine: Engine) -> None:
    """Every table that closing or publishing rewrites, and one that it leaves, full of text: of
    cycle 1, which has ended, in partitions on PostgreSQL. Cycle 2 is open."""
    apart = PARTITIONED if engine.dialect.name == "postgresql" else ()
    columns = "(id integer, word varchar, cycle_id integer DEFAULT 1)"
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cycle (id integer, state varchar)"))
        connection.execute(text("INSERT INTO cycle VALUES (1, 'open'), (2, 'open')"))
        for name in (*EMPTIED, *WORDS, "person"):
            by_cycle = "PARTITION BY LIST (cycle_id)" if name in apart else ""
            connection.execute(text(f"CREATE TABLE {name} {columns} {by_cycle}"))
            if by_cycle:
                connection.execute(text(f"CREATE TABLE {name}_rest PARTITION OF {name} DEFAULT"))
        for cycle in (1, 2):
            make_partitions(connection, cycle)
        connection.execute(text("UPDATE cycle SET state = 'closed' WHERE id = 1"))
        for name in (*EMPTIED, *WORDS, "person"):
            rows = [{"id": n, "word": f"RAHASIA-{name}-{n}" * 9} for n in range(60)]
            connection.execute(text(f"INSERT INTO {name} (id, word) VALUES (:id, :word)"), rows)  # noqa: S608


def empty(engine: Engine, *names: str) -> None:
    with engine.begin() as connection:
        for name in names:
            connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608


def statements(engine: Engine) -> list[str]:
    """What is said to the database from now on."""
    said: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    return said


@contextmanager
def reading(engine: Engine, looked_at: str) -> Iterator[Connection]:
    """Somebody who looked at a table and has not let go of what was seen."""
    with engine.connect().execution_options(isolation_level="SERIALIZABLE") as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("BEGIN"))
        connection.execute(text(f"SELECT * FROM {looked_at}")).all()  # noqa: S608
        yield connection


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA busy_timeout = 50")

    fill(engine)
    yield engine
    engine.dispose()


def bytes_of(engine: Engine) -> bytes:
    folder = Path(engine.url.database or "").parent
    return b"".join(each.read_bytes() for each in folder.glob("a.sqlite3*"))


def test_sqlite_lets_go_of_what_was_deleted(file: Engine) -> None:
    with file.connect():  # Whoever leaves last would take the log away.
        empty(file, *EMPTIED, *WORDS)
        assert b"RAHASIA-open_sheet" in bytes_of(file)

        erase_deleted_pages(file)

        left = bytes_of(file)
        assert not any(f"RAHASIA-{name}".encode() in left for name in (*EMPTIED, *WORDS))
        assert b"RAHASIA-person" in left


def test_a_file_of_sqlite_that_is_read_is_not_called_clean(file: Engine) -> None:
    with reading(file, "person"):
        empty(file, "open_sheet")
        with pytest.raises(DeletedPagesInUse) as told:
            erase_deleted_pages(file)

    assert "masih dibaca" in str(told.value)
    erase_deleted_pages(file)
    assert b"RAHASIA-open_sheet" not in bytes_of(file)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_reader_of_either_log_is_noticed(
    file: Engine, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log is emptied over the old pages and, since rewriting fills it, once more."""
    reader = reading(file, "person")

    def come_or_go(connection: sqlite3.Connection) -> None:
        if moment == "before":
            reader.__exit__(None, None, None)
        rewrite_file(connection)
        if moment == "after":
            reader.__enter__()

    monkeypatch.setattr(deleted_pages, "rewrite_file", come_or_go)
    if moment == "before":
        reader.__enter__()
    empty(file, "open_sheet")
    with pytest.raises(DeletedPagesInUse):
        erase_deleted_pages(file)


def test_deleted_rows_are_written_over_before_the_file_is_cut(
    file: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = statements(file)
    monkeypatch.setattr(deleted_pages, "rewrite_file", lambda _driver: said.append("rewritten"))

    erase_deleted_pages(file)

    emptied = "PRAGMA wal_checkpoint(TRUNCATE)"
    assert said == [emptied, "rewritten", emptied]


def test_words_leave_the_log_of_sqlite_or_are_said_to_stay(file: Engine) -> None:
    said = statements(file)

    with file.connect() as other:
        with reading(file, "person"):
            empty(file, "comment")
            assert erase_comment_pages(file) is False
        assert said[-2:] == ["PRAGMA busy_timeout = 1000", "PRAGMA wal_checkpoint(TRUNCATE)"]
        assert erase_comment_pages(file) is True
        log = Path(f"{file.url.database}-wal")
        assert log.stat().st_size == 0
        assert other.scalar(text("PRAGMA busy_timeout")) == 50


def test_a_page_that_waits_does_not_change_the_patience_of_others(tmp_path: Path) -> None:
    pooled = create_engine(f"sqlite:///{tmp_path / 'b.sqlite3'}", pool_size=1, max_overflow=0)
    with pooled.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout = 70"))

    assert erase_comment_pages(pooled)

    with pooled.connect() as connection:
        assert connection.scalar(text("PRAGMA busy_timeout")) != 1000
    pooled.dispose()


@pytest.fixture
def server(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url, pool_size=1)
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def elsewhere(server: Engine) -> Iterator[Engine]:
    engine = create_engine(server.url, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each turn would have waited, for one who has a moment of patience."""
    found: list[float] = []
    monkeypatch.setattr(engines, "sleep", found.append)
    monkeypatch.setattr(deleted_pages, "LOCK_WAIT", 20)
    return found


def sizes(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.scalar(SIZE, {"name": name}) or 0
            for name in (*EMPTIED, *WORDS, "person")
        }


@pytest.mark.postgres
def test_postgresql_rewrites_each_table_that_was_emptied(
    server: Engine, pauses: list[float]
) -> None:
    before = sizes(server)
    empty(server, *EMPTIED, *WORDS)
    assert sizes(server) == before

    erase_deleted_pages(server)

    assert sizes(server) == {**dict.fromkeys((*EMPTIED, *WORDS), 0), "person": before["person"]}
    assert pauses == []


@pytest.mark.postgres
def test_words_are_rewritten_alone(server: Engine) -> None:
    before = sizes(server)
    empty(server, *EMPTIED, *WORDS)

    assert erase_comment_pages(server) is True

    assert sizes(server) == before | dict.fromkeys(WORDS, 0)


@pytest.mark.postgres
@pytest.mark.parametrize("name", [*REWRITTEN, *WORDS])
@pytest.mark.usefixtures("pauses")
def test_old_rows_that_somebody_still_sees_are_told(
    server: Engine, elsewhere: Engine, name: str
) -> None:
    with reading(elsewhere, "person"):
        empty(server, name)
        with pytest.raises(DeletedPagesInUse):
            erase_deleted_pages(server)
        assert erase_comment_pages(server) is (name not in WORDS)

    assert sizes(server)[name] > 0
    erase_deleted_pages(server)
    assert sizes(server)[name] == 0


@pytest.mark.postgres
def test_rows_of_another_open_cycle_hold_nothing_up(
    server: Engine, elsewhere: Engine, pauses: list[float]
) -> None:
    with reading(elsewhere, "person"):
        erase_deleted_pages(server)

    assert pauses == []


@pytest.mark.postgres
@pytest.mark.parametrize("name", [*EMPTIED, *WORDS])
def test_a_table_that_is_locked_is_not_waited_for_long(
    server: Engine, elsewhere: Engine, pauses: list[float], name: str
) -> None:
    with reading(elsewhere, name):
        with pytest.raises(DeletedPagesInUse):
            erase_deleted_pages(server)
        assert erase_comment_pages(server) is (name not in WORDS)

    assert pauses == []
    with server.connect() as connection:  # The pool's own, as it was.
        assert connection.scalar(text("SHOW lock_timeout")) == "0"


@pytest.mark.postgres
def test_nobody_waits_long_behind_our_waiting(server: Engine) -> None:
    said = statements(server)

    erase_comment_pages(server)

    assert said == [
        "SET lock_timeout = 30",
        "VACUUM (FULL, VERBOSE) comment",
        "VACUUM (FULL, VERBOSE) redaction",
        "RESET lock_timeout",
    ]
