"""Who holds the key of a cycle, where not the server does.

Revision ID: 0108
Revises: 0107
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0107"
branch_labels = None
depends_on = None

HELD = 'SELECT count(*) FROM cycle WHERE holders_json LIKE \'%"wraps": {"%\''


def upgrade() -> None:
    op.add_column("cycle", sa.Column("holders_json", sa.Text(), nullable=True))


def downgrade() -> None:
    # What was sent in such a cycle could be opened by nobody any more.
    if op.get_bind().execute(sa.text(HELD)).scalar_one():
        raise RuntimeError("a cycle is open whose key is with key holders; close it first")
    op.drop_column("cycle", "holders_json")
