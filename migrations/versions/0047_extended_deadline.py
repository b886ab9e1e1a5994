"""The day on which HR gave raters more time.

Revision ID: 0047
Revises: 0045
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cycle", sa.Column("extended_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("cycle", "extended_on")
