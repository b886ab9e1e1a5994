"""Exceptional accesses to a profile or an objection.

Revision ID: 0100
Revises: 0099
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"
branch_labels = None
depends_on = None

TABLE = "exceptional_access"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=30), nullable=False),
        sa.Column("ground", sa.String(length=30), nullable=False),
        sa.Column("paper", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > opened_at", name=op.f("ck_exceptional_access_ends_later")),
        sa.CheckConstraint(
            "paper <> '' AND reason <> ''", name=op.f("ck_exceptional_access_says_why")
        ),
        sa.CheckConstraint(
            "readings >= 0", name=op.f("ck_exceptional_access_readings_are_counted")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)",
            name=op.f("ck_exceptional_access_ended_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f(f"fk_{TABLE}_participant_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f(f"fk_{TABLE}_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["account.id"], name=op.f(f"fk_{TABLE}_ended_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(f"ix_{TABLE}_participant_id", TABLE, ["participant_id"])
    op.create_index(f"ix_{TABLE}_account_id", TABLE, ["account_id"])


def downgrade() -> None:
    # Mail of a kind that the version before does not know.
    op.execute("DELETE FROM access_mail WHERE way = 'exception'")
    op.drop_table(TABLE)
