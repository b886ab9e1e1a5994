"""What HR sees of an open cycle's progress, kept under the cycle's key.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "progress_look",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_progress_look_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_progress_look")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # As for every other secret column: the database keeps no samples of it.
        op.execute('ALTER TABLE progress_look ALTER COLUMN "box" SET STATISTICS 0')


def downgrade() -> None:
    op.drop_table("progress_look")
