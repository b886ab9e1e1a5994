"""Keep counts and words of an act beside it instead of within it; one act for every role.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ENTRY = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer),
    sa.column("act", sa.String),
    sa.column("detail", sa.JSON(none_as_null=True)),
)
# What stood behind the colon, by act: a pattern, and how that was written.
COUNTED = {
    "opened": (r"changed=(?P<changed>\d+)", "changed={changed}"),
    "narrow circles": (r"(?P<narrow>\d+) of (?P<officers>\d+)", "{narrow} of {officers}"),
    "sealed": (
        r"s=(?P<sheets>\d+) v=(?P<voices>\d+) b=(?P<given_back>\d+) "
        r"x=(?P<spoilt_sheets>\d+)\+(?P<spoilt_voices>\d+)",
        "s={sheets} v={voices} b={given_back} x={spoilt_sheets}+{spoilt_voices}",
    ),
}
NAMED = {
    "fixed results": "root",
    "deleted": "name",
    "restored from a backup": "moment",
    "exported profiles": "what",
}
ROLE = re.compile(r"(granted|revoked) (\w+)")


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("detail", sa.JSON(), nullable=True))
    for entry_id, act in _entries(ENTRY.c.act):
        code, detail = take_apart(act)
        if detail:
            _write(entry_id, act=code, detail=detail)


def downgrade() -> None:
    for entry_id, act, detail in _entries(ENTRY.c.act, ENTRY.c.detail):
        _write(entry_id, act=put_together(act, detail or {})[:60])
    op.drop_column("audit_entry", "detail")


def take_apart(act: str) -> tuple[str, dict[str, int | str]]:
    """The act alone, and what was kept within it."""
    if role := ROLE.fullmatch(act):
        return f"{role[1]} role", {"role": role[2]}
    code, _colon, rest = act.partition(": ")
    if code in COUNTED and (found := re.fullmatch(COUNTED[code][0], rest)):
        return code, {name: int(number) for name, number in found.groupdict().items()}
    return (code, {NAMED[code]: rest}) if code in NAMED and rest else (act, {})


def put_together(act: str, detail: dict[str, int | str]) -> str:
    """The act as it was recorded before."""
    if act in ("granted role", "revoked role") and "role" in detail:
        return f"{act.removesuffix('role')}{detail['role']}"
    if act in NAMED and NAMED[act] in detail:
        return f"{act}: {detail[NAMED[act]]}"
    if act not in COUNTED:
        return act
    try:
        return f"{act}: {COUNTED[act][1].format(**detail)}"
    except KeyError:
        return act


def _entries(*columns: sa.ColumnClause) -> list[sa.Row]:
    return list(op.get_bind().execute(sa.select(ENTRY.c.id, *columns)))


def _write(entry_id: int, **values: object) -> None:
    op.get_bind().execute(sa.update(ENTRY).where(ENTRY.c.id == entry_id).values(**values))
