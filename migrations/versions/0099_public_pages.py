"""Standards of service with their versions, what units changed, and their public pages.

Revision ID: 0099
Revises: 0098
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None

KINDS = ("service", "training")


def upgrade() -> None:
    _services()
    _changes()
    op.create_table(
        "standard_writer",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_standard_writer_unit_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_standard_writer_person_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "person_id", name=op.f("pk_standard_writer")),
    )
    op.create_index(op.f("ix_standard_writer_person_id"), "standard_writer", ["person_id"])
    _pages()


def _services() -> None:
    op.create_table(
        "public_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_public_service_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_service")),
    )
    op.create_index(op.f("ix_public_service_unit_id"), "public_service", ["unit_id"])
    parts = ("requirements", "procedure", "duration", "cost", "product")
    op.create_table(
        "standard_version",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        *(sa.Column(part, sa.Text(), nullable=False) for part in parts),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_standard_version_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["public_service.id"], name=op.f("fk_standard_version_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "number", name=op.f("pk_standard_version")),
    )


def _changes() -> None:
    op.create_table(
        "unit_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_change_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_change")),
    )
    op.create_index(op.f("ix_unit_change_unit_id"), "unit_change", ["unit_id"])
    op.create_table(
        "unit_change_text",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="changekind", native_enum=False, length=30), nullable=False
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answers_to", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("was_shown", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_unit_change_text_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["unit_change.id"], name=op.f("fk_unit_change_text_change_id")
        ),
        sa.PrimaryKeyConstraint("change_id", "number", name=op.f("pk_unit_change_text")),
    )


def _pages() -> None:
    op.create_table(
        "public_page",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("agency_part", sa.String(length=40), nullable=False),
        sa.Column("unit_part", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_public_page_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_public_page")),
        sa.UniqueConstraint(
            "agency_part", "unit_part", name=op.f("uq_public_page_agency_part_unit_part")
        ),
    )
    op.create_table(
        "public_release",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_public_release_unit_id")),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_public_release_cycle_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "cycle_id", name=op.f("pk_public_release")),
    )
    op.create_index(op.f("ix_public_release_cycle_id"), "public_release", ["cycle_id"])


def downgrade() -> None:
    for table in (
        "public_release",
        "public_page",
        "standard_writer",
        "unit_change_text",
        "unit_change",
        "standard_version",
        "public_service",
    ):
        op.drop_table(table)
