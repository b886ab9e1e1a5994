"""A database that is missing, damaged, old, or cannot be backed up."""

from __future__ import annotations

import tempfile

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from berakhlak.inspection.database import inspect_database
from berakhlak.inspection.findings import FindingLevel


def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'none.sqlite3'}")

    [found], contents = inspect_database(engine)

    assert (found.level, contents) == (FindingLevel.PROBLEM, None)
    assert "db upgrade" in found.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_database_in_memory_is_told():
    [found], contents = inspect_database(create_engine("sqlite://"))

    assert (found.level, contents) == (FindingLevel.PROBLEM, None)
    assert "DATABASE_URL" in found.remedy


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "a.sqlite3").write_bytes(b"bukan basis data" * 100)

    [found], contents = inspect_database(create_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}"))

    assert (found.level, contents) == (FindingLevel.PROBLEM, None)
    assert "cadangan" in found.remedy


def test_a_damaged_index_is_found(look, raw, opened):
    raw(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, '(cycle_id)', '(rater_id)') "
        "WHERE name = 'ix_assignment_cycle_id'",
    )

    assert look()["Basis data"].level is FindingLevel.PROBLEM


def test_rows_that_lead_nowhere_are_found(look, raw, opened):
    raw(
        "INSERT INTO audit_entry (at, account_id, act, object_kind) "
        "VALUES ('2026-01-01', 99, 'x', 'y')"
    )

    found = look()["Rujukan antartabel"]

    assert found.level is FindingLevel.PROBLEM
    assert "audit_entry" in found.words


def test_a_journal_that_is_not_the_write_ahead_log_is_told(look, raw, opened):
    raw("PRAGMA journal_mode = DELETE")

    assert look()["Catatan tulis (journal)"].level is FindingLevel.WARNING


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "db upgrade"),
        ("DELETE FROM alembic_version", "db upgrade"),
        ("UPDATE alembic_version SET version_num = '9999'", "lebih baru"),
    ],
)
def test_a_schema_that_is_not_that_of_the_code_is_told(look, raw, opened, change, remedy):
    raw(change)

    found = look()["Skema"]

    assert found.level is FindingLevel.PROBLEM
    assert remedy in found.remedy


@pytest.mark.postgres
def test_postgresql_is_looked_at_too(migrated_postgres_url, tmp_path, monkeypatch):
    engine = create_engine(migrated_postgres_url, poolclass=NullPool)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # Where nobody else restores.

    sound, contents = inspect_database(engine)
    monkeypatch.setenv("PATH", str(tmp_path))
    lacking = {each.subject: each for each in inspect_database(engine)[0]}

    assert {each.level for each in sound} == {FindingLevel.OK}
    assert contents.schema
    assert lacking["Program cadangan"].level is FindingLevel.WARNING
    assert "postgresql-client" in lacking["Program cadangan"].words


@pytest.mark.postgres
def test_a_user_of_postgresql_who_may_not_read_everything_is_told(migrated_postgres_url, tmp_path):
    owner = create_engine(migrated_postgres_url, poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS peninjau"))
        connection.execute(text("CREATE ROLE peninjau LOGIN"))
    reader = create_engine(owner.url.set(username="peninjau"), poolclass=NullPool)

    findings, contents = inspect_database(reader)

    assert [found.level for found in findings] == [FindingLevel.PROBLEM]
    assert contents is None


def test_postgresql_that_does_not_answer_is_told():
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")

    [found], contents = inspect_database(engine)

    assert (found.level, contents) == (FindingLevel.PROBLEM, None)
    assert "DATABASE_URL" in found.remedy


def test_what_a_restore_that_was_killed_left_is_told(look, opened, file):
    left = file.with_name(".pemulihan-abc")
    left.mkdir()
    try:
        assert look()["Pemulihan"].remedy == f"rm -r {left}"
    finally:
        left.rmdir()


@pytest.mark.postgres
def test_what_a_restore_into_postgresql_left_is_told(migrated_postgres_url, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "berakhlak-pemulihan-abc"
    left.mkdir()

    findings, _contents = inspect_database(create_engine(migrated_postgres_url, poolclass=NullPool))

    assert f"rm -r {left}" in [found.remedy for found in findings]
