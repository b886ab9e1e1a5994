"""Sheets, voices and spent tickets of each cycle in partitions of their own, on PostgreSQL.

Closing a cycle then cuts its partitions to nothing, and nobody else waits (docs/decisions/0245).
Rows of cycles that take answers are moved to theirs, all others to the rest, where the version
before goes on writing what it opens. SQLite has no partitions, and no need: nothing changes there.

Revision ID: 0113
Revises: 0112
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"
branch_labels = None
depends_on = None

# Table, and what names a row within a cycle.
TABLES = (("open_sheet", "handle"), ("open_voice", "id"), ("spent_ticket", "digest"))
ANSWERED = "SELECT id FROM cycle WHERE state IN ('open', 'sealing') ORDER BY id"
UNSAMPLED = (
    "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = CAST(:table AS regclass) "
    "AND attstattarget = 0 AND attnum > 0 AND NOT attisdropped"
)
PARTS = (
    "SELECT CAST(CAST(inhrelid AS regclass) AS text) FROM pg_inherits "
    "WHERE inhparent = CAST(:table AS regclass)"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, key in TABLES:
            unsampled = _set_aside(table)
            _make(table, f'PRIMARY KEY ("{key}", cycle_id)', " PARTITION BY LIST (cycle_id)")
            _leave_unsampled(table, unsampled)
            op.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")
            _leave_unsampled(f"{table}_rest", unsampled)
            for cycle in _texts(ANSWERED):
                part = f"{table}_c{cycle}"
                op.execute(f"CREATE TABLE {part} PARTITION OF {table} FOR VALUES IN ({cycle})")
                _leave_unsampled(part, unsampled)
            _move(table, key)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, key in TABLES:
            unsampled = _set_aside(table)
            _make(table, f'PRIMARY KEY ("{key}")')
            op.execute(f"CREATE INDEX ix_{table}_cycle_id ON {table} (cycle_id)")
            _leave_unsampled(table, unsampled)
            _move(table, key)


def _set_aside(table: str) -> list[str]:
    """Free the names of a table and what belongs to it; returns columns that are not sampled."""
    unsampled = _texts(UNSAMPLED, table)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT pk_{table}")
    op.execute(f"DROP INDEX IF EXISTS ix_{table}_cycle_id")
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    # Its partitions go with it; the new ones want their names.
    for part in _texts(PARTS, f"{table}_before"):
        op.execute(f"ALTER TABLE {part} RENAME TO {part}_before")
    return unsampled


def _make(table: str, key: str, how: str = "") -> None:
    op.execute(f"CREATE TABLE {table} (LIKE {table}_before INCLUDING DEFAULTS){how}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} {key}")
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT fk_{table}_cycle_id "
        "FOREIGN KEY (cycle_id) REFERENCES cycle (id)"
    )


def _leave_unsampled(table: str, columns: list[str]) -> None:
    for column in columns:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def _move(table: str, key: str) -> None:
    """In the order of random keys, so that no order of answering goes along."""
    before, rows = f"{table}_before", sa.select(sa.func.count())
    op.execute(f'INSERT INTO {table} SELECT * FROM {before} ORDER BY "{key}"')  # noqa: S608
    counts = [op.get_bind().scalar(rows.select_from(sa.table(name))) for name in (before, table)]
    if counts[0] != counts[1]:
        raise RuntimeError(f"{table}: {counts[0]} rows, and {counts[1]} were moved")
    op.execute(f"DROP TABLE {table}_before")


def _texts(question: str, table: str = "") -> list[str]:
    given = {"table": table} if table else {}
    return [str(each) for each in op.get_bind().scalars(sa.text(question), given)]
