"""Accounts of partners, and the needs that are shared with a provider.

Revision ID: 0107
Revises: 0106
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = None
depends_on = None

ACCOUNT, SHARED = "partner_account", "shared_need"


def upgrade() -> None:
    op.create_table(
        ACCOUNT,
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        _to(ACCOUNT, "account_id", "account.id"),
        _to(ACCOUNT, "provider_id", "training_provider.id"),
        sa.PrimaryKeyConstraint("account_id", name=op.f(f"pk_{ACCOUNT}")),
    )
    op.create_index(op.f(f"ix_{ACCOUNT}_provider_id"), ACCOUNT, ["provider_id"])
    op.create_table(
        SHARED,
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        _to(SHARED, "provider_id", "training_provider.id"),
        sa.PrimaryKeyConstraint("provider_id", "year", "subject", name=op.f(f"pk_{SHARED}")),
    )


def downgrade() -> None:
    # Accounts of partners may do nothing under a version that knows no partners.
    partners = "SELECT account_id FROM account_role WHERE role = 'partner'"
    op.execute(sa.text(f"UPDATE account SET is_enabled = false WHERE id IN ({partners})"))  # noqa: S608
    op.execute("DELETE FROM account_role WHERE role = 'partner'")
    op.drop_table(SHARED)
    op.drop_table(ACCOUNT)


def _to(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))
