"""Session numbers that nobody can guess, and no statistics of secret columns.

PostgreSQL keeps samples of every column's content in `pg_statistic`, and keeps them when the rows
are gone. For handles, boxes and words it must gather none.

Revision ID: 0015
Revises: 0012
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None

SECRET_COLUMNS = (
    ("open_sheet", "handle", "bytea"),
    ("open_sheet", "box", "bytea"),
    ("open_voice", "id", "bytea"),
    ("open_voice", "box", "bytea"),
    ("spent_ticket", "digest", "bytea"),
    ("sheet", "id", "bytea"),
    ("sheet", "answers", "bytea"),
    ("comment", "id", "bytea"),
    ("comment", "text", "text"),
    ("redaction", "before", "text"),
    ("redaction", "after", "text"),
)
LARGEST = 2**63 - 1


def upgrade() -> None:
    _resize(sa.Integer(), sa.BigInteger())
    _renumber(lambda: secrets.randbelow(LARGEST) + 1)
    _gather_statistics(0)


def downgrade() -> None:
    _gather_statistics(-1)
    # Sessions end: a large number would not fit.
    _renumber(lambda: secrets.randbelow(999_999_999) + 1)
    _resize(sa.BigInteger(), sa.Integer())


def _resize(before: sa.Integer, after: sa.Integer) -> None:
    # An INTEGER of SQLite already has 64 bits.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("account", "session_version", existing_type=before, type_=after)


def _renumber(draw: Callable[[], int]) -> None:
    account = sa.table("account", sa.column("id"), sa.column("session_version"))
    connection = op.get_bind()
    rows = [
        {"account": each, "version": draw()} for each in connection.scalars(sa.select(account.c.id))
    ]
    if rows:
        change = (
            sa.update(account)
            .where(account.c.id == sa.bindparam("account"))
            .values(session_version=sa.bindparam("version"))
        )
        connection.execute(change, rows)


def _gather_statistics(target: int) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column, kind in SECRET_COLUMNS:
        # To set a type, even the same one, forgets what was gathered.
        op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" TYPE {kind}')
        op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS {target}')
