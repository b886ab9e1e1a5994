"""Looks at steps, 30 and 90 days after they began.

Revision ID: 0070
Revises: 0069
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "development_check_in",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=30), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["step_id"], ["development_step.id"], name=op.f("fk_development_check_in_step_id")
        ),
        sa.PrimaryKeyConstraint("step_id", "mark", name=op.f("pk_development_check_in")),
    )


def downgrade() -> None:
    op.drop_table("development_check_in")
