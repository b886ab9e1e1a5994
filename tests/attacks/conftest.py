"""One cycle per engine, kept as it was while open, after closing, and after publishing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from berakhlak.cycles.keys import KeyStore
from tests.attacks.world import Past, Stages, close, opened, release
from tests.factories.simulated import OpenCycle
from tests.support.postgres import PostgresServer

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", params=ENGINES)
def stages(request: pytest.FixtureRequest) -> Stages:
    """The stages on one engine after the other. Tests change no row of any of them, or undo it;
    what they undo stays in the files of PostgreSQL, so carving has stages of its own.

    Every file goes from engine to engine, and a fixture with parameters would be made anew each
    time; those that it asks for last until the end.
    """
    made: Stages = request.getfixturevalue(f"_{request.param}_stages")
    return made


@pytest.fixture(scope="session")
def _sqlite_stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    yield from made_stages(tmp_path_factory.mktemp("attacked"), None)


@pytest.fixture(scope="session")
def _postgresql_stages(
    _postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stages]:
    yield from made_stages(tmp_path_factory.mktemp("attacked"), _postgres)


def made_stages(folder: Path, server: PostgresServer | None) -> Iterator[Stages]:
    """The database goes from stage to stage; a copy of each is left behind for comparison."""
    keys = KeyStore(folder / "keys")
    if server:
        url = server.url(server.create_database())
    else:
        (folder / "database").mkdir()
        url = f"sqlite:///{folder / 'database' / 'app.sqlite3'}"
    past = opened(url, keys)
    answered = copied(past, folder / "answered", server)
    close(past)
    closed = copied(past, folder / "closed", server)
    release(past)
    yield Stages(answered, closed, past, server.folder if server else folder / "database")
    for each in (answered, closed, past):
        if server:
            server.drop_database(each.cycle.url.rpartition("/")[2])


def copied(past: Past, folder: Path, server: PostgresServer | None) -> Past:
    """The same database at rest and its keys in another place."""
    folder.mkdir()
    shutil.copytree(past.cycle.keys.folder, folder / "keys")
    if server:
        url = server.url(server.create_database(past.cycle.url.rpartition("/")[2]))
    else:
        url = f"sqlite:///{folder / 'app.sqlite3'}"
        shutil.copyfile(past.cycle.url.removeprefix("sqlite:///"), folder / "app.sqlite3")
    cycle = OpenCycle(url, KeyStore(folder / "keys"), past.cycle.cycle_id)
    return replace(past, cycle=cycle)


def elsewhere(past: Past, request: pytest.FixtureRequest, folder: Path) -> tuple[str, str]:
    """The addresses of the cycle's database and of an empty one of the same kind."""
    if past.cycle.url.startswith("sqlite"):
        return past.cycle.url, f"sqlite:///{folder / 'restored.sqlite3'}"
    server: PostgresServer = request.getfixturevalue("_postgres")
    return past.cycle.url, server.url(server.create_database())
