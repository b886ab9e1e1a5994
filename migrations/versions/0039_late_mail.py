"""Finished jobs that whoever started them is told of by mail.

Revision ID: 0039
Revises: 0038
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_job",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_mail_job_job_id_job"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_mail_job_message_id_mail_message")
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_mail_job")),
    )
    op.create_index("ix_mail_job_message_id", "mail_job", ["message_id"])


def downgrade() -> None:
    op.drop_table("mail_job")
