"""Nine statements on the talk after a profile: rounds, boxes, and who was written to.

Revision ID: 0090
Revises: 0089
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "talk_survey",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("key_name", sa.String(length=32), nullable=False),
        sa.Column("key_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("figures_json", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_talk_survey_cycle_id")),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_talk_survey")),
        sa.UniqueConstraint("key_name", name=op.f("uq_talk_survey_key_name")),
    )
    op.create_table(
        "talk_answer",
        sa.Column("handle", sa.LargeBinary(length=32), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_talk_answer_cycle_id")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_talk_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_talk_answer_cycle_id"), "talk_answer", ["cycle_id"])
    op.create_table(
        "talk_survey_mail",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_talk_survey_mail_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_talk_survey_mail")),
    )
    if op.get_bind().dialect.name == "postgresql":  # No samples of what a box says.
        for column in ("handle", "box"):
            op.execute(f'ALTER TABLE talk_answer ALTER COLUMN "{column}" SET STATISTICS 0')


def downgrade() -> None:
    op.drop_table("talk_survey_mail")
    op.drop_index(op.f("ix_talk_answer_cycle_id"), table_name="talk_answer")
    op.drop_table("talk_answer")
    op.drop_table("talk_survey")
