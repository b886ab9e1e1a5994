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
from tests.support.databases import build_app, migrate_to_head
from tests.support.postgres import PostgresServer

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class OpenCycle:
    """Where an open cycle lies: its database, its key folder, its id."""

    url: str
    keys: KeyStore
    cycle_id: int


def fill(url: str, keys: KeyStore, share: float = 0.85) -> int:
    """Migrate an empty database and open a simulated cycle in it; returns the cycle's id."""
    migrate_to_head(build_app(url, keys.folder))
    engine = create_engine(url)
    with Session(engine) as session:
        agency = build_agency(session, random.Random(7))
        cycle = demo._opened(session, agency, "Uji", AT, keys=keys)
        demo.simulate_answers(session, cycle, keys=keys, seed=7, share=share)
        session.commit()
        cycle_id = cycle.id
    engine.dispose()
    return cycle_id


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> OpenCycle:
    folder = tmp_path_factory.mktemp("open-cycle")
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
def postgres_template(_postgres: PostgresServer, tmp_path_factory) -> OpenCycle:
    keys = KeyStore(tmp_path_factory.mktemp("open-cycle-on-postgresql") / "keys")
    url = _postgres.url(_postgres.create_database())
    return OpenCycle(url, keys, fill(url, keys))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def open_cycle_on_each(request, tmp_path) -> Iterator[OpenCycle]:
    """A copy of the open cycle on each kind of database."""
    if request.param == "sqlite":
        yield copy_of(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("_postgres")
    template: OpenCycle = request.getfixturevalue("postgres_template")
    shutil.copytree(template.keys.folder, tmp_path / "keys")
    name = server.create_database(template.url.rpartition("/")[2])
    yield OpenCycle(server.url(name), KeyStore(tmp_path / "keys"), template.cycle_id)
    server.drop_database(name)
