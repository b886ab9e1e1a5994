"""SQLite's file is rewritten aside and put in place whole, and nothing that is saved is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from berakhlak.sealing import rewritten_file
from berakhlak.sealing.rewritten_file import rewrite_file

ROWS = 600


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Rows of two tables in turns, every second one of which is deleted."""
    path = tmp_path / "a.sqlite3"
    with opened(path) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA secure_delete = OFF")  # So that there is something to find.
        for name in ("kept", "erased"):
            connection.execute(f"CREATE TABLE {name} (id BLOB PRIMARY KEY, word) WITHOUT ROWID")
        connection.execute("CREATE TABLE saved (number INTEGER PRIMARY KEY)")
        connection.execute("BEGIN")
        for number in range(ROWS):
            for name in ("kept", "erased"):
                key = (number * 7919 % ROWS).to_bytes(2, "big") + name.encode()
                row = (key, f"{name}-{number:04}" * 20)
                connection.execute(f"INSERT INTO {name} VALUES (?, ?)", row)  # noqa: S608
        connection.execute("DELETE FROM erased")
        connection.execute("COMMIT")
    return path


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewritten_file, "PAGES_AT_ONCE", 5)


def opened(path: Path, patience: float = 5.0) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)


def save(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("INSERT INTO saved VALUES (?)", (number,))


def saved(path: Path) -> list[int]:
    return [number for (number,) in opened(path).execute("SELECT number FROM saved")]


def at_each_look(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], None]) -> None:
    """Do something behind each look whether somebody has written, which are counted from 1."""
    looks = iter(range(1, 10_000))
    figure = rewritten_file._figure

    def looked(connection: sqlite3.Connection, name: str) -> int:
        found = figure(connection, name)
        if name == "data_version":
            act(next(looks))
        return found

    monkeypatch.setattr(rewritten_file, "_figure", looked)


@pytest.fixture
def statements(path: Path) -> Iterator[tuple[sqlite3.Connection, list[str]]]:
    connection, said = opened(path), list[str]()
    connection.set_trace_callback(said.append)
    yield connection, said
    connection.close()


def assert_clean(path: Path) -> None:
    with opened(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
        assert connection.execute("PRAGMA freelist_count").fetchall() == [(0,)]
        kept = {word for (word,) in connection.execute("SELECT word FROM kept")}
    assert kept == {f"kept-{number:04}" * 20 for number in range(ROWS)}
    assert b"erased-0" not in path.read_bytes()


def test_what_is_kept_is_kept_and_nothing_is_left_of_the_rest(path, statements) -> None:
    connection, said = statements
    assert b"erased-0" in b"".join(file.read_bytes() for file in path.parent.glob("a.*"))

    rewrite_file(connection)

    assert "VACUUM" not in said
    assert said[-1] == "PRAGMA wal_checkpoint(PASSIVE)"  # Others may write meanwhile.
    assert_clean(path)


def test_what_somebody_saved_while_it_was_made_aside_is_in_it(
    path, statements, monkeypatch
) -> None:
    """The first look comes before the file is read, the second with the lock held."""
    connection, said = statements
    other = opened(path)
    at_each_look(monkeypatch, lambda look: save(other, look) if look == 1 else None)

    rewrite_file(connection)

    assert saved(path) == [1]
    assert "VACUUM" not in said
    assert_clean(path)


@pytest.mark.parametrize("is_one_piece", [False, True])
def test_what_is_saved_once_the_copy_is_made_is_not_lost(path, monkeypatch, is_one_piece) -> None:
    """Also where the copy has no more pages than one piece: its rows lie closer than the file's."""
    connection, other, numbers = opened(path), opened(path), iter(range(1, 3))
    connection.execute("DELETE FROM kept WHERE substr(word, -1) > '4'")
    if is_one_piece:
        used = rewritten_file._bytes_used(connection) // 4096
        monkeypatch.setattr(rewritten_file, "PAGES_AT_ONCE", used - 1)

    class Reader(sqlite3.Connection):
        def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
            done = super().execute(statement, *given)
            if statement.startswith("VACUUM INTO"):
                for number in numbers:
                    save(other, number)
            return done

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Reader))
    rewrite_file(connection)

    assert saved(path) == [1, 2]


