"""What searches look in: names and posts without case, accents and apostrophes.

Revision ID: 0020
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from berakhlak.text import search_key

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

_PERSON = sa.table(
    "person",
    sa.column("id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("position", sa.String),
    sa.column("name_key", sa.Text),
    sa.column("position_key", sa.Text),
)


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("name_key", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("position_key", sa.Text(), nullable=False, server_default=""))
    _fill()
    with op.batch_alter_table("person") as table:
        table.alter_column("name_key", server_default=None)
        table.alter_column("position_key", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.drop_column("position_key")
        table.drop_column("name_key")


def _fill() -> None:
    """Fold what is there by the rule of today, as every later change of a name does."""
    bind = op.get_bind()
    rows = [
        {"of": row.id, "name_key": search_key(row.name), "position_key": search_key(row.position)}
        for row in bind.execute(sa.select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.position))
    ]
    if rows:
        bind.execute(_PERSON.update().where(_PERSON.c.id == sa.bindparam("of")), rows)
