"""Keep a small photo of an officer, where the agency shows photos.

Revision ID: 0082
Revises: 0081
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "agency",
        sa.Column("shows_photos", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("person", sa.Column("photo", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "photo")
    op.drop_column("agency", "shows_photos")
