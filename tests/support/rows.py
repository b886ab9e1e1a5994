"""Rows for any schema, read from the database itself: migrations are tested before models exist."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from berakhlak.cycles.partitions import is_partition

# Values that a check constraint demands, where any value of the type would not do.
DEMANDED: dict[tuple[str, str], Any] = {
    ("assignment", "group"): "self",  # The only row is one person rating himself.
    ("person", "nip"): "197001012000011001",
    ("cycle", "holders_json"): None,  # Its server holds the key.
    ("account_role", "role"): "hr",
    # An older version would take a role of a unit, or with an end, for more than it is.
    ("account_role", "unit_id"): None,
    ("account_role", "until"): None,
    ("issued_document", "deleted_cycle_id"): None,  # Its cycle is there.
    ("objection", "withdrawn_on"): None,  # It was decided.
    ("exceptional_access", "ends_at"): datetime(2026, 1, 31, 12, 0, tzinfo=UTC),
}
# What rows are called is a text, and others point to it.
DEMANDED |= {(f"complaint_{table}", "complaint_name"): "name" for table in ("word", "told")}
# Letters and digits, as names of key files are.
DEMANDED |= {
    (table, "key_name"): "abc" for table in ("cycle", "talk_survey", "satisfaction_survey")
}
_BY_TYPE: dict[type, Any] = {
    bool: True,
    int: 1,
    float: 1.0,
    bytes: b"\x01",
    object: {"count": 1},  # JSON.
    date: date(2026, 1, 31),
    datetime: datetime(2026, 1, 31, 8, 0, tzinfo=UTC),
}


def fill_every_table(connection: Connection) -> list[str]:
    """Put one row into every table, parents first; returns the names of the tables."""
    tables = _tables(connection)
    for table in tables:
        connection.execute(table.insert().values(a_row(table)))
    return [table.name for table in tables]


def a_row(table: sa.Table) -> dict[str, Any]:
    """One that the table takes, once those are there that it points to."""
    return {column.name: _value(table, column) for column in table.columns}


def row_counts(connection: Connection) -> dict[str, int]:
    """Rows of every table but Alembic's own; those of partitions count in their tables."""
    names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    return {name: _count(connection, name) for name in sorted(names) if not is_partition(name)}


def attached_partitions(connection: Connection) -> set[str]:
    """Names of those whose rows are rows of another table, as PostgreSQL itself says it."""
    if connection.dialect.name == "sqlite":
        return set()
    return set(connection.scalars(sa.text("SELECT relname FROM pg_class WHERE relispartition")))


def _count(connection: Connection, name: str) -> int:
    rows = sa.select(sa.func.count()).select_from(sa.table(name))
    return int(connection.execute(rows).scalar_one())


def _tables(connection: Connection) -> list[sa.Table]:
    schema = sa.MetaData()
    schema.reflect(connection)
    return [
        table
        for table in schema.sorted_tables
        if table.name != "alembic_version" and not is_partition(table.name)
    ]


def _value(table: sa.Table, column: sa.Column[Any]) -> Any:
    if (table.name, column.name) in DEMANDED:
        return DEMANDED[table.name, column.name]
    if column.nullable and any(key.column.table is table for key in column.foreign_keys):
        return None  # A root: the first row cannot have a parent.
    kind = column.type.python_type
    return _text(column) if kind is str else _BY_TYPE[kind]


def _text(column: sa.Column[Any]) -> str:
    return column.name[: getattr(column.type, "length", None)]
