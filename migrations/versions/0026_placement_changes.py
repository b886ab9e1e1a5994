"""What changed about officers, to be told before a cycle opens over them.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CHANGED = (
    "new",
    "returned",
    "left",
    "unit",
    "parent",
    "level",
    "supervisor",
    "address",
    "password",
)


def upgrade() -> None:
    op.create_table(
        "placement_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("was_unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "what",
            sa.Enum(*CHANGED, name="changed", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("was", sa.String(length=200), nullable=True),
        sa.Column("now", sa.String(length=200), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        *[
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_placement_change_{column}")
            )
            for column, table in (
                ("person_id", "person"),
                ("unit_id", "unit"),
                ("was_unit_id", "unit"),
                ("account_id", "account"),
            )
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_change")),
    )
    op.create_index("ix_placement_change_person_id", "placement_change", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_placement_change_person_id", table_name="placement_change")
    op.drop_table("placement_change")
