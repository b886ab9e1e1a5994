"""Mail to raters and HR: what agencies and readers chose, what waits, and what links rest on.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _choices()
    _waiting()
    _links()


def _choices() -> None:
    op.create_table(
        "agency_mail",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("reminder_days", sa.String(length=60), nullable=False),
        sa.Column("has_links", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_mail_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_agency_mail")),
    )
    op.create_table(
        "mail_template",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_mail_template_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("agency_id", "kind", "language", name=op.f("pk_mail_template")),
    )
    op.create_table(
        "mail_preference",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("has_reminders", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_preference_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_preference")),
    )


def _waiting() -> None:
    op.create_table(
        "mail_day",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_mail_day_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("agency_id", "day", name=op.f("pk_mail_day")),
    )
    op.create_table(
        "mail_batch",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_mail_batch_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("cycle_id", "kind", "day", name=op.f("pk_mail_batch")),
    )
    op.create_table(
        "mail_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_mail_message_attempts_are_counted")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_message_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_message")),
        sa.UniqueConstraint("account_id", "day", name=op.f("uq_mail_message_account_id_day")),
        sa.UniqueConstraint("name", name=op.f("uq_mail_message_name")),
    )
    op.create_table(
        "mail_item",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_mail_item_message_id_mail_message")
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_mail_item_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("message_id", "cycle_id", "kind", name=op.f("pk_mail_item")),
    )
    op.create_table(
        "mail_bounce",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_bounce_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_bounce")),
    )


def _links() -> None:
    op.create_table(
        "mail_link",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_mail_link_participant_id_participant"),
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_mail_link")),
    )
    op.create_table(
        "link_devices",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_link_devices_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_link_devices")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # As for every other secret column: the database keeps no samples of it.
        op.execute('ALTER TABLE mail_link ALTER COLUMN "nonce" SET STATISTICS 0')
        op.execute('ALTER TABLE link_devices ALTER COLUMN "box" SET STATISTICS 0')


def downgrade() -> None:
    for table in (
        "link_devices",
        "mail_link",
        "mail_bounce",
        "mail_item",
        "mail_message",
        "mail_batch",
        "mail_day",
        "mail_preference",
        "mail_template",
        "agency_mail",
    ):
        op.drop_table(table)
