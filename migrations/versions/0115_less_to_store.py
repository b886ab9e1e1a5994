"""Two indexes less, with which others begin; a step down gives back the text of packed figures.

Revision ID: 0115
Revises: 0114
"""

from __future__ import annotations

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"
branch_labels = None
depends_on = None

# Of comments another index begins with the cycle, of assignments the unique pair with the rater.
OF_CYCLE = "ix_comment_cycle_id"
OF_RATER = "ix_assignment_rater_id"
RESULTS = sa.table("officer_result", sa.column("participant_id"), sa.column("payload"))


def upgrade() -> None:
    op.drop_index(OF_CYCLE, "comment")
    op.drop_index(OF_RATER, "assignment")


def downgrade() -> None:
    op.create_index(OF_RATER, "assignment", ["rater_id"])
    op.create_index(OF_CYCLE, "comment", ["cycle_id"])
    if op.get_bind().dialect.name == "sqlite":
        _unpack()


def _unpack() -> None:
    """Of whoever has results, one at a time: all of them together are too many."""
    connection = op.get_bind()
    is_packed = sa.func.typeof(RESULTS.c.payload) == "blob"
    people = connection.scalars(sa.select(RESULTS.c.participant_id).where(is_packed)).all()
    for who in people:
        this = RESULTS.c.participant_id == who
        kept = connection.scalar(sa.select(RESULTS.c.payload).where(this))
        text = zlib.decompress(kept).decode()
        connection.execute(sa.update(RESULTS).where(this).values(payload=text))
