"""Pulses: cycles that look back on one, who agreed to be asked about, and what is asked.

Revision ID: 0083
Revises: 0082
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pulse",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("of_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_pulse_cycle_id")),
        sa.ForeignKeyConstraint(["of_id"], ["cycle.id"], name=op.f("fk_pulse_of_id")),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_pulse")),
        sa.UniqueConstraint("of_id", name=op.f("uq_pulse_of_id")),
    )
    op.create_table(
        "pulse_consent",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("behaviours", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_pulse_consent_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_pulse_consent")),
    )
    op.create_table(
        "pulse_question",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("behaviours", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_pulse_question_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_pulse_question")),
    )


def downgrade() -> None:
    op.drop_table("pulse_question")
    op.drop_table("pulse_consent")
    op.drop_table("pulse")
