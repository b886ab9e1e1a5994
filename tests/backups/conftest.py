"""An open cycle of some nine hundred sheets on either engine, and empty databases to restore to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import MetaData, create_engine, select
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from berakhlak.backups.restoring import RestoreResult, restore_backup
from berakhlak.backups.stores import DatabaseDump, DatabaseStore
from berakhlak.backups.taking import database_store_of, take_backup
from berakhlak.cycles.keys import KeyStore
from tests.backups import AT
from tests.factories.simulated import OpenCycle, copy_of
from tests.support.databases import build_app

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@dataclass(frozen=True)
class Place:
    """A database with its application and keys, and where its backups go."""

    app: Flask
    engine: Engine
    keys: KeyStore
    folder: Path
    cycle_id: int

    @property
    def store(self) -> DatabaseStore:
        return database_store_of(self.engine)

    @property
    def file(self) -> Path:
        return self.folder / "cadangan.tar"

    def back_up(self, *, force: bool = False) -> DatabaseDump:
        return take_backup(
            self.store, self.file, key_dir=self.keys.folder, secret="s", at=AT, force=force
        )

    def restore(self, file: Path, *, replace: bool = False) -> RestoreResult:
        with self.app.app_context():
            return restore_backup(
                self.store, file, keys=self.keys, secret="s", replace=replace, at=AT
            )

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, as text, in an order of its own."""
        schema = MetaData()
        with self.engine.connect() as connection:
            schema.reflect(connection)
            return {
                table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                for table in schema.sorted_tables
            }


@pytest.fixture(params=ENGINES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def _places(tmp_path: Path) -> Iterator[Callable[[OpenCycle, str], Place]]:
    engines: list[Engine] = []

    def build(cycle: OpenCycle, name: str) -> Place:
        # Nobody but the one who acts may be connected when a database is replaced.
        engines.append(create_engine(cycle.url, poolclass=NullPool))
        folder = tmp_path / name / "backups"
        folder.mkdir(parents=True)
        app = build_app(cycle.url, cycle.keys.folder)
        return Place(app, engines[-1], cycle.keys, folder, cycle.cycle_id)

    yield build
    for engine in engines:
        engine.dispose()


@pytest.fixture
def place(request, kind, tmp_path, _places) -> Iterator[Place]:
    """An open cycle with its key."""
    if kind == "sqlite":
        yield _places(copy_of(request.getfixturevalue("sqlite_template"), tmp_path / "live"), "a")
        return
    yield _places(request.getfixturevalue("open_cycle_on_postgres"), "a")


@pytest.fixture
def empty(request, kind, place, tmp_path, _places) -> Iterator[Place]:
    """A migrated database without a row, on the same engine and with the same keys."""
    if kind == "sqlite":
        (tmp_path / "empty").mkdir()
        path = tmp_path / "empty" / "other.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield _places(OpenCycle(f"sqlite:///{path}", place.keys, place.cycle_id), "b")
        return
    server = request.getfixturevalue("_postgres")
    name = server.create_database(request.getfixturevalue("migrated_postgres"))
    yield _places(OpenCycle(server.url(name), place.keys, place.cycle_id), "b")
    server.drop_database(name)
