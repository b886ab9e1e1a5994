"""Ratings of behaviour, those that were opened again, and imported ratings of work results.

Revision ID: 0081
Revises: 0080
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "behaviour_rating",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("final_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_behaviour_rating_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_behaviour_rating")),
    )
    op.create_table(
        "reopened_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("final_on", sa.Date(), nullable=False),
        sa.Column("reopened_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_reopened_rating_participant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopened_rating")),
    )
    op.create_index(
        op.f("ix_reopened_rating_participant_id"), "reopened_rating", ["participant_id"]
    )
    op.create_table(
        "work_result",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_work_result_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_work_result")),
    )


def downgrade() -> None:
    op.drop_table("work_result")
    op.drop_index(op.f("ix_reopened_rating_participant_id"), table_name="reopened_rating")
    op.drop_table("reopened_rating")
    op.drop_table("behaviour_rating")
