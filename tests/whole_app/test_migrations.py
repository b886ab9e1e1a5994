"""The schema is made by numbered migrations, which hold on both engines, forth and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.engine import Connection

from berakhlak.extensions import db
from tests.support.databases import MIGRATIONS, build_app
from tests.support.rows import fill_every_table, row_counts

T = TypeVar("T")
SCRIPTS = ScriptDirectory(str(MIGRATIONS))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


# Tables that a step takes away with what they hold, on purpose.
TAKEN_AWAY = {"0016": {"sheet"}}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
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
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
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


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_step_up_keeps_the_rows_of_every_older_table(empty_app: Flask, revision: str) -> None:
    step = REVISIONS.index(revision)
    if step:
        upgrade(revision=REVISIONS[step - 1])
    with db.engine.begin() as connection:
        fill_every_table(connection)
    before = inspected(row_counts)

    upgrade(revision=revision)

    after = inspected(row_counts)
    kept = set(before) - TAKEN_AWAY.get(revision, set())
    assert {table: after.get(table) for table in kept} == {table: before[table] for table in kept}


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_step_down_keeps_the_rows_of_every_table_that_stays(
    empty_app: Flask, revision: str
) -> None:
    upgrade(revision=revision)
    with db.engine.begin() as connection:
        filled = fill_every_table(connection)
    before = inspected(row_counts)

    downgrade(revision="-1")

    after = inspected(row_counts)
    assert filled
    come_back = dict.fromkeys(TAKEN_AWAY.get(revision, ()), 0)
    assert after == {table: (before | come_back)[table] for table in after}
