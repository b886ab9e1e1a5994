"""Steps that officers pick after a profile, and the talk about them.

Revision ID: 0069
Revises: 0061
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "development_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("behaviour", sa.String(length=40), nullable=False),
        sa.Column("situation", sa.String(length=200), nullable=False),
        sa.Column("intention", sa.String(length=200), nullable=False),
        sa.Column("way", sa.String(length=30), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=False),
        sa.Column("chosen_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_development_step_participant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_step")),
    )
    op.create_index(
        op.f("ix_development_step_participant_id"), "development_step", ["participant_id"]
    )
    op.create_table(
        "development_talk",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("officer_confirmed", sa.Boolean(), nullable=False),
        sa.Column("supervisor_confirmed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "held_on IS NOT NULL OR NOT (officer_confirmed OR supervisor_confirmed)",
            name=op.f("ck_development_talk_confirmed_was_held"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_development_talk_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_development_talk")),
    )


def downgrade() -> None:
    op.drop_table("development_talk")
    op.drop_index(op.f("ix_development_step_participant_id"), table_name="development_step")
    op.drop_table("development_step")
