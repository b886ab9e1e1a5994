"""Indexes for pages of large agencies: who is more than an officer, and officers by account.

Revision ID: 0118
Revises: 0117
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0117"
branch_labels = None
depends_on = None

BEYOND, OF_ACCOUNT = "ix_account_role_beyond_officer", "ix_person_of_account"


def upgrade() -> None:
    beyond = sa.text("role <> 'officer'")
    op.create_index(
        BEYOND, "account_role", ["account_id"], sqlite_where=beyond, postgresql_where=beyond
    )
    op.create_index(
        OF_ACCOUNT,
        "person",
        ["agency_id", "account_id", "is_active"],
        sqlite_where=sa.text("is_active = 1"),
        postgresql_where=sa.text("is_active"),
    )


def downgrade() -> None:
    op.drop_index(OF_ACCOUNT, "person")
    op.drop_index(BEYOND, "account_role")
