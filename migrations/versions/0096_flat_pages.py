"""Comments in the order of their pages and how many there are of each kind; kept parts of reports.

Revision ID: 0096
Revises: 0095
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

STATES = ("pending", "shown", "redacted", "hidden")
UNSETTLED = sa.text("place IS NULL")


def upgrade() -> None:
    op.add_column("comment", sa.Column("place", sa.Integer(), nullable=True))
    op.create_index(
        "ix_comment_cycle_id_state_place", "comment", ["cycle_id", "state", "place", "id", "flags"]
    )
    op.create_index(
        "ix_comment_unsettled",
        "comment",
        ["cycle_id"],
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    )
    op.create_table(
        "comment_tally",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="commentstate", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("in_bulk", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_comment_tally_cycle_id")),
        sa.PrimaryKeyConstraint(
            "cycle_id", "state", "is_flagged", "in_bulk", name=op.f("pk_comment_tally")
        ),
    )
    op.create_table(
        "drawn_results",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_drawn_results_cycle_id")),
        sa.PrimaryKeyConstraint("cycle_id", "language", "place", name=op.f("pk_drawn_results")),
    )
    op.create_index(
        "ix_audit_entry_object_kind_object_id_act",
        "audit_entry",
        ["object_kind", "object_id", "act"],
    )
    op.create_index("ix_person_agency_id_name_key", "person", ["agency_id", "name_key", "id"])
    op.add_column("progress_look", sa.Column("names", sa.LargeBinary(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":  # Its statistics would keep samples.
        op.execute('ALTER TABLE progress_look ALTER COLUMN "names" SET STATISTICS 0')


def downgrade() -> None:
    op.drop_column("progress_look", "names")
    op.drop_index("ix_person_agency_id_name_key", "person")
    op.drop_index("ix_audit_entry_object_kind_object_id_act", "audit_entry")
    op.drop_table("drawn_results")
    op.drop_table("comment_tally")
    op.drop_index("ix_comment_unsettled", "comment")
    op.drop_index("ix_comment_cycle_id_state_place", "comment")
    op.drop_column("comment", "place")
