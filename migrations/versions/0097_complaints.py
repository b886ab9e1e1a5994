"""Complaints of citizens, and the agency's rules about them.

Revision ID: 0097
Revises: 0096
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None

STATES = ("received", "in_progress", "closed", "reopened")
NOTICES = ("new", "due", "late")
TABLES = (
    "complaint_count",
    "complaint_told",
    "complaint_word",
    "complaint",
    "complaint_officer",
    "complaint_kind",
    "complaint_policy",
)
# What citizens wrote must not lie about in samples that PostgreSQL keeps for its planner.
WRITTEN = (
    ("complaint", "receipt"),
    ("complaint", "place"),
    ("complaint", "contact"),
    ("complaint_word", "text"),
)


def upgrade() -> None:
    _rules()
    _complaints()
    _after()
    op.add_column("mail_message", sa.Column("complaints", sa.String(length=30), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table, column in WRITTEN:
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')


def downgrade() -> None:
    op.drop_column("mail_message", "complaints")
    for table in TABLES:
        op.drop_table(table)


def _of(table: str, column: str, to: str, **options: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [to], name=name, **options)


def _rules() -> None:
    op.create_table(
        "complaint_policy",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("first_days", sa.Integer(), nullable=False),
        sa.Column("counts_working_days", sa.Boolean(), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("reopen_days", sa.Integer(), nullable=False),
        sa.Column("kept_months", sa.Integer(), nullable=False),
        sa.Column("wbs", sa.String(length=200), nullable=False),
        _of("complaint_policy", "agency_id", "agency.id"),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_complaint_policy")),
    )
    op.create_table(
        "complaint_kind",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name_id", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        _of("complaint_kind", "agency_id", "agency.id"),
        sa.PrimaryKeyConstraint("agency_id", "code", name=op.f("pk_complaint_kind")),
    )
    op.create_table(
        "complaint_officer",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _of("complaint_officer", "unit_id", "unit.id"),
        _of("complaint_officer", "person_id", "person.id"),
        sa.PrimaryKeyConstraint("unit_id", "person_id", name=op.f("pk_complaint_officer")),
    )
    op.create_index(op.f("ix_complaint_officer_person_id"), "complaint_officer", ["person_id"])


def _complaints() -> None:
    op.create_table(
        "complaint",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="complaintstate", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("first_by", sa.Date(), nullable=False),
        sa.Column("close_by", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("counts_working_days", sa.Boolean(), nullable=False),
        sa.Column("first_answered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reopened_on", sa.Date(), nullable=True),
        sa.Column("closed_again_on", sa.Date(), nullable=True),
        sa.Column("has_helped", sa.Boolean(), nullable=True),
        sa.Column("is_closed_late", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "closed_on IS NULL OR first_answered_on IS NOT NULL",
            name=op.f("ck_complaint_closed_with_an_answer"),
        ),
        sa.CheckConstraint(
            "reopened_on IS NULL OR closed_on IS NOT NULL",
            name=op.f("ck_complaint_reopened_once_over"),
        ),
        _of("complaint", "agency_id", "agency.id"),
        _of("complaint", "unit_id", "unit.id"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_complaint")),
        sa.UniqueConstraint("receipt", name=op.f("uq_complaint_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_complaint_agency_id"), "complaint", ["agency_id"])
    op.create_index(op.f("ix_complaint_unit_id"), "complaint", ["unit_id"])


def _after() -> None:
    op.create_table(
        "complaint_word",
        sa.Column("complaint_name", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "by",
            sa.Enum("citizen", "unit", "forward", name="wordby", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        _of("complaint_word", "complaint_name", "complaint.name", ondelete="CASCADE"),
        _of("complaint_word", "unit_id", "unit.id"),
        sa.PrimaryKeyConstraint("complaint_name", "number", name=op.f("pk_complaint_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_complaint_word_unit_id"), "complaint_word", ["unit_id"])
    op.create_table(
        "complaint_told",
        sa.Column("complaint_name", sa.String(length=16), nullable=False),
        sa.Column(
            "notice",
            sa.Enum(*NOTICES, name="complaintnotice", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("told_on", sa.Date(), nullable=False),
        _of("complaint_told", "complaint_name", "complaint.name", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("complaint_name", "notice", name=op.f("pk_complaint_told")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "complaint_count",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Integer(), nullable=False),
        _of("complaint_count", "unit_id", "unit.id"),
        sa.PrimaryKeyConstraint("unit_id", "quarter", name=op.f("pk_complaint_count")),
    )
