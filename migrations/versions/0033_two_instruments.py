"""A cycle may ask a second instrument on the same sheets, whose results are a cycle of their own.

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_instrument",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("results_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_second_instrument_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument_version.id"],
            name=op.f("fk_second_instrument_instrument_id_instrument_version"),
        ),
        sa.ForeignKeyConstraint(
            ["results_id"], ["cycle.id"], name=op.f("fk_second_instrument_results_id_cycle")
        ),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_second_instrument")),
        sa.UniqueConstraint("results_id", name=op.f("uq_second_instrument_results_id")),
    )


def downgrade() -> None:
    op.drop_table("second_instrument")
