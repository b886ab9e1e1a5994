"""disclosure audit"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disclosure_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_safe", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_disclosure_audit_cycle_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_audit")),
    )
    with op.batch_alter_table("disclosure_audit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_disclosure_audit_cycle_id"), ["cycle_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("disclosure_audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_audit_cycle_id"))
    op.drop_table("disclosure_audit")
