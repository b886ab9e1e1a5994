"""How long an agency keeps results; requests to delete them, and what stays of a deleted cycle.

Revision ID: 0061
Revises: 0060
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agency", sa.Column("results_kept_years", sa.Integer(), nullable=True))
    op.create_table(
        "results_deletion",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_results_deletion_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_results_deletion_cycle_id")
        ),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_results_deletion")),
    )
    op.create_table(
        "deleted_cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("years_kept", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("agreed_by", sa.Integer(), nullable=False),
        sa.Column("counts_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_deleted_cycle_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument_version.id"],
            name=op.f("fk_deleted_cycle_instrument_id"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_deleted_cycle_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by"], ["account.id"], name=op.f("fk_deleted_cycle_agreed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deleted_cycle")),
    )
    op.create_index(op.f("ix_deleted_cycle_agency_id"), "deleted_cycle", ["agency_id"])
    with op.batch_alter_table("issued_document") as table:
        table.alter_column("participant_id", existing_type=sa.Integer(), nullable=True)
        table.alter_column("cycle_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("deleted_cycle_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("initials", sa.String(length=20), nullable=True))
        table.create_foreign_key(
            op.f("fk_issued_document_deleted_cycle_id"),
            "deleted_cycle",
            ["deleted_cycle_id"],
            ["id"],
        )
        table.create_check_constraint(
            op.f("ck_issued_document_of_one_cycle"),
            "(cycle_id IS NULL) = (deleted_cycle_id IS NOT NULL)",
        )


def downgrade() -> None:
    left = sa.text("SELECT count(*) FROM issued_document WHERE cycle_id IS NULL")
    if op.get_bind().scalar(left):
        raise RuntimeError("Results were deleted: earlier versions cannot verify their documents.")
    with op.batch_alter_table("issued_document") as table:
        table.drop_constraint(op.f("ck_issued_document_of_one_cycle"), type_="check")
        table.drop_constraint(op.f("fk_issued_document_deleted_cycle_id"), type_="foreignkey")
        table.drop_column("initials")
        table.drop_column("deleted_cycle_id")
        table.alter_column("cycle_id", existing_type=sa.Integer(), nullable=False)
        table.alter_column("participant_id", existing_type=sa.Integer(), nullable=False)
    op.drop_index(op.f("ix_deleted_cycle_agency_id"), table_name="deleted_cycle")
    op.drop_table("deleted_cycle")
    op.drop_table("results_deletion")
    op.drop_column("agency", "results_kept_years")
