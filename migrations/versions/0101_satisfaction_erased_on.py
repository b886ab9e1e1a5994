"""When the answers of a closed survey of satisfaction were erased.

Revision ID: 0101
Revises: 0100
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None

SURVEY = "satisfaction_survey"


def upgrade() -> None:
    op.add_column(SURVEY, sa.Column("erased_on", sa.Date(), nullable=True))
    # What was published had been erased. Of others nobody knows: erasing again does no harm.
    op.execute(
        f"UPDATE {SURVEY} SET erased_on = published_on WHERE published_on IS NOT NULL"  # noqa: S608
    )


def downgrade() -> None:
    op.drop_column(SURVEY, "erased_on")
