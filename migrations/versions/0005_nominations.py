"""Colleagues whom officers would like to be rated by.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nomination_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=False),
        sa.Column("is_agreed", sa.Boolean(), nullable=False),
        sa.Column("n_proposed", sa.Integer(), nullable=True),
        sa.Column("n_struck", sa.Integer(), nullable=True),
        sa.Column("n_added", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_nomination_list_cycle_id")
        ),
        sa.ForeignKeyConstraint(
            ["ratee_id"], ["person.id"], name=op.f("fk_nomination_list_ratee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_list")),
        sa.UniqueConstraint(
            "cycle_id", "ratee_id", name=op.f("uq_nomination_list_cycle_id_ratee_id")
        ),
    )
    op.create_index(
        op.f("ix_nomination_list_ratee_id"), "nomination_list", ["ratee_id"], unique=False
    )
    op.create_table(
        "nomination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("is_proposed", sa.Boolean(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("struck", "added", name="verdict", native_enum=False, length=30),
            nullable=True,
        ),
        sa.CheckConstraint(
            "is_proposed OR verdict IS NOT NULL", name=op.f("ck_nomination_named_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["nomination_list.id"], name=op.f("fk_nomination_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id"], ["person.id"], name=op.f("fk_nomination_nominee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("list_id", "nominee_id", name=op.f("uq_nomination_list_id_nominee_id")),
    )


def downgrade() -> None:
    op.drop_table("nomination")
    op.drop_index(op.f("ix_nomination_list_ratee_id"), table_name="nomination_list")
    op.drop_table("nomination_list")
