"""Answers to profiles, objections with their terms, and holidays of an agency.

Revision ID: 0080
Revises: 0079
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile_response",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_profile_response_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_profile_response")),
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=30), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lodged_on", sa.Date(), nullable=False),
        sa.Column("lodge_by", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_on IS NULL)", name=op.f("ck_objection_decided_on_a_day")
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR withdrawn_on IS NULL", name=op.f("ck_objection_one_end")
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR decider_id IS NOT NULL",
            name=op.f("ck_objection_decided_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_objection_participant_id")
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["person.id"], name=op.f("fk_objection_decider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint(
            "participant_id", "round", name=op.f("uq_objection_participant_id_round")
        ),
    )
    op.create_index(op.f("ix_objection_decider_id"), "objection", ["decider_id"])
    op.create_table(
        "objection_notice",
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(length=30), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objection.id"], name=op.f("fk_objection_notice_objection_id")
        ),
        sa.PrimaryKeyConstraint("objection_id", "notice", name=op.f("pk_objection_notice")),
    )
    op.create_table(
        "agency_holiday",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_holiday_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "day", name=op.f("pk_agency_holiday")),
    )
    op.create_table(
        "agency_calendar",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("works_saturdays", sa.Boolean(), nullable=False),
        sa.Column("complete_years", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_calendar_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_agency_calendar")),
    )


def downgrade() -> None:
    op.drop_table("agency_calendar")
    op.drop_table("agency_holiday")
    op.drop_table("objection_notice")
    op.drop_index(op.f("ix_objection_decider_id"), table_name="objection")
    op.drop_table("objection")
    op.drop_table("profile_response")
