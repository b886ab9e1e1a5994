"""Nothing individual outlives closing: no sheets, no assignments, no group beside a comment.

What older versions kept of cycles that have closed is deleted here. SQLite overwrites what is freed;
PostgreSQL drops the file of a dropped table, and a vacuum takes the rest.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ENDED = ("closed", "published", "archived")
PUBLISHED = ("published", "archived")
GROUPS = ("self", "supervisor", "peer", "subordinate", "citizen")


def upgrade() -> None:
    op.drop_table("sheet")
    with op.batch_alter_table("comment", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_column("group")
    with op.batch_alter_table("redaction") as table:
        table.alter_column("before", existing_type=sa.Text(), nullable=True)
    _forget()


def _forget() -> None:
    cycle = sa.table("cycle", sa.column("id"), sa.column("state"))
    assignment = sa.table("assignment", sa.column("cycle_id"))
    redaction = sa.table("redaction", sa.column("cycle_id"), sa.column("before"))
    ended = sa.select(cycle.c.id).where(cycle.c.state.in_(ENDED))
    published = sa.select(cycle.c.id).where(cycle.c.state.in_(PUBLISHED))
    op.execute(sa.delete(assignment).where(assignment.c.cycle_id.in_(ended)))
    op.execute(sa.update(redaction).where(redaction.c.cycle_id.in_(published)).values(before=None))


def downgrade() -> None:
    op.execute(sa.text("UPDATE redaction SET before = '' WHERE before IS NULL"))
    with op.batch_alter_table("redaction") as table:
        table.alter_column("before", existing_type=sa.Text(), nullable=False)
    group = sa.Enum(*GROUPS, name="group", native_enum=False, length=30)
    with op.batch_alter_table("comment", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.add_column(sa.Column("group", group, nullable=False, server_default="peer"))
    with op.batch_alter_table("comment", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.alter_column("group", existing_type=group, server_default=None)
    op.create_table(
        "sheet",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=True),
        sa.Column("group", group, nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_sheet_cycle_id")),
        sa.ForeignKeyConstraint(["ratee_id"], ["participant.id"], name=op.f("fk_sheet_ratee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sheet_cycle_id"), "sheet", ["cycle_id"])
    op.create_index(op.f("ix_sheet_ratee_id"), "sheet", ["ratee_id"])
