"""Who an account is at a provider of single sign-on.

Revision ID: 0092
Revises: 0091
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "federated_identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_federated_identity_account_id")
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_federated_identity")),
        sa.UniqueConstraint(
            "account_id", "issuer", name=op.f("uq_federated_identity_account_id_issuer")
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("federated_identity")
