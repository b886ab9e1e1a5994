"""Special expectations of supervisors, before a cycle opens.

Revision ID: 0088
Revises: 0087
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expectation",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("texts_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_expectation_cycle_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_expectation_person_id")
        ),
        sa.PrimaryKeyConstraint("cycle_id", "person_id", name=op.f("pk_expectation")),
    )
    op.create_index("ix_expectation_person_id", "expectation", ["person_id"])


def downgrade() -> None:
    op.drop_table("expectation")
