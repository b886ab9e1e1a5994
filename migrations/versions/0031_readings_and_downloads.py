"""Who read whose profile on which day, and who took which files.

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KINDS = (
    "profile",
    "profiles",
    "team",
    "results",
    "results workbook",
    "reports",
)
WAYS = ("preview", "page", "file", "export")


def _word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=30)


def upgrade() -> None:
    op.create_table(
        "profile_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("way", _word(*WAYS, name="readingway"), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_profile_reading_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_profile_reading_participant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_reading")),
        sa.UniqueConstraint(
            "participant_id",
            "account_id",
            "day",
            "way",
            name=op.f("uq_profile_reading_participant_id_account_id_day_way"),
        ),
    )
    op.create_table(
        "download",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", _word(*KINDS, name="downloadkind"), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_download_account_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_download_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_download")),
    )
    op.create_index("ix_download_agency_id_at", "download", ["agency_id", "at"])


def downgrade() -> None:
    op.drop_table("download")
    op.drop_table("profile_reading")
