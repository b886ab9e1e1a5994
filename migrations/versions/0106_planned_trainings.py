"""Trainings in plans, runs with their roll, needs of units and the ceiling of a year.

Revision ID: 0106
Revises: 0105
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"
branch_labels = None
depends_on = None

PLANNED, RUN, ROLL = "planned_training", "training_run", "training_attendance"
NEED, BUDGET = "training_need", "training_budget"


def upgrade() -> None:
    _runs()
    _roll()
    op.create_table(
        NEED,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f(f"ck_{NEED}_has_places")),
        sa.CheckConstraint("price >= 0", name=op.f(f"ck_{NEED}_price_not_below_zero")),
        _to(NEED, "unit_id", "unit.id"),
        _to(NEED, "programme_id", "training_programme.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NEED}")),
    )
    op.create_index(op.f(f"ix_{NEED}_unit_id"), NEED, ["unit_id"])
    op.create_index(op.f(f"ix_{NEED}_programme_id"), NEED, ["programme_id"])
    op.create_table(
        BUDGET,
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=False),
        _to(BUDGET, "agency_id", "agency.id"),
        sa.PrimaryKeyConstraint("agency_id", "year", name=op.f(f"pk_{BUDGET}")),
    )


def downgrade() -> None:
    for table in (BUDGET, NEED, ROLL, RUN, PLANNED):
        op.drop_table(table)


def _to(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _runs() -> None:
    op.create_table(
        PLANNED,
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        _to(PLANNED, "participant_id", "participant.id"),
        _to(PLANNED, "programme_id", "training_programme.id"),
        sa.PrimaryKeyConstraint("participant_id", "programme_id", name=op.f(f"pk_{PLANNED}")),
    )
    op.create_index(op.f(f"ix_{PLANNED}_programme_id"), PLANNED, ["programme_id"])
    op.create_table(
        RUN,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f(f"ck_{RUN}_ends_after_it_starts")),
        sa.CheckConstraint("hours > 0", name=op.f(f"ck_{RUN}_has_hours")),
        _to(RUN, "programme_id", "training_programme.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RUN}")),
    )
    op.create_index(op.f(f"ix_{RUN}_programme_id"), RUN, ["programme_id"])


def _roll() -> None:
    op.create_table(
        ROLL,
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        _to(ROLL, "run_id", f"{RUN}.id"),
        _to(ROLL, "person_id", "person.id"),
        sa.PrimaryKeyConstraint("run_id", "person_id", name=op.f(f"pk_{ROLL}")),
    )
    op.create_index(op.f(f"ix_{ROLL}_person_id"), ROLL, ["person_id"])
