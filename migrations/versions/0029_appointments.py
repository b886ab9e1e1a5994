"""Keep the raters whom HR appoints until the cycle opens.

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["cycle.id"],
            name=op.f("fk_appointment_cycle_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["ratee_id"], ["person.id"], name=op.f("fk_appointment_ratee_id")),
        sa.ForeignKeyConstraint(["rater_id"], ["person.id"], name=op.f("fk_appointment_rater_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint(
            "cycle_id",
            "ratee_id",
            "rater_id",
            name=op.f("uq_appointment_cycle_id_ratee_id_rater_id"),
        ),
    )
    op.create_index("ix_appointment_ratee_id", "appointment", ["ratee_id"])
    op.create_index("ix_appointment_rater_id", "appointment", ["rater_id"])


def downgrade() -> None:
    op.drop_table("appointment")
