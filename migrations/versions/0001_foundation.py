"""foundation"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "instrument_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_instrument_version_code_version")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("nip", sa.String(length=18), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_is_lower")),
        sa.CheckConstraint(
            "email IS NOT NULL OR nip IS NOT NULL", name=op.f("ck_account_email_or_nip")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_account_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("nip", name=op.f("uq_account_nip")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "nomination",
                "open",
                "sealing",
                "closed",
                "published",
                "archived",
                name="cyclestate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("policy_json", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_name", sa.String(length=32), nullable=False),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_cycle_closes_after_opening")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_cycle_agency_id")),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument_version.id"], name=op.f("fk_cycle_instrument_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_cycle_agency_id_name")),
        sa.UniqueConstraint("key_name", name=op.f("uq_cycle_key_name")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_unit_not_its_own_parent")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_unit_agency_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_unit_agency_id_code")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("officer", "hr", "admin", name="role", native_enum=False, length=30),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_role_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_audit_entry_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_counter_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
        sa.UniqueConstraint("token", name=op.f("uq_counter_token")),
    )
    with op.batch_alter_table("counter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counter_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "cycle_result",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_cycle_result_cycle_id")),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_cycle_result")),
    )
    op.create_table(
        "cycle_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_cycle_unit_cycle_id")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["cycle_unit.id"], name=op.f("fk_cycle_unit_parent_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_cycle_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_unit")),
        sa.UniqueConstraint("cycle_id", "unit_id", name=op.f("uq_cycle_unit_cycle_id_unit_id")),
    )
    with op.batch_alter_table("cycle_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cycle_unit_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "open_sheet",
        sa.Column("handle", sa.LargeBinary(length=32), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("is_submitted", sa.Boolean(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_open_sheet_cycle_id")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_open_sheet")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("open_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_sheet_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "open_voice",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_open_voice_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_voice")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("open_voice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_voice_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("nip", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column(
            "employment",
            sa.Enum("PNS", "PPPK", name="employment", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("rank", sa.String(length=10), nullable=True),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "jpt_utama",
                "jpt_madya",
                "jpt_pratama",
                "administrator",
                "pengawas",
                "fungsional",
                "pelaksana",
                name="positionlevel",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(nip) = 18", name=op.f("ck_person_nip_has_18_digits")),
        sa.CheckConstraint("supervisor_id <> id", name=op.f("ck_person_not_own_supervisor")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_person_account_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_agency_id")),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["person.id"], name=op.f("fk_person_supervisor_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("account_id", name=op.f("uq_person_account_id")),
        sa.UniqueConstraint("agency_id", "nip", name=op.f("uq_person_agency_id_nip")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_supervisor_id"), ["supervisor_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_person_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "spent_ticket",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_spent_ticket_cycle_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_ticket")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("spent_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spent_ticket_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("supervisor_id", sa.Integer(), nullable=True),
        sa.Column("nip", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.String(length=10), nullable=True),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "jpt_utama",
                "jpt_madya",
                "jpt_pratama",
                "administrator",
                "pengawas",
                "fungsional",
                "pelaksana",
                name="positionlevel",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("is_rated", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT is_rated OR unit_id IS NOT NULL", name=op.f("ck_participant_rated_has_a_unit")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_participant_cycle_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_participant_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["participant.id"], name=op.f("fk_participant_supervisor_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["cycle_unit.id"], name=op.f("fk_participant_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint(
            "cycle_id", "person_id", name=op.f("uq_participant_cycle_id_person_id")
        ),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_participant_supervisor_id"), ["supervisor_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_participant_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_result",
        sa.Column("cycle_unit_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_unit_result_cycle_id")),
        sa.ForeignKeyConstraint(
            ["cycle_unit_id"], ["cycle_unit.id"], name=op.f("fk_unit_result_cycle_unit_id")
        ),
        sa.PrimaryKeyConstraint("cycle_unit_id", name=op.f("pk_unit_result")),
    )
    with op.batch_alter_table("unit_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_result_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=False),
        sa.Column(
            "group",
            sa.Enum(
                "self",
                "supervisor",
                "peer",
                "subordinate",
                "citizen",
                name="group",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "declined",
            sa.Enum(
                "conflict_of_interest",
                "does_not_know",
                name="declinereason",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "\"group\" <> 'citizen'", name=op.f("ck_assignment_citizens_have_no_assignment")
        ),
        sa.CheckConstraint(
            "(\"group\" = 'self') = (rater_id = ratee_id)",
            name=op.f("ck_assignment_self_rates_self"),
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_assignment_cycle_id")),
        sa.ForeignKeyConstraint(
            ["ratee_id"], ["participant.id"], name=op.f("fk_assignment_ratee_id")
        ),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["participant.id"], name=op.f("fk_assignment_rater_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("rater_id", "ratee_id", name=op.f("uq_assignment_rater_id_ratee_id")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_ratee_id"), ["ratee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_rater_id"), ["rater_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=False),
        sa.Column(
            "group",
            sa.Enum(
                "self",
                "supervisor",
                "peer",
                "subordinate",
                "citizen",
                name="group",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("value_code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "shown", "redacted", name="commentstate", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_comment_cycle_id")),
        sa.ForeignKeyConstraint(["ratee_id"], ["participant.id"], name=op.f("fk_comment_ratee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_ratee_id"), ["ratee_id"], unique=False)

    op.create_table(
        "counter_officer",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_counter_officer_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_counter_officer_participant_id")
        ),
        sa.PrimaryKeyConstraint("counter_id", "participant_id", name=op.f("pk_counter_officer")),
    )
    op.create_table(
        "officer_result",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_officer_result_cycle_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_officer_result_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_officer_result")),
    )
    with op.batch_alter_table("officer_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_result_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "sheet",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=True),
        sa.Column(
            "group",
            sa.Enum(
                "self",
                "supervisor",
                "peer",
                "subordinate",
                "citizen",
                name="group",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_sheet_cycle_id")),
        sa.ForeignKeyConstraint(["ratee_id"], ["participant.id"], name=op.f("fk_sheet_ratee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_ratee_id"), ["ratee_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_ratee_id"))
        batch_op.drop_index(batch_op.f("ix_sheet_cycle_id"))

    op.drop_table("sheet")
    with op.batch_alter_table("officer_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_result_cycle_id"))

    op.drop_table("officer_result")
    op.drop_table("counter_officer")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_ratee_id"))
        batch_op.drop_index(batch_op.f("ix_comment_cycle_id"))

    op.drop_table("comment")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_rater_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_ratee_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_cycle_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("unit_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_result_cycle_id"))

    op.drop_table("unit_result")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_unit_id"))
        batch_op.drop_index(batch_op.f("ix_participant_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_participant_person_id"))
        batch_op.drop_index(batch_op.f("ix_participant_cycle_id"))

    op.drop_table("participant")
    with op.batch_alter_table("spent_ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spent_ticket_cycle_id"))

    op.drop_table("spent_ticket")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_unit_id"))
        batch_op.drop_index(batch_op.f("ix_person_supervisor_id"))

    op.drop_table("person")
    with op.batch_alter_table("open_voice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_voice_cycle_id"))

    op.drop_table("open_voice")
    with op.batch_alter_table("open_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_sheet_cycle_id"))

    op.drop_table("open_sheet")
    with op.batch_alter_table("cycle_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cycle_unit_cycle_id"))

    op.drop_table("cycle_unit")
    op.drop_table("cycle_result")
    with op.batch_alter_table("counter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_counter_cycle_id"))

    op.drop_table("counter")
    op.drop_table("audit_entry")
    op.drop_table("account_role")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_parent_id"))

    op.drop_table("unit")
    op.drop_table("cycle")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_agency_id"))

    op.drop_table("account")
    op.drop_table("instrument_version")
    op.drop_table("agency")
