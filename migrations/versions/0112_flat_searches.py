"""One index alone answers a search for officers by name or post.

Revision ID: 0112
Revises: 0111
"""

from __future__ import annotations

from alembic import op

revision = "0112"
down_revision = "0111"
branch_labels = None
depends_on = None

OLD, SEARCHED = "ix_person_agency_id_name_key", "ix_person_searched"
COLUMNS = ["agency_id", "name_key", "id", "position_key", "is_active"]


def upgrade() -> None:
    op.create_index(SEARCHED, "person", COLUMNS)
    op.drop_index(OLD, "person")  # The new one begins with the same columns.


def downgrade() -> None:
    op.create_index(OLD, "person", COLUMNS[:3])
    op.drop_index(SEARCHED, "person")
