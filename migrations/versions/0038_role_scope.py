"""Roles for a unit with all below it, to a last day, and who gave them when.

Revision ID: 0038
Revises: 0036
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0036"
branch_labels = None
depends_on = None

WHOLE = sa.text("unit_id IS NULL")


def upgrade() -> None:
    # The rows wait in a table of their own: the key of the old one cannot be exchanged everywhere.
    op.execute("CREATE TABLE account_role_kept AS SELECT account_id, role FROM account_role")
    op.drop_table("account_role")
    op.create_table(
        "account_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "unit_id IS NULL OR role IN ('hr', 'reader')",
            name=op.f("ck_account_role_unit_only_of_hr_and_readers"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_role_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["account.id"], name=op.f("fk_account_role_given_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_role_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_role")),
        sa.UniqueConstraint(
            "account_id", "role", "unit_id", name=op.f("uq_account_role_account_id_role_unit_id")
        ),
    )
    op.create_index("ix_account_role_unit_id", "account_role", ["unit_id"])
    op.create_index(
        "uq_account_role_whole",
        "account_role",
        ["account_id", "role"],
        unique=True,
        sqlite_where=WHOLE,
        postgresql_where=WHOLE,
    )
    op.execute(
        "INSERT INTO account_role (account_id, role) "
        "SELECT account_id, role FROM account_role_kept ORDER BY account_id, role"
    )
    op.drop_table("account_role_kept")


def downgrade() -> None:
    """What an older version would take for a role of the whole agency, for good, goes."""
    op.execute(
        "CREATE TABLE account_role_kept AS SELECT account_id, role FROM account_role "
        "WHERE unit_id IS NULL AND until IS NULL AND role IN ('officer', 'hr', 'admin')"
    )
    op.drop_table("account_role")
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_role_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.execute("INSERT INTO account_role SELECT account_id, role FROM account_role_kept")
    op.drop_table("account_role_kept")
