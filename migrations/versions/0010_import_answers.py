"""What HR answered about the agency's personnel files, for the next one.

Revision ID: 0010
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_import_answer_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_answer")),
        sa.UniqueConstraint("agency_id", "key", name=op.f("uq_import_answer_agency_id_key")),
    )


def downgrade() -> None:
    op.drop_table("import_answer")
