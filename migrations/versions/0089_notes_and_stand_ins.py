"""Notes of supervisors, and whom HR named to rate where the supervisor cannot.

Revision ID: 0089
Revises: 0088
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "talk_note",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_talk_note_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_talk_note")),
    )
    op.create_table(
        "stand_in_appraiser",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_stand_in_appraiser_participant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_stand_in_appraiser_person_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_stand_in_appraiser")),
    )
    op.create_index("ix_stand_in_appraiser_person_id", "stand_in_appraiser", ["person_id"])


def downgrade() -> None:
    op.drop_table("stand_in_appraiser")
    op.drop_table("talk_note")
