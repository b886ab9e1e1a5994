"""Files for which hosts have no common folder.

Revision ID: 0110
Revises: 0108
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0108"
branch_labels = None
depends_on = None

FILE, PIECE = "stored_file", "stored_piece"


def upgrade() -> None:
    op.create_table(
        FILE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FILE}")),
    )
    op.create_index(
        f"uq_{FILE}_place_name_whole",
        FILE,
        ["place", "name"],
        unique=True,
        sqlite_where=sa.text("is_whole"),
        postgresql_where=sa.text("is_whole"),
    )
    op.create_index(f"ix_{FILE}_created_at", FILE, ["created_at"])
    op.create_table(
        PIECE,
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], [f"{FILE}.id"], name=op.f(f"fk_{PIECE}_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f(f"pk_{PIECE}")),
    )


def downgrade() -> None:
    op.drop_table(PIECE)
    op.drop_table(FILE)
