"""Indexes that hold all that pages of large cycles count: who leads, who is where, and who has a
result.

Revision ID: 0117
Revises: 0115
"""

from __future__ import annotations

from alembic import op

revision = "0117"
down_revision = "0115"
branch_labels = None
depends_on = None

WIDER = {
    "participant": ("ix_participant_led", ["cycle_id", "supervisor_id", "id"]),
    "officer_result": ("ix_officer_result_of_cycle", ["cycle_id", "participant_id"]),
}
IN_UNIT = "ix_participant_in_unit"


def upgrade() -> None:
    op.create_index(IN_UNIT, "participant", ["cycle_id", "unit_id", "id"])
    for table, (name, columns) in WIDER.items():
        op.create_index(name, table, columns)
        op.drop_index(f"ix_{table}_cycle_id", table)


def downgrade() -> None:
    for table, (name, _columns) in WIDER.items():
        op.create_index(f"ix_{table}_cycle_id", table, ["cycle_id"])
        op.drop_index(name, table)
    op.drop_index(IN_UNIT, "participant")
