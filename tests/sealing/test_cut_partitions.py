"""What is cut to nothing, dropped or kept of partitions, on PostgreSQL, of a few rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from berakhlak.cycles import partitions
from berakhlak.cycles.partitions import (
    PARTITIONED,
    cycles_without_partitions,
    drop_partitions,
    make_partitions,
)
from berakhlak.sealing.deleted_pages import erase_deleted_pages
from tests.sealing.test_rewriting import EMPTIED, empty, fill, reading, sizes

pytestmark = pytest.mark.postgres
PARTS = text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")


@pytest.fixture
def server(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url, poolclass=NullPool)
    fill(engine)
    yield engine
    engine.dispose()


def test_an_old_view_keeps_nothing_in_partitions_and_rows_of_others_stay(server: Engine) -> None:
    with server.begin() as connection:
        for name in PARTITIONED:
            connection.execute(text(f"INSERT INTO {name} VALUES (1, 'x', 2), (1, 'y', 3)"))  # noqa: S608
    with reading(server, "person"):
        with server.begin() as connection:
            for name in PARTITIONED:
                connection.execute(text(f"DELETE FROM {name} WHERE cycle_id = 1"))  # noqa: S608
        erase_deleted_pages(server)

    page = 8192
    assert {name: sizes(server)[name] for name in PARTITIONED} == dict.fromkeys(
        PARTITIONED, 2 * page
    )
    assert drop_partitions(server)
    with server.connect() as connection:
        assert sorted(connection.scalars(PARTS)) == sorted(
            f"{name}_{part}" for name in PARTITIONED for part in ("c2", "rest")
        )


def test_what_was_not_deleted_is_neither_cut_off_nor_dropped(server: Engine) -> None:
    """A fault of the program: rows stay where they are, without what was deleted beside them."""
    before = sizes(server)
    with server.begin() as connection:
        connection.execute(text("DELETE FROM open_sheet WHERE id > 0"))

    erase_deleted_pages(server)

    assert 0 < sizes(server)["open_sheet"] < before["open_sheet"]
    assert sizes(server)["open_voice"] == before["open_voice"]
    assert drop_partitions(server)
    with server.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM open_voice")) == 60
        assert connection.scalar(text("SELECT count(*) FROM open_sheet")) == 1


def test_an_empty_partition_that_is_read_stays_until_later(
    server: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty(server, *EMPTIED)
    monkeypatch.setattr(partitions, "FEW_TRIES", 0)

    with reading(server, "open_sheet"):
        assert drop_partitions(server) is False
        with server.begin() as connection:  # Whoever saves waits behind nobody.
            connection.execute(text("SET LOCAL lock_timeout = 20"))
            connection.execute(text("INSERT INTO open_sheet VALUES (1, 'x', 2)"))
    assert drop_partitions(server) is True


def test_a_cycle_opens_beside_whoever_reads_all_and_without_partitions_where_it_must(
    server: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(server, "open_voice_c2"):
        assert partitions.add_partitions(server, 3)
    with server.begin() as connection:
        connection.execute(text("INSERT INTO cycle VALUES (3, 'open'), (4, 'sealing')"))
        make_partitions(connection, 3)  # They are there.
        assert cycles_without_partitions(connection) == [4]
    monkeypatch.setattr(partitions, "PATIENCE", 0)
    with reading(server, "open_voice_rest"):
        assert partitions.add_partitions(server, 5) is False
        with server.begin() as connection:
            connection.execute(text("INSERT INTO open_sheet VALUES (1, 'x', 5)"))
            assert connection.scalar(text("SELECT count(*) FROM open_sheet_rest")) == 1
            assert "open_voice_c5" not in set(connection.scalars(PARTS))
