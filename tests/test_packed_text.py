"""Long texts in SQLite: smaller where they lie, the same wherever they are read."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from flask_migrate import downgrade
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Integer, create_engine, func, literal_column, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import NullPool

from berakhlak.packed_text import MOST_BYTES, PackedText, json_of, pack, unpack, unpacked
from tests.support.databases import MIGRATIONS, build_app


class Base(DeclarativeBase):
    """Of this test alone."""


class Told(Base):
    __tablename__ = "told"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    words: Mapped[str | None] = mapped_column(PackedText)


LONG = '{"figure": 3.5, "cells": [' + ",".join(['{"status": "shown", "mean": 4.1}'] * 300) + "]}"


@given(st.text(max_size=200))
@settings(max_examples=30, deadline=None)
def test_what_is_unpacked_is_what_was_packed(words: str) -> None:
    assert unpack(pack(words)) == words


def test_spoilt_bytes_are_another_text_and_no_fault_of_the_program() -> None:
    assert unpack(pack(LONG)[:-9]) not in (LONG, None)


def test_a_little_that_would_become_very_much_is_not_unpacked() -> None:
    bomb = zlib.compress(b"0" * (MOST_BYTES + 1))
    assert len(unpack(bomb) or "") <= len(bomb)
    assert len(unpack(pack("0" * MOST_BYTES)) or "") == MOST_BYTES
    with pytest.raises(ValueError, match="too long"):
        pack("x" * (MOST_BYTES + 1))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    is_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'a'}" if is_file else request.getfixturevalue("postgres_url")
    engine = create_engine(url, poolclass=NullPool)
    Base.metadata.create_all(engine)
    with Session(engine) as made:
        made.add_all([Told(id=1, words=LONG), Told(id=2, words=None)])
        made.commit()
        # As an older version stored it.
        made.execute(text("INSERT INTO told VALUES (3, :words)"), {"words": '{"figure": 4.5}'})
        yield made
    engine.dispose()


def test_packed_and_older_texts_are_read_alike_and_looked_into_by_statements(
    session: Session,
) -> None:
    rows = dict(session.execute(select(Told.id, Told.words)).all())
    assert rows == {1: LONG, 2: None, 3: '{"figure": 4.5}'}
    figure = json_of(session, Told.words)["figure"].as_float()
    wanted = select(Told.id, figure).where(Told.id != 2)
    assert dict(session.execute(wanted).all()) == {1: 3.5, 3: 4.5}
    length = func.length(unpacked(session, Told.words))
    assert session.scalar(select(length).where(Told.id == 1)) == len(LONG)


def test_sqlite_keeps_a_tenth_of_it(tmp_path: Path) -> None:
    engine: Engine = create_engine(f"sqlite:///{tmp_path / 'b'}", poolclass=NullPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Told(id=1, words=LONG))
        session.commit()
        kept: Any = literal_column("length(words)")
        assert session.scalar(select(kept).select_from(Told)) < len(LONG) / 10
    engine.dispose()


def test_a_step_down_gives_the_version_before_the_text_it_can_read(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    place = tmp_path / "c.sqlite3"
    copy(migrated_sqlite, place)
    with closing(sqlite3.connect(place)) as file, file:  # Whose officers they are is not asked.
        rows = [(1, 1, pack(LONG)), (2, 1, "{}")]
        file.executemany(
            "INSERT INTO officer_result (participant_id, cycle_id, payload) VALUES (?, ?, ?)", rows
        )
    app = build_app(f"sqlite:///{place}", tmp_path / "keys")

    with app.app_context():
        downgrade(str(MIGRATIONS), revision="0112")

    with closing(sqlite3.connect(place)) as file:
        kept = dict(file.execute("SELECT participant_id, payload FROM officer_result"))
    assert kept == {1: LONG, 2: "{}"}
