"""The record of issued documents, by which anybody can check a file.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issued_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=19), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.String(length=400), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_issued_document_cycle_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_issued_document_participant_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("code", name=op.f("uq_issued_document_code")),
        sa.UniqueConstraint("sha256", name=op.f("uq_issued_document_sha256")),
    )
    op.create_index(
        op.f("ix_issued_document_cycle_id"), "issued_document", ["cycle_id"], unique=False
    )
    op.create_index(
        "ix_issued_document_participant_id_source",
        "issued_document",
        ["participant_id", "source"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_issued_document_participant_id_source", table_name="issued_document")
    op.drop_index(op.f("ix_issued_document_cycle_id"), table_name="issued_document")
    op.drop_table("issued_document")
