"""Keep pairs of people who must not rate each other.

Revision ID: 0056
Revises: 0054
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "barred_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("barred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_id <= second_id", name=op.f("ck_barred_pair_lower_id_first")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_barred_pair_agency_id")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"], name=op.f("fk_barred_pair_first_id")),
        sa.ForeignKeyConstraint(
            ["second_id"], ["person.id"], name=op.f("fk_barred_pair_second_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barred_pair")),
    )
    op.create_index("ix_barred_pair_agency_id", "barred_pair", ["agency_id"])
    op.create_index("ix_barred_pair_first_id", "barred_pair", ["first_id"])
    op.create_index("ix_barred_pair_second_id", "barred_pair", ["second_id"])
    op.create_index(
        "uq_barred_pair_standing",
        "barred_pair",
        ["first_id", "second_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("barred_pair")
