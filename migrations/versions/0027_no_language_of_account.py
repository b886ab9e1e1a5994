"""Drop the language of an account: nothing ever set it, the reader's choice is in a cookie.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would rebuild the table, which rows of others point to.
    op.drop_column("account", "locale")


def downgrade() -> None:
    op.add_column("account", sa.Column("locale", sa.String(length=5), nullable=True))
