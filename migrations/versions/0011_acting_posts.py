"""Posts that officers hold for a while beside their own.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = ("Plt.", "Plh.", "Pj.", "Pjs.")


def upgrade() -> None:
    op.create_table(
        "acting_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="actingkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_acting_post_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_acting_post_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acting_post")),
        sa.UniqueConstraint(
            "person_id",
            "unit_id",
            "title",
            name=op.f("uq_acting_post_person_id_unit_id_title"),
        ),
    )
    op.create_index(op.f("ix_acting_post_unit_id"), "acting_post", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_acting_post_unit_id"), table_name="acting_post")
    op.drop_table("acting_post")
