"""Code of the release before works on the schema of now: hosts are updated one after the other.

See "Migrations" in CONTRIBUTING.md. What a release no longer uses is taken away by the next one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade

from berakhlak.extensions import db
from tests.support.databases import MIGRATIONS, build_app
from tests.upgrades.releases import previous_release

# What looks as if it broke the release before, and does not: "table.name" with the reason.
REVIEWED: dict[str, str] = {
    "agency.ck_agency_most_officers_above_zero": "Old code never writes the column.",
    "agency.ck_agency_most_file_mb_above_zero": "Old code never writes the column.",
}


def schema_of(engine: sa.Engine) -> sa.MetaData:
    found = sa.MetaData()
    found.reflect(engine)
    return found


def broken_for_old_code(old: sa.MetaData, new: sa.MetaData) -> Iterator[str]:
    """Each thing that code made for `old` would stumble over, as `table.name: why`."""
    for name, before in old.tables.items():
        if (after := new.tables.get(name)) is None:
            yield f"{name}: the table is gone or renamed"
            continue
        for column in before.columns:
            yield from _changed(column, after)
        for column in after.columns:
            if column.name not in before.columns and not _fills_itself(column):
                yield f"{name}.{column.name}: old code leaves it empty, and it must not be"
        for rule in sorted(_rules(after) - _rules(before)):
            yield f"{name}.{rule}: old code does not know this rule"


def _changed(column: sa.Column[Any], table: sa.Table) -> Iterator[str]:
    now = table.columns.get(column.name)
    place = f"{table.name}.{column.name}"
    if now is None:
        yield f"{place}: the column is gone or renamed"
    elif column.nullable and not now.nullable:
        yield f"{place}: old code may leave it empty, and it must not be"
    elif _width(now) < _width(column) or type(now.type) is not type(column.type):
        yield f"{place}: from {column.type} to {now.type}"


def _fills_itself(column: sa.Column[Any]) -> bool:
    return bool(column.nullable or column.server_default is not None or column.computed)


def _width(column: sa.Column[Any]) -> float:
    return getattr(column.type, "length", None) or float("inf")


def _rules(table: sa.Table) -> set[str]:
    """Checks, references and what must not be there twice, by their names."""
    unique = {str(each.name) for each in table.indexes if each.unique}
    kinds = (sa.CheckConstraint, sa.ForeignKeyConstraint, sa.UniqueConstraint)
    return unique | {str(each.name) for each in table.constraints if isinstance(each, kinds)}


@pytest.fixture(scope="module")
def old_and_new(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[sa.MetaData, sa.MetaData]:
    """The schemas of the release before and of now."""
    folder = tmp_path_factory.mktemp("schemas")
    file = shutil.copyfile(migrated_sqlite, folder / "schema.sqlite3")
    with build_app(f"sqlite:///{file}", folder / "keys").app_context():
        new = schema_of(db.engine)
        downgrade(str(MIGRATIONS), revision=previous_release().schema)
        old = schema_of(db.engine)
        db.session.remove()
        db.engine.dispose()
    return old, new


def test_no_migration_since_the_release_before_breaks_its_code(
    old_and_new: tuple[sa.MetaData, sa.MetaData],
) -> None:
    old, new = old_and_new
    found = {each.partition(":")[0]: each for each in broken_for_old_code(old, new)}

    assert {place: why for place, why in found.items() if place not in REVIEWED} == {}
    assert REVIEWED.keys() <= found.keys(), "reviewed, but no longer there"
    assert len(old.tables) > 50


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP TABLE pair", "pair: the table"),
        ("ALTER TABLE pair RENAME TO couple", "pair: the table"),
        ("ALTER TABLE pair DROP COLUMN note", "pair.note: the column"),
        ("ALTER TABLE pair RENAME COLUMN note TO remark", "pair.note: the column"),
        ("CREATE UNIQUE INDEX once ON pair (note)", "pair.once: old code does not know"),
        (
            "DROP TABLE pair; CREATE TABLE pair (id INTEGER NOT NULL, note VARCHAR(20) NOT NULL)",
            "pair.note: old code may",
        ),
        ("DROP TABLE pair; CREATE TABLE pair (id INTEGER, note VARCHAR(5))", "pair.note: from"),
        (
            "DROP TABLE pair; CREATE TABLE pair (id INTEGER, note VARCHAR(20), new DATE NOT NULL)",
            "pair.new: old code leaves",
        ),
        (
            "DROP TABLE pair; CREATE TABLE pair (id INTEGER, note VARCHAR(20), "
            "CONSTRAINT short CHECK (note < 'm'))",
            "pair.short: old code does not know",
        ),
        ("ALTER TABLE pair ADD COLUMN new INTEGER NOT NULL DEFAULT 3", ""),
        ("ALTER TABLE pair ADD COLUMN new DATE", ""),
        ("CREATE TABLE other (id INTEGER NOT NULL); CREATE INDEX quick ON pair (note)", ""),
    ],
)
def test_what_would_break_it_is_found(statement: str, named: str) -> None:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE pair (id INTEGER NOT NULL, note VARCHAR(20))")
    old = schema_of(engine)
    with engine.begin() as connection:
        for each in statement.split("; "):
            connection.exec_driver_sql(each)

    found = list(broken_for_old_code(old, schema_of(engine)))
    engine.dispose()

    assert [each for each in found if not each.startswith(named or "?")] == []
    assert bool(found) is bool(named)
