"""Satisfaction surveys of units: surveys, boxes of answers, spent forms, plans of action.

Revision ID: 0098
Revises: 0097
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"
branch_labels = None
depends_on = None

SURVEY = "satisfaction_survey"


def upgrade() -> None:
    op.create_table(
        SURVEY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("services_json", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("key_name", sa.String(length=32), nullable=False),
        sa.Column("key_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("figures_json", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_satisfaction_survey_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_satisfaction_survey_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction_survey")),
        sa.UniqueConstraint("code", name=op.f("uq_satisfaction_survey_code")),
        sa.UniqueConstraint("key_name", name=op.f("uq_satisfaction_survey_key_name")),
    )
    op.create_index(op.f("ix_satisfaction_survey_agency_id"), SURVEY, ["agency_id"])
    op.create_index(op.f("ix_satisfaction_survey_unit_id"), SURVEY, ["unit_id"])
    op.create_index(
        "uq_satisfaction_survey_running",
        SURVEY,
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    _create_beside("satisfaction_box", "id", 16, sa.Column("box", sa.LargeBinary(), nullable=False))
    _create_beside("spent_survey_form", "digest", 32)
    op.create_table(
        "satisfaction_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=300), nullable=False),
        sa.Column("due", sa.String(length=60), nullable=False),
        sa.Column("responsible", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["satisfaction_survey.id"],
            name=op.f("fk_satisfaction_follow_up_survey_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction_follow_up")),
    )
    op.create_index(
        op.f("ix_satisfaction_follow_up_survey_id"), "satisfaction_follow_up", ["survey_id"]
    )
    if op.get_bind().dialect.name == "postgresql":  # No samples of what a box says.
        for table, column in (
            ("satisfaction_box", "id"),
            ("satisfaction_box", "box"),
            ("spent_survey_form", "digest"),
        ):
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')


def downgrade() -> None:
    for table in ("satisfaction_follow_up", "spent_survey_form", "satisfaction_box"):
        op.drop_index(op.f(f"ix_{table}_survey_id"), table_name=table)
        op.drop_table(table)
    op.drop_index("uq_satisfaction_survey_running", table_name=SURVEY)
    op.drop_index(op.f("ix_satisfaction_survey_unit_id"), table_name=SURVEY)
    op.drop_index(op.f("ix_satisfaction_survey_agency_id"), table_name=SURVEY)
    op.drop_table(SURVEY)


def _create_beside(name: str, key: str, size: int, *more: sa.Column) -> None:
    """A table of rows of a survey whose primary key is drawn by chance."""
    op.create_table(
        name,
        sa.Column(key, sa.LargeBinary(length=size), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["survey_id"], ["satisfaction_survey.id"], name=op.f(f"fk_{name}_survey_id")
        ),
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f(f"ix_{name}_survey_id"), name, ["survey_id"])
