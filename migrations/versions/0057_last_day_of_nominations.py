"""Until when names are gathered, how long a list waits, and who agreed to it.

Revision ID: 0057
Revises: 0056
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nomination_period",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("remind_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["cycle.id"],
            name=op.f("fk_nomination_period_cycle_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_nomination_period")),
    )
    op.add_column(
        "nomination_list",
        sa.Column("is_agreed_by_hr", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("nomination_list", sa.Column("waiting_since", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("nomination_list", "waiting_since")
    op.drop_column("nomination_list", "is_agreed_by_hr")
    op.drop_table("nomination_period")
