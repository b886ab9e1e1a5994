"""A root over every result of a cycle: salts and leaf hashes beside the payloads.

Cycles sealed before have none and get none: what they would be made of may have changed since.

Revision ID: 0023
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = ("cycle_result", "officer_result", "unit_result")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("salt", sa.LargeBinary(length=32), nullable=True))
        op.add_column(table, sa.Column("leaf", sa.LargeBinary(length=32), nullable=True))
    op.add_column("cycle_result", sa.Column("root", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("cycle_result", "root")
    for table in reversed(TABLES):
        op.drop_column(table, "leaf")
        op.drop_column(table, "salt")
