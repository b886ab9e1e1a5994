"""Late raters in a box of their own; indexes of who has left and of changes by day.

Revision ID: 0075
Revises: 0074
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("progress_look", sa.Column("raters", sa.LargeBinary(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":  # No samples of what a box says.
        op.execute('ALTER TABLE progress_look ALTER COLUMN "raters" SET STATISTICS 0')
    op.create_index(
        "ix_person_gone",
        "person",
        ["agency_id"],
        sqlite_where=sa.text("is_active = 0"),
        postgresql_where=sa.text("NOT is_active"),
    )
    op.create_index(op.f("ix_placement_change_at"), "placement_change", ["at"])


def downgrade() -> None:
    """Looks are taken anew: who was late is no longer where an older version reads it."""
    op.drop_index(op.f("ix_placement_change_at"), table_name="placement_change")
    op.drop_index("ix_person_gone", table_name="person")
    op.execute("DELETE FROM progress_look WHERE raters IS NOT NULL")
    with op.batch_alter_table("progress_look") as table:
        table.drop_column("raters")
