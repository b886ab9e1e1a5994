"""What tells a cycle's own key from any other.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from berakhlak.cycles.key_fingerprints import adopt_proven_keys
from berakhlak.cycles.keyring import key_store

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cycle", sa.Column("key_fingerprint", sa.String(length=64), nullable=True))
    # Keys that are not here, or open none of the sheets, wait for `cycle adopt-key`.
    adopt_proven_keys(op.get_bind(), key_store())


def downgrade() -> None:
    op.drop_column("cycle", "key_fingerprint")
