"""What stands at the head of an agency's documents.

Revision ID: 0042
Revises: 0039
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0039"
branch_labels = None
depends_on = None

COLUMNS = {"government": 200, "address": 300, "contact": 200}


def upgrade() -> None:
    # Column by column: the table cannot be made anew while others refer to it.
    for name, length in COLUMNS.items():
        empty = sa.text("''")
        column = sa.Column(name, sa.String(length=length), server_default=empty, nullable=False)
        op.add_column("agency", column)


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("agency", name)
