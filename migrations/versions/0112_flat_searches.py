"""Indexes that alone answer a search for officers, and counts of who has an account.

Revision ID: 0112
Revises: 0111
"""

from __future__ import annotations

from alembic import op

revision = "0112"
down_revision = "0111"
branch_labels = None
depends_on = None

# Each new one begins with the columns of the old one.
BY_NAME, SEARCHED = "ix_person_agency_id_name_key", "ix_person_searched"
BY_UNIT, OF_UNIT = "ix_person_unit_id", "ix_person_of_unit"
NAMES = ["agency_id", "name_key", "id"]


def upgrade() -> None:
    op.create_index(SEARCHED, "person", [*NAMES, "position_key", "is_active", "account_id"])
    op.create_index(OF_UNIT, "person", ["unit_id", "is_active", "account_id"])
    op.drop_index(BY_NAME, "person")
    op.drop_index(BY_UNIT, "person")


def downgrade() -> None:
    op.create_index(BY_UNIT, "person", ["unit_id"])
    op.create_index(BY_NAME, "person", NAMES)
    op.drop_index(OF_UNIT, "person")
    op.drop_index(SEARCHED, "person")
