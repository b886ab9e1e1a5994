"""Indexes that hold all that pages of large cycles count: who is where, and who has a result.

Revision ID: 0117
Revises: 0116
"""

from __future__ import annotations

from alembic import op

revision = "0117"
down_revision = "0116"
branch_labels = None
depends_on = None

IN_UNIT, OF_CYCLE = "ix_participant_in_unit", "ix_officer_result_of_cycle"
BEFORE = "ix_officer_result_cycle_id"


def upgrade() -> None:
    op.create_index(IN_UNIT, "participant", ["cycle_id", "unit_id", "is_rated", "id"])
    op.create_index(OF_CYCLE, "officer_result", ["cycle_id", "participant_id"])
    op.drop_index(BEFORE, "officer_result")


def downgrade() -> None:
    op.create_index(BEFORE, "officer_result", ["cycle_id"])
    op.drop_index(OF_CYCLE, "officer_result")
    op.drop_index(IN_UNIT, "participant")
