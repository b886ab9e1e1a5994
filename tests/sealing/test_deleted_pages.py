"""Old pages that somebody still reads keep the key: it is destroyed after them, never before."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, literal, select, table, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.operations import receive_voices
from berakhlak.comments.models import Comment
from berakhlak.cycles import partitions
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import participants_of
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing import deleted_pages
from berakhlak.sealing.deleted_pages import DeletedPagesInUse
from berakhlak.sealing.sealing import is_sealing_complete, seal_cycle
from tests.factories.cycles import LAST_DAY
from tests.factories.simulated import OpenCycle

AT = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def on_postgres(open_cycle_on_postgres: OpenCycle) -> OpenCycle:
    return open_cycle_on_postgres


def test_a_reader_of_the_sqlite_file_holds_up_erasing_and_so_the_key(open_cycle):
    with session_of(open_cycle) as session:
        handles = list(session.scalars(select(OpenSheet.handle)))
        impatient(session)
        with reader(open_cycle, "open_sheet"), pytest.raises(DeletedPagesInUse):
            close(session, open_cycle)

        assert_finished_when_called_again(session, open_cycle)

    path = Path(open_cycle.url.removeprefix("sqlite:///"))
    left = b"".join(file.read_bytes() for file in path.parent.glob("*.sqlite3*"))
    assert not any(handle in left for handle in handles)


@pytest.mark.postgres
def test_a_reader_of_postgresql_holds_up_erasing_and_so_the_key(on_postgres, monkeypatch):
    monkeypatch.setattr(deleted_pages, "LOCK_WAIT", 100)
    with session_of(on_postgres) as session:
        for looked_at in ("open_sheet", "assignment"):
            with reader(on_postgres, looked_at), pytest.raises(DeletedPagesInUse):
                close(session, on_postgres)

        assert_finished_when_called_again(session, on_postgres)
        left = "SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree('open_sheet')"
        assert session.scalar(text(left)) == 0


@pytest.mark.postgres
def test_an_old_view_that_has_not_looked_at_sheets_yet_keeps_none(on_postgres):
    with session_of(on_postgres) as session, reader(on_postgres, "account") as connection:
        close(session, on_postgres)

        assert is_sealing_complete(session.get_one(Cycle, on_postgres.cycle_id), on_postgres.keys)
        assert connection.execute(select(OpenSheet.handle)).all() == []


@pytest.mark.postgres
def test_one_who_reads_for_a_moment_holds_up_nothing(on_postgres, monkeypatch):
    """As PostgreSQL itself does when it gathers statistics."""
    with ExitStack() as reading, session_of(on_postgres) as session:
        reading.enter_context(reader(on_postgres, "open_sheet"))
        monkeypatch.setattr(partitions, "sleep", lambda seconds: seconds and reading.close())

        close(session, on_postgres)

        assert is_sealing_complete(session.get_one(Cycle, on_postgres.cycle_id), on_postgres.keys)


@pytest.mark.postgres
def test_no_comment_can_keep_a_cycle_from_being_sealed(on_postgres):
    with session_of(on_postgres) as session:
        cycle = session.get_one(Cycle, on_postgres.cycle_id)
        officer = next(row for row in participants_of(session, cycle) if row.is_rated)
        asked = next(b.code for b in cycle.instrument.content.behaviours if b.for_citizens)
        voices = [VoiceContent(officer.id, {asked: 4}, f"Ramah\0 {n}", Door.SLIP) for n in range(3)]
        receive_voices(session, cycle, voices, key=on_postgres.keys.load_key(cycle.key_name))
        session.commit()

        close(session, on_postgres)

        kept = set(session.scalars(select(Comment.text)))
        assert {"Ramah 0", "Ramah 1", "Ramah 2"} <= kept


def close(session: Session, target: OpenCycle) -> None:
    seal_cycle(session, target.cycle_id, keys=target.keys, by=None, at=AT, today=LAST_DAY)


def assert_finished_when_called_again(session: Session, target: OpenCycle) -> None:
    cycle = session.get_one(Cycle, target.cycle_id)
    assert not is_sealing_complete(cycle, target.keys)

    close(session, target)

    assert is_sealing_complete(cycle, target.keys)


@contextmanager
def session_of(target: OpenCycle):
    engine = create_engine(target.url, poolclass=NullPool)
    with Session(engine) as session:
        yield session


@contextmanager
def reader(target: OpenCycle, looked_at: str):
    """Somebody who looked at a table and has not let go of what was seen."""
    engine = create_engine(target.url, poolclass=NullPool, isolation_level="SERIALIZABLE")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("BEGIN"))  # Its driver begins only when something is written.
        connection.execute(select(literal(1)).select_from(table(looked_at))).all()
        yield connection


def impatient(session: Session) -> None:
    """Wait for readers a moment, not ten seconds."""

    @event.listens_for(session.get_bind(), "connect")
    def _shorten(connection, _record):
        connection.execute("PRAGMA busy_timeout = 100")
