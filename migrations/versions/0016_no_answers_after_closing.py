"""Nothing individual outlives closing: no sheets, no assignments, no group beside a comment.

What older versions kept of cycles that have closed is erased here, and how much of it is printed.
SQLite overwrites what is freed. PostgreSQL keeps deleted rows and dropped columns until a table is
written anew, so the tables are; backups and write-ahead logs are the operator's (docs/promise.md).

Assignments never get a number again that an erased one had: on SQLite that needs AUTOINCREMENT.
A phone that still holds an unsent answer would otherwise send it to the sheet of a later cycle.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import click
import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ENDED = ("closed", "published", "archived")
PUBLISHED = ("published", "archived")
GROUPS = ("self", "supervisor", "peer", "subordinate", "citizen")
# Written out, for SQLAlchemy leaves a primary key with AUTOINCREMENT without its name.
ASSIGNMENT = """
CREATE TABLE new_assignment (
    id INTEGER NOT NULL CONSTRAINT pk_assignment PRIMARY KEY {number},
    cycle_id INTEGER NOT NULL,
    rater_id INTEGER NOT NULL,
    ratee_id INTEGER NOT NULL,
    "group" VARCHAR(30) NOT NULL,
    declined VARCHAR(30),
    CONSTRAINT ck_assignment_citizens_have_no_assignment CHECK ("group" <> 'citizen'),
    CONSTRAINT ck_assignment_self_rates_self CHECK (("group" = 'self') = (rater_id = ratee_id)),
    CONSTRAINT fk_assignment_cycle_id FOREIGN KEY(cycle_id) REFERENCES cycle (id),
    CONSTRAINT fk_assignment_ratee_id FOREIGN KEY(ratee_id) REFERENCES participant (id),
    CONSTRAINT fk_assignment_rater_id FOREIGN KEY(rater_id) REFERENCES participant (id),
    CONSTRAINT uq_assignment_rater_id_ratee_id UNIQUE (rater_id, ratee_id)
)
"""

cycle = sa.table("cycle", sa.column("id"), sa.column("state"))
sheet = sa.table("sheet", sa.column("id"))
comment = sa.table("comment", sa.column("group"))
assignment = sa.table("assignment", sa.column("cycle_id"))
redaction = sa.table("redaction", sa.column("cycle_id"), sa.column("before"))
ENDED_IDS = sa.select(cycle.c.id).where(cycle.c.state.in_(ENDED))
PUBLISHED_IDS = sa.select(cycle.c.id).where(cycle.c.state.in_(PUBLISHED))
OVER = assignment.c.cycle_id.in_(ENDED_IDS)
OUT = redaction.c.cycle_id.in_(PUBLISHED_IDS)


def upgrade() -> None:
    _tell()
    op.drop_table("sheet")
    with op.batch_alter_table("comment", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_column("group")
    with op.batch_alter_table("redaction") as table:
        table.alter_column("before", existing_type=sa.Text(), nullable=True)
    _number_assignments(for_ever=True)
    op.execute(sa.delete(assignment).where(OVER))
    op.execute(sa.update(redaction).where(OUT).values(before=None))
    if op.get_bind().dialect.name == "postgresql":
        for name in ("assignment", "comment", "redaction"):
            _write_anew(name)


def downgrade() -> None:
    _number_assignments(for_ever=False)
    op.execute(sa.text("UPDATE redaction SET before = '' WHERE before IS NULL"))
    with op.batch_alter_table("redaction") as table:
        table.alter_column("before", existing_type=sa.Text(), nullable=False)
    group = _words("group", GROUPS)
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


def _tell() -> None:
    """Print what is about to be erased; nothing where there is nothing, as in a new database."""
    left = {
        "sheets": sa.select(sa.func.count()).select_from(sheet),
        "assignments": sa.select(sa.func.count()).select_from(assignment).where(OVER),
        "groups of comments": sa.select(sa.func.count()).select_from(comment),
        "original wordings of comments": sa.select(sa.func.count())
        .select_from(redaction)
        .where(OUT),
    }
    counts = {name: op.get_bind().scalar(query) for name, query in left.items()}
    if any(counts.values()):
        told = ", ".join(f"{number} {name}" for name, number in counts.items())
        click.echo(f"Erasing what was kept of closed cycles: {told}")


def _number_assignments(*, for_ever: bool) -> None:
    """SQLite alone needs to be told not to give a number twice; its table is written anew."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(ASSIGNMENT.format(number="AUTOINCREMENT" if for_ever else ""))
    op.execute("INSERT INTO new_assignment SELECT * FROM assignment")
    op.drop_table("assignment")
    op.rename_table("new_assignment", "assignment")
    for column in ("cycle_id", "ratee_id", "rater_id"):
        op.create_index(op.f(f"ix_assignment_{column}"), "assignment", [column])


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=30)


def _write_anew(name: str) -> None:
    """A truncated table begins a new file, and the old one goes when this is committed."""
    rows = sa.table(name, sa.column("id"))
    every = sa.select(sa.text("*")).select_from(rows).order_by(rows.c.id)
    op.execute(f"CREATE TEMPORARY TABLE kept AS {every}")
    op.execute(f"TRUNCATE {name}")
    op.execute(f"INSERT INTO {name} TABLE kept")
    op.execute("DROP TABLE kept")