def test_where_somebody_holds_the_lock_for_too_long_it_gives_up(path) -> None:
    other, connection = opened(path), opened(path, 0.05)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        rewrite_file(connection)
    other.execute("ROLLBACK")
    rewrite_file(connection)
    assert_clean(path)


def test_where_somebody_writes_each_time_the_lock_is_held_for_all_of_it(
    path, statements, monkeypatch
) -> None:
    connection, said = statements
    other = opened(path)
    at_each_look(monkeypatch, lambda look: save(other, look) if look % 2 else None)

    rewrite_file(connection)

    assert len(saved(path)) == rewritten_file.TRIES
    assert said[-1] == "VACUUM"
    assert_clean(path)


def test_nobody_writes_while_pages_are_put_in_place(path, statements, monkeypatch) -> None:
    connection, _said = statements
    other, refused = opened(path, 0), list[int]()

    def try_to_save(look: int) -> None:
        if look > 1:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                save(other, look)
            refused.append(look)

    at_each_look(monkeypatch, try_to_save)
    rewrite_file(connection)

    assert len(refused) > 5
    save(other, 1)
    assert_clean(path)


def test_cut_off_between_two_pieces_the_file_is_as_it_was(path, statements, monkeypatch) -> None:
    connection, _said = statements

    class Killed(BaseException):
        pass

    def die(look: int) -> None:
        if look == 4:
            raise Killed

    with monkeypatch.context() as patch:
        at_each_look(patch, die)
        with pytest.raises(Killed):
            rewrite_file(connection)

    with opened(path) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert other.execute("PRAGMA freelist_count").fetchall() != [(0,)]
        save(other, 1)
    rewrite_file(connection)
    assert saved(path) == [1]
    assert_clean(path)


@pytest.mark.parametrize("changed", [{"MOST_IN_MEMORY": 1000}, {"PAGES_AT_ONCE": 10_000}])
def test_a_large_file_and_a_tiny_one_are_rewritten_under_the_lock(
    path, statements, monkeypatch, changed
) -> None:
    """A tiny one would be put in place by one piece, with no look in between."""
    connection, said = statements
    for name, value in changed.items():
        monkeypatch.setattr(rewritten_file, name, value)

    rewrite_file(connection)

    assert said[-1] == "VACUUM"
    assert_clean(path)


def test_a_file_without_a_log_is_rewritten_under_the_lock(path, tmp_path) -> None:
    """A disk may allow none; whoever has the lock of such a file then keeps all readers out."""
    logless, said = tmp_path / "b.sqlite3", list[str]()
    opened(path).execute("VACUUM INTO ?", (str(logless),))
    connection = opened(logless)
    assert connection.execute("PRAGMA journal_mode").fetchall() == [("delete",)]
    connection.set_trace_callback(said.append)

    rewrite_file(connection)

    assert said[-1] == "VACUUM"
    connection.execute("PRAGMA journal_mode = WAL")
    assert_clean(logless)


def test_of_many_who_save_all_the_time_nobody_loses_a_row(path) -> None:
    done, numbers = threading.Event(), iter(range(1_000_000))
    told: list[int] = []

    def save_for_ever() -> None:
        with opened(path) as connection:
            while not done.wait(0.001):
                number = next(numbers)
                save(connection, number)
                told.append(number)

    savers = [threading.Thread(target=save_for_ever) for _saver in range(3)]
    for each in savers:
        each.start()
    with opened(path) as connection:
        while len(told) < 40:
            rewrite_file(connection)
    done.set()
    for each in savers:
        each.join()

    assert set(told) == set(saved(path))
    assert_clean(path)
