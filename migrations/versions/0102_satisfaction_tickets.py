"""Surveys of satisfaction that take answers with tickets alone, and which of these are spent.

Revision ID: 0102
Revises: 0101
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None

SURVEY, TICKET = "satisfaction_survey", "spent_survey_ticket"


def upgrade() -> None:
    op.add_column(
        SURVEY,
        sa.Column("needs_tickets", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        SURVEY, sa.Column("tickets_printed", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        TICKET,
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], [f"{SURVEY}.id"], name=op.f(f"fk_{TICKET}_survey_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f(f"pk_{TICKET}")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f(f"ix_{TICKET}_survey_id"), TICKET, ["survey_id"])
    if op.get_bind().dialect.name == "postgresql":  # No samples of which were used.
        op.execute(f"ALTER TABLE {TICKET} ALTER COLUMN digest SET STATISTICS 0")


def downgrade() -> None:
    op.drop_index(op.f(f"ix_{TICKET}_survey_id"), table_name=TICKET)
    op.drop_table(TICKET)
    op.drop_column(SURVEY, "tickets_printed")
    op.drop_column(SURVEY, "needs_tickets")
