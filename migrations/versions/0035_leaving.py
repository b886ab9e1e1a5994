"""Why and when officers left, earlier NIPs, days of acting posts, raters asked after opening.

Revision ID: 0035
Revises: 0033
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("left_as", sa.String(length=30), nullable=True))
    op.add_column("person", sa.Column("left_on", sa.Date(), nullable=True))
    op.add_column("assignment", sa.Column("added_for", sa.String(length=30), nullable=True))
    with op.batch_alter_table("acting_post") as table:
        table.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        table.add_column(
            sa.Column("is_from_file", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        table.create_check_constraint(
            op.f("ck_acting_post_ends_after_it_starts"), "ends_on >= starts_on"
        )
    op.create_table(
        "former_nip",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("nip", sa.String(length=18), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *[
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_former_nip_{name}"))
            for column, table, name in (
                ("agency_id", "agency", "agency_id_agency"),
                ("person_id", "person", "person_id_person"),
            )
        ],
        sa.PrimaryKeyConstraint("agency_id", "nip", name=op.f("pk_former_nip")),
    )
    op.create_index("ix_former_nip_person_id", "former_nip", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_former_nip_person_id", table_name="former_nip")
    op.drop_table("former_nip")
    with op.batch_alter_table("acting_post") as table:
        table.drop_constraint(op.f("ck_acting_post_ends_after_it_starts"), type_="check")
        table.drop_column("is_from_file")
        table.drop_column("ends_on")
        table.drop_column("starts_on")
    op.drop_column("assignment", "added_for")
    op.drop_column("person", "left_on")
    op.drop_column("person", "left_as")
