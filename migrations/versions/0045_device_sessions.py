"""Sessions as rows that name nobody.

Revision ID: 0045
Revises: 0043
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_session",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("owner", sa.LargeBinary(length=32), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_device_session")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_device_session_owner", "device_session", ["owner"])
    op.create_index("ix_device_session_last_day", "device_session", ["last_day"])


def downgrade() -> None:
    op.drop_table("device_session")
