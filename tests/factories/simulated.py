"""One open cycle with some nine hundred sheets and voices, built once and copied for each test."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import KeyStore
from berakhlak.demo import operations as demo
from berakhlak.demo.agency import build_agency
from tests.support.postgres import PostgresServer

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class OpenCycle:
    """Where an open cycle lies: its database, its key folder, its id."""

    url: str
    keys: KeyStore
    cycle_id: int


def fill(url: str, keys: KeyStore, share: float = 0.85) -> int:
    """Open a simulated cycle in a migrated database without a row; returns the cycle's id."""
    engine = create_engine(url)
    try:
        with Session(engine) as session:
            agency = build_agency(session, random.Random(7))
            cycle = demo._drafted(session, agency, "Uji", AT)
            demo._open(session, cycle, AT, keys=keys)
            demo.simulate_answers(session, cycle, keys=keys, seed=7, share=share)
            session.commit()
            return cycle.id
    finally:
        # Also when it fails: a connection left open would fail a test of something else.
        engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(migrated_sqlite, tmp_path_factory) -> OpenCycle:
    folder = tmp_path_factory.mktemp("open-cycle")
    shutil.copyfile(migrated_sqlite, folder / "open.sqlite3")
    keys, url = KeyStore(folder / "keys"), f"sqlite:///{folder / 'open.sqlite3'}"
    return OpenCycle(url, keys, fill(url, keys))


@pytest.fixture
def open_cycle(sqlite_template, tmp_path) -> OpenCycle:
    """A copy of the open cycle in a SQLite file of this test."""
    return copy_of(sqlite_template, tmp_path)


def copy_of(template: OpenCycle, folder: Path) -> OpenCycle:
    """Copy a SQLite database at rest and its keys."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "open.sqlite3"
    shutil.copyfile(template.url.removeprefix("sqlite:///"), path)
    shutil.copytree(template.keys.folder, folder / "keys")
    return OpenCycle(f"sqlite:///{path}", KeyStore(folder / "keys"), template.cycle_id)


@pytest.fixture(scope="session")
def postgres_template(
    _postgres: PostgresServer, migrated_postgres: str, tmp_path_factory
) -> OpenCycle:
    keys = KeyStore(tmp_path_factory.mktemp("open-cycle-on-postgresql") / "keys")
    url = _postgres.url(_postgres.create_database(migrated_postgres))
    return OpenCycle(url, keys, fill(url, keys))


@pytest.fixture
def open_cycle_on_postgres(
    _postgres: PostgresServer, postgres_template: OpenCycle, tmp_path
) -> Iterator[OpenCycle]:
    """A copy of the open cycle in a PostgreSQL database of this test."""
    keys = KeyStore(tmp_path / "keys")
    shutil.copytree(postgres_template.keys.folder, keys.folder)
    name = _postgres.create_database(postgres_template.url.rpartition("/")[2])
    yield OpenCycle(_postgres.url(name), keys, postgres_template.cycle_id)
    _postgres.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def open_cycle_on_each(request) -> OpenCycle:
    """A copy of the open cycle on each kind of database."""
    on_sqlite = request.param == "sqlite"
    return request.getfixturevalue("open_cycle" if on_sqlite else "open_cycle_on_postgres")
