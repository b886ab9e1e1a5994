"""Accounts of no agency, quotas of agencies, and how large the files of jobs are.

On SQLite the column is freed in the schema itself, as https://www.sqlite.org/lang_altertable.html#otheralter
describes for NOT NULL: making `account` anew would need every reference to it to be given up.

Revision ID: 0111
Revises: 0110
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = None
depends_on = None

QUOTAS = ("most_officers", "most_file_mb")
BOUND, FREE = "agency_id INTEGER NOT NULL", "agency_id INTEGER"


def upgrade() -> None:
    _change_account(BOUND, FREE, nullable=True)
    for name in QUOTAS:
        op.execute(
            f"ALTER TABLE agency ADD COLUMN {name} INTEGER "
            f"CONSTRAINT ck_agency_{name}_above_zero CHECK ({name} > 0)"
        )
    op.add_column("job", sa.Column("result_bytes", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("job", "result_bytes")
    for name in QUOTAS:
        op.drop_column("agency", name)
    _shut_operators()
    _change_account(FREE, BOUND, nullable=False)


def _shut_operators() -> None:
    """A version that knows no operators wants an agency of every account: theirs may do nothing."""
    connection = op.get_bind()
    apart = sa.text("SELECT count(*) FROM account WHERE agency_id IS NULL")
    agency = connection.scalar(sa.text("SELECT min(id) FROM agency"))
    if connection.scalar(apart) and agency is None:
        raise RuntimeError("add an agency first (people agency): every account will need one")
    op.execute("DELETE FROM account_role WHERE role = 'operator'")
    shut = sa.text(
        "UPDATE account SET is_enabled = false, agency_id = :agency WHERE agency_id IS NULL"
    )
    connection.execute(shut, {"agency": agency})


def _change_account(before: str, after: str, *, nullable: bool) -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.alter_column("account", "agency_id", existing_type=sa.Integer(), nullable=nullable)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    changed = sa.text(
        "UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
        "WHERE type = 'table' AND name = 'account'"
    )
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(changed, {"before": f"\t{before}", "after": f"\t{after}"})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
