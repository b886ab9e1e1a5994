"""Tables of PostgreSQL are called rewritten only when no deleted row is left in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, column, create_engine, table, text
from sqlalchemy.pool import NullPool

from berakhlak.engines import let_go_of_deleted

ROWS = 300
pytestmark = pytest.mark.postgres


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url, poolclass=NullPool)
    with engine.begin() as connection:
        for name in ("told", "other"):
            connection.execute(text(f"CREATE TABLE {name} (number int, word text)"))
            rows = [{"number": n, "word": "x" * 99} for n in range(ROWS)]
            connection.execute(table(name, column("number"), column("word")).insert(), rows)
    yield engine
    engine.dispose()


def size_of_told(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_relation_size('told')")) or 0)


@pytest.mark.parametrize("kept", [0, 7], ids=["all rows deleted", "some rows deleted"])
def test_whoever_has_an_older_view_of_any_table_is_noticed(engine: Engine, kept: int) -> None:
    old = engine.execution_options(isolation_level="REPEATABLE READ")
    with old.connect() as reader:
        reader.execute(text("SELECT * FROM other")).all()
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM told WHERE number >= :kept"), {"kept": kept})
        before = size_of_told(engine)

        assert not let_go_of_deleted(engine, ("told",), patience=60)
        assert size_of_told(engine) == before

    assert let_go_of_deleted(engine, ("told",), patience=60)
    assert size_of_told(engine) == (8192 if kept else 0)


def test_whoever_locks_a_table_is_noticed(engine: Engine) -> None:
    with engine.connect() as reader:
        reader.execute(text("SELECT * FROM told")).all()

        assert not let_go_of_deleted(engine, ("other", "told"), patience=60)

    assert let_go_of_deleted(engine, ("other", "told"), patience=60)


def test_nothing_deleted_is_called_rewritten_at_once(engine: Engine) -> None:
    assert let_go_of_deleted(engine, ("told", "other"), patience=0)
