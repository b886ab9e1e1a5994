"""What every table and connection stands on: names, moments, words, and a database that forgets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, create_engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.schema import CheckConstraint, UniqueConstraint

from berakhlak.accounts.models import AccountRole
from berakhlak.cycles.request_models import EarlyClosing
from berakhlak.engines import insert_unless_known
from berakhlak.extensions import LARGEST_ID, Base, UtcDateTime, babel, db, limiter, migrate
from berakhlak.roles import Role

JAKARTA = ZoneInfo("Asia/Jakarta")
DIALECTS: list[Any] = [sqlite.dialect(), postgresql.dialect()]  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_a_moment_is_stored_and_read_in_utc_whatever_zone_it_comes_from(dialect: Any) -> None:
    column, eight = UtcDateTime(), datetime(2026, 5, 4, 8, tzinfo=JAKARTA)

    stored = column.process_bind_param(eight, dialect)

    assert stored is not None
    assert (stored.hour, stored.tzinfo) == (1, UTC)
    for given in (datetime(2026, 5, 4, 1), eight):  # noqa: DTZ001  As SQLite and PostgreSQL give it.
        read = column.process_result_value(given, dialect)
        assert read is not None
        assert (read.hour, read.tzinfo) == (1, UTC)
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None
    with pytest.raises(ValueError, match="time zone"):
        column.process_bind_param(datetime(2026, 5, 4), dialect)  # noqa: DTZ001
    assert column.impl_instance.timezone is True  # type: ignore[attr-defined]


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_words_are_stored_as_they_are_written_and_are_no_type_of_the_database(
    dialect: Any,
) -> None:
    column: Any = AccountRole.__table__.c.role.type

    assert column.compile(dialect=dialect) == "VARCHAR(30)"
    assert column.enums == [str(role) for role in Role]


def test_every_constraint_has_a_name_made_of_its_table_and_columns() -> None:
    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    Table("unit", metadata, Column("id", Integer, primary_key=True))
    table = Table(
        "seat",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("unit_id", ForeignKey("unit.id"), index=True),
        Column("number", Integer),
        UniqueConstraint("unit_id", "number"),
        CheckConstraint("number > 0", name="positive"),
    )

    assert {str(each.name) for each in table.constraints} == {
        "pk_seat",
        "fk_seat_unit_id",
        "uq_seat_unit_id_number",
        "ck_seat_positive",
    }
    assert [index.name for index in table.indexes] == ["ix_seat_unit_id"]


@pytest.mark.parametrize(
    ("url", "kind"),
    [("sqlite://", sqlite.Insert), ("postgresql+psycopg://nobody@localhost/x", postgresql.Insert)],
)
def test_each_database_inserts_in_a_way_of_its_own_and_only_what_is_new(
    url: str, kind: type
) -> None:
    row = {"cycle_id": 7, "account_id": 7}
    with Session(create_engine(url)) as session:
        statement = insert_unless_known(session, EarlyClosing, row)
        dialect = session.get_bind().dialect

    assert isinstance(statement, kind)
    written = statement.compile(dialect=dialect)
    assert str(written).endswith("ON CONFLICT DO NOTHING")
    assert written.params == row


def test_row_numbers_end_where_those_of_postgresql_do() -> None:
    assert LARGEST_ID == 2_147_483_647


def test_sessions_and_migrations_know_the_tables_of_one_base() -> None:
    assert db.metadata is db.Model.metadata is Base.metadata
    assert "account" in db.metadata.tables


def test_a_statement_with_a_moment_is_put_together_once() -> None:
    moment = Table("seen", MetaData(), Column("at", UtcDateTime)).c.at

    assert select(moment)._generate_cache_key() is not None


def test_tries_are_counted_by_the_address_they_come_from(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "10.1.2.3"}):
        assert limiter._key_func() == "10.1.2.3/32"


def test_migrations_rebuild_tables_where_sqlite_cannot_alter_them() -> None:
    assert migrate.alembic_ctx_kwargs["render_as_batch"] is True


@pytest.mark.parametrize(("language", "said"), [("id", "1.500 baris"), ("en", "1,500 baris")])
def test_counts_have_their_thousands_marked_beside_other_words(
    app: Flask, language: str, said: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        count = babel.domain_instance.ngettext
        assert count("%(num)s baris", "%(num)s baris", 1500) == said
        assert count("satu", "%(num)s dari %(all)s", 1500, all=9) == said[:5] + " dari 9"
        assert count("satu", "%(num)s baris", 1) == "satu"
