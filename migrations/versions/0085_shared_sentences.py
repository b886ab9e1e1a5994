"""Sentences that officers share with their unit.

Revision ID: 0085
Revises: 0083
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_sentence",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("shared_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_shared_sentence_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", "place", name=op.f("pk_shared_sentence")),
    )


def downgrade() -> None:
    op.drop_table("shared_sentence")
