"""The recipe of docs/recovery.md with a real PostgreSQL: back to the moment before a mistake."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.support.postgres import OWNER, PostgresServer, _program, running_postgres

RECIPE = (Path(__file__).resolve().parents[2] / "docs" / "recovery.md").read_text()
NAMED = "sebelum-impor"


def setting(name: str, archive: Path) -> str:
    """What the recipe says of it, with the archive of this test."""
    line = next(
        each.strip() for each in RECIPE.splitlines() if each.strip().startswith(f"{name} =")
    )
    return line.partition("= ")[2].strip("'").replace("/arsip", str(archive))


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with running_postgres() as own:
        yield own


def say(server: PostgresServer, statement: str) -> object:
    address = f"postgresql://{OWNER}@127.0.0.1:{server.port}/postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute(statement.encode())
        return found.fetchone()[0] if found.description else None


@pytest.mark.postgres
def test_a_table_that_was_emptied_by_mistake_is_there_again_as_of_the_named_moment(
    server: PostgresServer, tmp_path: Path
) -> None:
    place = server.folder.parent
    archive, base = place / "arsip", place / "dasar"
    archive.mkdir()
    shutil.chown(archive, place.owner(), place.group())
    command = setting("archive_command", archive).replace("'", "''")
    say(server, "ALTER SYSTEM SET archive_mode = on")
    say(server, f"ALTER SYSTEM SET archive_command = '{command}'")
    say(server, "ALTER SYSTEM SET wal_level = replica")
    server.stop()
    server.start()
    engine = create_engine(server.url("postgres"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE agency (code text)"))
        connection.execute(text("INSERT INTO agency VALUES ('sebelum cadangan')"))
    back_up(server, base)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO agency VALUES ('setelah cadangan')"))
    say(server, f"SELECT pg_create_restore_point('{NAMED}')")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM agency"))
    engine.dispose()
    say(server, "SELECT pg_switch_wal()")
    server.stop()  # Waits until the archive has everything.

    server.folder.rename(place / "rusak")
    recover(server, base, archive)
    server.start()

    engine = create_engine(server.url("postgres"))
    with engine.connect() as connection:
        assert list(connection.scalars(text("SELECT code FROM agency"))) == [
            "sebelum cadangan",
            "setelah cadangan",
        ]
    engine.dispose()


def back_up(server: PostgresServer, base: Path) -> None:
    command = [_program("pg_basebackup"), "--checkpoint=fast", "--wal-method=none", "--no-sync"]
    address = ["-h", "127.0.0.1", "-p", str(server.port), "-U", OWNER]
    subprocess.run([*command, *address, "-D", str(base)], check=True, capture_output=True)


def recover(server: PostgresServer, base: Path, archive: Path) -> None:
    """Steps 2 and 3."""
    base.rename(server.folder)
    (server.folder / "recovery.signal").touch()
    with (server.folder / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"restore_command = '{setting('restore_command', archive)}'\n")
        settings.write(f"recovery_target_name = '{NAMED}'\nrecovery_target_action = promote\n")
    for each in (server.folder, *server.folder.rglob("*")):
        shutil.chown(each, server.folder.parent.owner(), server.folder.parent.group())
    os.chmod(server.folder, 0o700)
