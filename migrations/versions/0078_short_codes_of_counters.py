"""Give every counter six letters that can be typed.

Revision ID: 0078
Revises: 0077
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"  # As they are today in `berakhlak/short_codes.py`.
_counter = sa.table("counter", sa.column("id"), sa.column("short_code"))


def upgrade() -> None:
    op.add_column("counter", sa.Column("short_code", sa.String(length=6), nullable=True))
    _draw()
    op.create_index(op.f("ix_counter_short_code"), "counter", ["short_code"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_counter_short_code"), table_name="counter")
    op.drop_column("counter", "short_code")


def _draw() -> None:
    bind = op.get_bind()
    given: set[str] = set()
    for number in bind.scalars(sa.select(_counter.c.id)).all():
        code = ""
        while not code or code in given:
            code = "".join(secrets.choice(LETTERS) for _letter in range(6))
        given.add(code)
        bind.execute(_counter.update().where(_counter.c.id == number).values(short_code=code))
