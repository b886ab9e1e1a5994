"""What a database lacks of what the code counts on, and a database that takes no writing."""

from __future__ import annotations

import os
import sys

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from berakhlak.extensions import Base
from berakhlak.inspection.database import inspect_database
from berakhlak.inspection.findings import FindingLevel
from berakhlak.inspection.schema import SUBJECT, inspect_schema

NOBODY = 65534
INDEXES = sorted(index.name for table in Base.metadata.tables.values() for index in table.indexes)


def test_a_whole_database_is_as_the_code_needs_it(look, opened):
    assert SUBJECT not in look()


@pytest.mark.parametrize("lost", ["issued_document", "redaction", "spent_ticket"])
def test_a_missing_table_is_named(look, raw, opened, lost):
    raw(f"DROP TABLE {lost}")

    found = look()[SUBJECT]

    assert found.level is FindingLevel.PROBLEM
    assert f"tabel {lost} tidak ada" in found.words


def test_every_missing_index_is_named(raw, opened, session, file):
    assert len(INDEXES) > 5
    raw(*(f"DROP INDEX {name}" for name in INDEXES))
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)

    words = inspect_schema(engine).words

    assert f"indeks {INDEXES[0]} tidak ada" in words
    assert words.count("indeks") == min(len(INDEXES), 10)


def test_a_missing_column_and_one_of_another_type_are_named(look, raw, opened):
    raw(
        "ALTER TABLE cycle DROP COLUMN published_at",
        "ALTER TABLE issued_document RENAME COLUMN sha256 TO lama",
        "ALTER TABLE issued_document ADD COLUMN sha256 INTEGER",
    )

    words = look()[SUBJECT].words

    assert "kolom cycle.published_at tidak ada" in words
    assert "jenis kolom issued_document.sha256 berbeda" in words


def test_what_others_added_is_no_defect(look, raw, opened):
    raw("CREATE TABLE tambahan (id INTEGER)", "ALTER TABLE unit ADD COLUMN catatan TEXT")

    assert SUBJECT not in look()


def test_a_file_that_takes_no_writing_is_told(opened, session, file, tmp_path):
    session.commit()
    copy = tmp_path / "salinan.sqlite3"
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("VACUUM INTO :at"), {"at": str(copy)})
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith(("test_", "popen-", "pytest-")):  # Ours, below the system's.
            folder.chmod(0o755)
    copy.chmod(0o444)

    assert "tidak dapat ditulisi" in as_somebody(copy)
    copy.chmod(0o666)
    tmp_path.chmod(0o777)
    assert as_somebody(copy) == ""


def as_somebody(file):
    """What `inspect_database` says of writing, to a user who is not root."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setuid(NOBODY)
            findings, _ = inspect_database(create_engine(f"sqlite:///{file}", poolclass=NullPool))
            said = [each.words for each in findings if each.subject == "Menulis"]
            os.write(writer, "".join(said).encode())
        except BaseException as error:
            os.write(writer, repr(error).encode())
            sys.stderr.flush()
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as told:
        return told.read().decode()


def test_looking_whether_it_takes_writing_changes_nothing(look, opened, session, file):
    session.commit()
    before = file.read_bytes()

    look()

    assert file.read_bytes() == before


@pytest.mark.postgres
def test_postgresql_that_lacks_something_or_only_reads_is_told(migrated_postgres_url, tmp_path):
    engine = create_engine(migrated_postgres_url, poolclass=NullPool)
    assert inspect_schema(engine).level is FindingLevel.OK
    with engine.begin() as connection:
        connection.execute(text(f"DROP INDEX {INDEXES[0]}"))
        connection.execute(text("DROP TABLE redaction"))
        name = connection.scalar(text("SELECT current_database()"))
        change = f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'
        connection.execute(text(change))

    words = inspect_schema(engine).words
    told = {each.subject: each for each in inspect_database(engine)[0]}

    assert f"indeks {INDEXES[0]} tidak ada" in words
    assert "tabel redaction tidak ada" in words
    assert told["Menulis"].level is FindingLevel.PROBLEM
    assert "default_transaction_read_only" in told["Menulis"].words
