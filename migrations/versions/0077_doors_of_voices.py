"""Doors of citizens' voices: what hands out tickets, counts by the hour, batches held back.

Revision ID: 0077
Revises: 0076
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "counter",
        sa.Column("takes_poster", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    op.create_table(
        "ticket_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(30), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=True),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        *_of_counter("ticket_source"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_source")),
        sa.UniqueConstraint("digest", name=op.f("uq_ticket_source_digest")),
    )
    op.create_index(op.f("ix_ticket_source_cycle_id"), "ticket_source", ["cycle_id"])
    op.create_index(op.f("ix_ticket_source_counter_id"), "ticket_source", ["counter_id"])
    op.create_table(
        "door_count",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(30), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        *_of_counter("door_count"),
        sa.PrimaryKeyConstraint("counter_id", "day", "hour", "door", name=op.f("pk_door_count")),
    )
    op.create_index(op.f("ix_door_count_cycle_id"), "door_count", ["cycle_id"])
    op.create_table(
        "held_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=True),
        *_of_counter("held_batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_batch")),
        sa.UniqueConstraint("counter_id", "day", name=op.f("uq_held_batch_counter_id_day")),
    )
    op.create_index(op.f("ix_held_batch_cycle_id"), "held_batch", ["cycle_id"])


def _of_counter(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_{table}_{name}_id_{name}")
        )
        for name in ("cycle", "counter")
    ]


def downgrade() -> None:
    for table in ("held_batch", "door_count", "ticket_source"):
        op.drop_table(table)
    op.drop_column("counter", "takes_poster")
