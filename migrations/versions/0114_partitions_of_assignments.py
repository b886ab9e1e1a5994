"""Who rates whom of each cycle in a partition of its own, on PostgreSQL.

Raters read their assignment at every save, so it must not be rewritten when another cycle closes
(docs/decisions/0245). Moved are rows of cycles that take answers; the version before goes on
writing what it opens to the rest. SQLite has no partitions: nothing changes there.

Revision ID: 0114
Revises: 0113
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"
branch_labels = None
depends_on = None

TABLE, BEFORE, SEQUENCE = "assignment", "assignment_before", "assignment_id_seq"
PAIR = "uq_assignment_rater_id_ratee_id"
REFERENCES = (("cycle_id", "cycle"), ("rater_id", "participant"), ("ratee_id", "participant"))
ANSWERED = "SELECT id FROM cycle WHERE state IN ('open', 'sealing') ORDER BY id"
PARTS = (
    "SELECT CAST(CAST(inhrelid AS regclass) AS text) FROM pg_inherits "
    "WHERE inhparent = CAST('assignment_before' AS regclass)"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _set_aside()
        _make(" PARTITION BY LIST (cycle_id)", of_cycle=", cycle_id")
        op.execute(f"CREATE TABLE {TABLE}_rest PARTITION OF {TABLE} DEFAULT")
        for cycle in _texts(ANSWERED):
            part = f"{TABLE}_c{cycle}"
            op.execute(f"CREATE TABLE {part} PARTITION OF {TABLE} FOR VALUES IN ({cycle})")
        _move()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _set_aside()
        _make()
        _move()


def _set_aside() -> None:
    """Free the names of the table and of what belongs to it."""
    for name in (PAIR, f"pk_{TABLE}"):
        op.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {name}")
    for column, _table in REFERENCES:
        op.execute(f"DROP INDEX IF EXISTS ix_{TABLE}_{column}")
    op.execute(f"ALTER TABLE {TABLE} RENAME TO {BEFORE}")
    for part in _texts(PARTS):
        op.execute(f"ALTER TABLE {part} RENAME TO {part}_before")


def _make(how: str = "", of_cycle: str = "") -> None:
    """Numbers go on where they were, so that none is given twice."""
    kept = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS"
    op.execute(f"CREATE TABLE {TABLE} (LIKE {BEFORE} {kept}){how}")
    op.execute(f"ALTER SEQUENCE {SEQUENCE} OWNED BY {TABLE}.id")
    op.execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT pk_{TABLE} PRIMARY KEY (id{of_cycle})")
    op.execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT {PAIR} UNIQUE (rater_id, ratee_id{of_cycle})")
    for column, table in REFERENCES:
        if column != "cycle_id" or not of_cycle:  # All rows of a partition are of one.
            op.execute(f"CREATE INDEX ix_{TABLE}_{column} ON {TABLE} ({column})")
        op.execute(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT fk_{TABLE}_{column} "
            f"FOREIGN KEY ({column}) REFERENCES {table} (id)"
        )


def _move() -> None:
    op.execute(f"INSERT INTO {TABLE} SELECT * FROM {BEFORE} ORDER BY id")  # noqa: S608  Ours.
    rows = sa.select(sa.func.count())
    counts = [op.get_bind().scalar(rows.select_from(sa.table(name))) for name in (BEFORE, TABLE)]
    if counts[0] != counts[1]:
        raise RuntimeError(f"{TABLE}: {counts[0]} rows, and {counts[1]} were moved")
    op.execute(f"DROP TABLE {BEFORE}")


def _texts(question: str) -> list[str]:
    return [str(each) for each in op.get_bind().scalars(sa.text(question))]
