"""Counters that were closed, and QR tokens that were replaced.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("counter", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "replaced_token",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_replaced_token_counter_id")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_replaced_token")),
    )
    op.create_index(
        op.f("ix_replaced_token_counter_id"), "replaced_token", ["counter_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_replaced_token_counter_id"), table_name="replaced_token")
    op.drop_table("replaced_token")
    op.drop_column("counter", "closed_at")
