"""The schema is made by numbered migrations, which hold on both engines, forth and back."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.engine import Connection

from berakhlak.cycles.partitions import what_to_compare
from berakhlak.extensions import db
from tests.support.databases import MIGRATIONS, build_app
from tests.support.postgres import PostgresServer
from tests.support.rows import fill_every_table, row_counts

T = TypeVar("T")
SCRIPTS = ScriptDirectory(str(MIGRATIONS))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


# Tables that a step takes away with what they hold, on purpose.
TAKEN_AWAY = {"0016": {"sheet"}, "0075": {"progress_look"}}


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
NEWEST = 6  # Steps that may still change.
RELEASED = json.loads((MIGRATIONS / "previous_release.json").read_text())["schema"]


def steps() -> Iterator[Any]:
    """(Engine, revision) of every step.

    `make test-long` alone walks those of earlier releases, which never change again, and of those
    since, but for the newest, one engine in turns.
    """
    for place, revision in enumerate(REVISIONS):
        is_new = revision > RELEASED
        both = is_new and place >= len(REVISIONS) - NEWEST
        for engine in ("sqlite", "postgresql"):
            walked = both or (is_new and place % 2 == (engine == "postgresql"))
            marks = [pytest.mark.postgres] if engine == "postgresql" else []
            yield pytest.param(engine, revision, marks=marks + [pytest.mark.long] * (not walked))


# Steps of an engine follow each other, so that each database is made from the one before.
STEPS = sorted(steps(), key=lambda step: step.values[0], reverse=True)


@dataclass
class Walk:
    """The empty database of one engine at every revision, each made from the one before."""

    folder: Path
    server: PostgresServer | None
    made: dict[str, str] = field(default_factory=dict)  # Address by revision.

    def copy_at(self, revision: str) -> str:
        """The address of a new database that stands at this revision; "" has no table yet."""
        if not revision:
            return self._copy("")
        if revision not in self.made:
            step = REVISIONS.index(revision)
            url = self.copy_at(REVISIONS[step - 1] if step else "")
            with at(url, self.folder):
                upgrade(revision=revision)
            self.made[revision] = url
        return self._copy(self.made[revision])

    def forget(self, url: str) -> None:
        """A server that keeps hundreds of databases takes a minute to stop."""
        if self.server:
            self.server.drop_database(url.rpartition("/")[2])

    def _copy(self, url: str) -> str:
        if self.server:
            return self.server.url(
                self.server.create_database(url.rpartition("/")[2] or "template0")
            )
        file = self.folder / f"{uuid4().hex}.sqlite3"
        if url:
            shutil.copyfile(url.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"


@contextmanager
def at(url: str, folder: Path) -> Iterator[Flask]:
    """The application on this database, left without a connection."""
    app = build_app(url, folder / "keys")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def _sqlite_walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return Walk(tmp_path_factory.mktemp("walk"), None)


@pytest.fixture(scope="module")
def _postgresql_walk(_postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return Walk(tmp_path_factory.mktemp("walk"), _postgres)


@pytest.fixture(params=ENGINES)
def stand_at(request: pytest.FixtureRequest) -> Iterator[Callable[[str], None]]:
    """Enter the application on an empty database that stands at a revision, on each engine."""
    walk: Walk = request.getfixturevalue(f"_{request.param}_walk")
    with ExitStack() as stack:

        def enter(revision: str) -> None:
            url = walk.copy_at(revision)
            stack.callback(walk.forget, url)
            stack.enter_context(at(url, walk.folder))

        yield enter


@pytest.fixture(params=ENGINES)
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any table, on one engine after the other."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    app = build_app(url, tmp_path / "keys")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def inspected(look: Callable[[Connection], T]) -> T:
    with db.engine.connect() as connection:
        return look(connection)


def schema_differences(connection: Connection) -> list[Any]:
    opts: dict[str, Any] = {"compare_type": True, "compare_server_default": True}
    opts["include_object"] = what_to_compare(connection)
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, db.metadata))


def described(connection: Connection) -> dict[str, dict[str, Any]]:
    """Columns, keys, checks and indexes of every table, to compare one schema with another."""
    look = sa.inspect(connection)
    return {
        table: {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)
            ],
            "primary key": look.get_pk_constraint(table),
            "foreign keys": sorted(map(str, look.get_foreign_keys(table))),
            "unique": sorted(map(str, look.get_unique_constraints(table))),
            "checks": sorted(str(c["name"]) for c in look.get_check_constraints(table)),
            "indexes": sorted(str(i["name"]) for i in look.get_indexes(table)),
        }
        for table in sorted(look.get_table_names())
    }


def unnamed_constraints(connection: Connection) -> list[str]:
    look = sa.inspect(connection)
    return [
        f"{table}: {constraint}"
        for table in look.get_table_names()
        if table != "alembic_version"
        for constraint in [
            look.get_pk_constraint(table),
            *look.get_foreign_keys(table),
            *look.get_unique_constraints(table),
            *look.get_check_constraints(table),
        ]
        if not constraint["name"]
    ]


def test_files_are_numbered_upwards_and_named_after_their_revision() -> None:
    files = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))

    assert [name.partition("_")[0] for name in files] == REVISIONS
    assert sorted(set(map(int, REVISIONS))) == list(map(int, REVISIONS))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) for name in files)


def test_there_is_one_head_so_that_two_branches_cannot_land_unnoticed() -> None:
    assert SCRIPTS.get_heads() == REVISIONS[-1:]


def test_the_migrated_schema_is_what_the_models_describe(empty_app: Flask) -> None:
    upgrade()

    assert inspected(schema_differences) == []


def test_every_constraint_has_a_name_and_can_be_undone(empty_app: Flask) -> None:
    upgrade()

    assert inspected(unnamed_constraints) == []


def test_down_and_up_again_gives_the_same_schema(empty_app: Flask) -> None:
    upgrade()
    before = inspected(described)

    downgrade(revision="base")
    emptied = inspected(lambda c: sa.inspect(c).get_table_names())
    upgrade()

    assert emptied == ["alembic_version"]
    assert inspected(described) == before


@pytest.mark.parametrize(("stand_at", "revision"), STEPS, indirect=["stand_at"])
def test_a_step_up_keeps_the_rows_of_every_older_table(
    stand_at: Callable[[str], None], revision: str
) -> None:
    step = REVISIONS.index(revision)
    stand_at(REVISIONS[step - 1] if step else "")
    with db.engine.begin() as connection:
        fill_every_table(connection)
    before = inspected(row_counts)

    upgrade(revision=revision)

    after = inspected(row_counts)
    kept = set(before) - TAKEN_AWAY.get(revision, set())
    assert {table: after.get(table) for table in kept} == {table: before[table] for table in kept}


@pytest.mark.parametrize(("stand_at", "revision"), STEPS, indirect=["stand_at"])
def test_a_step_down_keeps_the_rows_of_every_table_that_stays(
    stand_at: Callable[[str], None], revision: str
) -> None:
    stand_at(revision)
    with db.engine.begin() as connection:
        filled = fill_every_table(connection)
    before = inspected(row_counts)

    downgrade(revision="-1")

    after = inspected(row_counts)
    assert filled
    come_back = dict.fromkeys(TAKEN_AWAY.get(revision, ()), 0)
    assert after == {table: (before | come_back)[table] for table in after}
