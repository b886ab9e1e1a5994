"""Providers of trainings and their programmes.

Revision ID: 0105
Revises: 0102
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0102"
branch_labels = None
depends_on = None

PROVIDER, PROGRAMME = "training_provider", "training_programme"


def upgrade() -> None:
    op.create_table(
        PROVIDER,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f(f"fk_{PROVIDER}_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PROVIDER}")),
        sa.UniqueConstraint(
            "agency_id", "name_key", name=op.f(f"uq_{PROVIDER}_agency_id_name_key")
        ),
    )
    op.create_table(
        PROGRAMME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=30), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("serves", sa.String(length=500), nullable=False),
        sa.Column("levels", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f(f"ck_{PROGRAMME}_has_hours")),
        sa.CheckConstraint("price >= 0", name=op.f(f"ck_{PROGRAMME}_price_not_below_zero")),
        sa.CheckConstraint(
            "state <> 'declined' OR answer <> ''",
            name=op.f(f"ck_{PROGRAMME}_declined_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], [f"{PROVIDER}.id"], name=op.f(f"fk_{PROGRAMME}_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PROGRAMME}")),
    )
    op.create_index(op.f(f"ix_{PROGRAMME}_provider_id"), PROGRAMME, ["provider_id"])


def downgrade() -> None:
    op.drop_table(PROGRAMME)
    op.drop_table(PROVIDER)
