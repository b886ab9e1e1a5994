"""A hash chain over the record of acts.

Revision ID: 0054
Revises: 0053
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_link",
        sa.Column("last_entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("after_entry_id", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key_mark", sa.LargeBinary(length=8), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("last_entry_id", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("after_entry_id", name=op.f("uq_audit_link_after_entry_id")),
    )


def downgrade() -> None:
    op.drop_table("audit_link")
