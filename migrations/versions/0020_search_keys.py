"""What searches look in, and what tells people of one name apart.

Searches look in names and posts without case, accents and apostrophes.

Revision ID: 0020
Revises: 0017
"""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from berakhlak.people.namesakes import Namesake, namesake_marks
from berakhlak.text import search_key

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

_person = sa.table(
    "person",
    *map(sa.column, ("id", "agency_id", "unit_id", "nip", "name", "position", "is_active")),
    *map(sa.column, ("name_key", "position_key", "mark")),
)
_participant = sa.table(
    "participant",
    *map(sa.column, ("id", "cycle_id", "person_id", "nip", "name", "position", "mark")),
)
_unit = sa.table("unit", sa.column("id"), sa.column("name"))
ADDED = {"person": ("name_key", "position_key", "mark"), "participant": ("mark",)}


def upgrade() -> None:
    for name, columns in ADDED.items():
        for column in columns:
            op.add_column(name, sa.Column(column, sa.Text(), nullable=False, server_default=""))
    _fold()
    _mark(_person, _person.c.agency_id, _person.c.unit_id == _unit.c.id, _person.c.is_active)
    _mark(
        _participant,
        _participant.c.cycle_id,
        sa.and_(_participant.c.person_id == _person.c.id, _person.c.unit_id == _unit.c.id),
        sa.true(),
    )


def downgrade() -> None:
    for name, columns in ADDED.items():
        for column in columns:
            op.drop_column(name, column)


def _fold() -> None:
    """By the rule of today, as every later change of a name does."""
    bind = op.get_bind()
    rows = [
        {"of": row.id, "name_key": search_key(row.name), "position_key": search_key(row.position)}
        for row in bind.execute(sa.select(_person.c.id, _person.c.name, _person.c.position))
    ]
    if rows:
        keys = {key: sa.bindparam(key) for key in ("name_key", "position_key")}
        bind.execute(_person.update().where(_person.c.id == sa.bindparam("of")).values(keys), rows)


def _mark(
    table: sa.TableClause,
    within: sa.ColumnElement[int],
    joined: sa.ColumnElement[bool],
    which: sa.ColumnElement[bool],
) -> None:
    """What tells namesakes of one agency, or of one cycle, apart."""
    bind = op.get_bind()
    columns = (within, table.c.id, table.c.name, table.c.position, _unit.c.name, table.c.nip)
    together: dict[int, list[Namesake]] = defaultdict(list)
    for place, *known in bind.execute(sa.select(*columns).where(joined, which)):
        together[place].append(Namesake(*known))
    rows = [
        {"of": number, "told": mark}
        for people in together.values()
        for number, mark in namesake_marks(people).items()
        if mark
    ]
    if rows:
        change = table.update().where(table.c.id == sa.bindparam("of"))
        bind.execute(change.values(mark=sa.bindparam("told")), rows)
