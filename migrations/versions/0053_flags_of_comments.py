"""Why a comment should be read first, noted once at closing.

Revision ID: 0053
Revises: 0047
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("comment", sa.Column("flags", sa.String(length=60), nullable=True))


def downgrade() -> None:
    op.drop_column("comment", "flags")
