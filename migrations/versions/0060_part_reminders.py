"""Parts of a cycle that HR wants reminded with the next mail.

Revision ID: 0060
Revises: 0059
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "part_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_part_reminder_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_part_reminder_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_reminder")),
    )
    op.create_index(op.f("ix_part_reminder_cycle_id"), "part_reminder", ["cycle_id"])
    if op.get_bind().dialect.name == "postgresql":  # No samples of what a box says.
        op.execute('ALTER TABLE part_reminder ALTER COLUMN "box" SET STATISTICS 0')


def downgrade() -> None:
    op.drop_index(op.f("ix_part_reminder_cycle_id"), table_name="part_reminder")
    op.drop_table("part_reminder")
