"""Indexes from which pages of HR count, without the rows of all officers.

Revision ID: 0116
Revises: 0115
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0115"
branch_labels = None
depends_on = None

NEW = {
    "ix_nomination_list_waiting": (
        "nomination_list", ["cycle_id", "is_agreed", "waiting_since", "id"]
    ),
    "ix_nomination_standing": ("nomination", ["list_id", "verdict"]),
    "ix_participant_rated": ("participant", ["cycle_id", "is_rated", "supervisor_id"]),
    "ix_cycle_unit_parent_id": ("cycle_unit", ["parent_id"]),
}  # fmt: skip
DECLINED = "ix_assignment_declined"
GIVEN_BACK = sa.text("declined IS NOT NULL")
# Another begins with it.
OF_CYCLE = "ix_participant_cycle_id"


def upgrade() -> None:
    for name, (table, columns) in NEW.items():
        op.create_index(name, table, columns)
    op.create_index(
        DECLINED, "assignment", ["cycle_id"], sqlite_where=GIVEN_BACK, postgresql_where=GIVEN_BACK
    )
    op.drop_index(OF_CYCLE, "participant")


def downgrade() -> None:
    op.create_index(OF_CYCLE, "participant", ["cycle_id"])
    op.drop_index(DECLINED, "assignment")
    for name, (table, _columns) in NEW.items():
        op.drop_index(name, table)
