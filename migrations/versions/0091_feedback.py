"""Feedback between two officers, and mail that tells of it.

Revision ID: 0091
Revises: 0090
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("behaviour", sa.String(length=40), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(length=400), nullable=True),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(words IS NULL) = (given_on IS NULL)", name=op.f("ck_feedback_given_with_words")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"], name=op.f("fk_feedback_giver_id")),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["person.id"], name=op.f("fk_feedback_receiver_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_giver_id"), "feedback", ["giver_id"])
    op.create_index(op.f("ix_feedback_receiver_id"), "feedback", ["receiver_id"])
    for name in ("asks_feedback", "brings_feedback"):
        column = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column("mail_message", column)


def downgrade() -> None:
    op.drop_column("mail_message", "brings_feedback")
    op.drop_column("mail_message", "asks_feedback")
    op.drop_index(op.f("ix_feedback_receiver_id"), table_name="feedback")
    op.drop_index(op.f("ix_feedback_giver_id"), table_name="feedback")
    op.drop_table("feedback")
