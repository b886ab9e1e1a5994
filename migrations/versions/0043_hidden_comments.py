"""Why HR does not show a comment, and which were let through together.

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("redaction", sa.Column("reason", sa.String(length=30), nullable=True))
    op.add_column(
        "comment", sa.Column("in_bulk", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("comment", "in_bulk")
    op.drop_column("redaction", "reason")
