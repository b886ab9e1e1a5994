"""A backup is whole, of one moment, without a key, and never a torn file."""

from __future__ import annotations

import base64
import json
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import text

from berakhlak.backups.archive import read_manifest
from berakhlak.backups.errors import BackupFailed, BackupUnfit
from berakhlak.backups.postgres import find_postgres_program
from berakhlak.backups.sqlite import SqliteStore
from berakhlak.backups.taking import take_backup
from tests.backups import AT

PAIR = (
    "INSERT INTO agency (code, name) VALUES ('{0}', 'x')",
    "INSERT INTO unit (agency_id, code, name) SELECT id, '{0}', 'x' FROM agency WHERE code = '{0}'",
)


def test_a_round_trip_gives_every_row_of_every_table_back(place, empty):
    before = place.rows()
    place.back_up()

    empty.restore(place.file)

    after = empty.rows()
    record = [row for row in after.pop("audit_entry") if "restored from a backup" not in row]
    assert record == before.pop("audit_entry")
    assert after == before
    assert len(after["open_sheet"]) > 500


def test_a_restored_database_takes_new_rows_under_new_numbers(place, empty):
    place.back_up()
    empty.restore(place.file)

    with empty.engine.begin() as connection:
        connection.execute(text(PAIR[0].format("BARU")))
        numbers = list(connection.scalars(text("SELECT id FROM agency")))

    assert len(set(numbers)) == 2


def test_the_restore_itself_is_on_the_record_of_the_agency(place, empty):
    place.back_up()

    empty.restore(place.file)

    with empty.engine.connect() as connection:
        found = connection.execute(
            text("SELECT act, object_kind, detail FROM audit_entry WHERE act LIKE 'restored%'")
        ).all()
    [(act, kind, detail)] = found
    assert (act, kind) == ("restored from a backup", "agency")
    kept = json.loads(detail) if isinstance(detail, str) else detail
    assert kept == {"moment": "2026-06-01 03:00 UTC"}


def test_no_key_lies_anywhere_in_the_archive(place):
    (place.keys.folder / "segel.p12").write_bytes(b"PENANDA-KUNCI-TANDA-TANGAN")
    place.back_up()

    raw = place.file.read_bytes()
    with tarfile.open(place.file) as tar:
        names = tar.getnames()

    keys = [file.read_bytes() for file in place.keys.folder.iterdir()]
    written = [form(key) for key in keys for form in (bytes, _hex, base64.b64encode)]
    assert len(keys) == 2
    assert not [key for key in written if key in raw]
    assert place.app.config["SECRET_KEY"].encode() not in raw
    assert names == ["manifest.json", place.store.dump_name]


def _hex(key: bytes) -> bytes:
    return key.hex().encode()


def test_the_manifest_counts_what_is_there(place):
    place.back_up()

    manifest = read_manifest(place.file)

    assert manifest.rows == {table: len(rows) for table, rows in place.rows().items()}
    assert (manifest.engine, manifest.moment) == (place.store.engine, AT)
    assert manifest.application.count(".") == 2


def test_only_the_owner_may_read_it(place):
    place.back_up()

    assert place.file.stat().st_mode & 0o777 == 0o600


@contextmanager
def writing(place):
    """A neighbour who adds pairs of rows, each pair in one transaction, until the end."""
    stop, written = threading.Event(), []

    def write():
        while not stop.is_set():
            code = f"P{len(written)}"
            with place.engine.begin() as connection:
                for statement in PAIR:
                    connection.execute(text(statement.format(code)))
            written.append(code)

    neighbour = threading.Thread(target=write)
    neighbour.start()
    try:
        yield written
    finally:
        stop.set()
        neighbour.join()


def test_a_backup_while_others_write_is_of_one_moment(place, empty):
    units = len(place.rows()["unit"])
    with writing(place) as written:
        for _ in range(3):
            begun = len(written)
            dump = place.back_up(force=True)
            rows = dump.contents.rows
            assert rows["agency"] - 1 == rows["unit"] - units >= begun
        assert len(written) > 3

    empty.restore(place.file)

    assert {table: len(found) for table, found in empty.rows().items()} == {
        **rows,
        "audit_entry": rows["audit_entry"] + rows["agency"],
    }


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import create_engine
from berakhlak.backups import archive, taking
from tests.backups import AT

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

moments = {"flush": (archive, "flush_to_disk", die), "pack": (taking, "write_archive", die)}
setattr(*moments[sys.argv[3]])
store = taking.database_store_of(create_engine(sys.argv[1]))
taking.take_backup(
    store, Path(sys.argv[2]), key_dir=Path("/nowhere"), secret="s", at=AT, force=True
)
"""


@pytest.mark.parametrize("moment", ["pack", "flush"])
def test_a_killed_backup_leaves_no_file_that_passes_for_one(place, moment):
    place.back_up()
    before = place.file.read_bytes()
    url = place.engine.url.render_as_string(hide_password=False)
    new = place.folder / "baru.tar"

    for target in (new, place.file):
        killed = subprocess.run([sys.executable, "-c", KILLED, url, str(target), moment])
        assert killed.returncode == -9

    assert not new.exists()
    assert place.file.read_bytes() == before
    assert [path.name for path in place.folder.glob("*.tar")] == ["cadangan.tar"]
    torn = [path for path in place.folder.iterdir() if path != place.file]
    assert {(path.suffix, path.name[0], path.stat().st_mode & 0o777) for path in torn} == {
        (".part", ".", 0o700)
    }
    place.back_up(force=True)


def test_a_backup_that_is_there_is_replaced_only_when_forced(place):
    place.file.write_text("yang lama")

    with pytest.raises(BackupFailed, match="--force"):
        place.back_up()
    assert place.file.read_text() == "yang lama"

    place.back_up(force=True)
    assert read_manifest(place.file).schema


def test_a_failed_backup_leaves_nothing_behind(place, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("berakhlak.backups.archive.flush_to_disk", full)

    with pytest.raises(BackupFailed, match="No space left"):
        place.back_up()
    assert list(place.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("inside", "words"),
    [("keys/a.tar", "folder kunci"), ("none/a.tar", "tidak ada"), ("open.sqlite3-wal", "sendiri")],
)
def test_a_target_that_would_do_harm_is_refused(open_cycle, tmp_path, inside, words):
    store = SqliteStore(tmp_path / "open.sqlite3")

    with pytest.raises(BackupFailed, match=words):
        take_backup(
            store, tmp_path / inside, key_dir=open_cycle.keys.folder, secret="s", at=AT, force=True
        )


def test_what_was_deleted_is_not_in_a_backup_of_sqlite(open_cycle, tmp_path):
    path = tmp_path / "open.sqlite3"
    with closing(sqlite3.connect(path)) as careless:
        careless.execute("PRAGMA secure_delete = OFF")
        careless.execute("CREATE TABLE note (text TEXT)")
        careless.executemany("INSERT INTO note VALUES (?)", [("PENANDA-TERHAPUS" * 50,)] * 200)
        careless.commit()
        careless.execute("DELETE FROM note WHERE rowid > 1")
        careless.execute("UPDATE note SET text = 'x'")
        careless.commit()
        careless.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"PENANDA-TERHAPUS" in path.read_bytes()

    take_backup(SqliteStore(path), tmp_path / "a.tar", key_dir=tmp_path / "keys", secret="s", at=AT)

    assert b"PENANDA-TERHAPUS" not in (tmp_path / "a.tar").read_bytes()


def test_a_database_that_is_not_there_cannot_be_backed_up(tmp_path):
    store = SqliteStore(tmp_path / "none.sqlite3")

    with pytest.raises(BackupFailed, match="Belum ada basis data"):
        take_backup(store, tmp_path / "a.tar", key_dir=tmp_path / "keys", secret="s", at=AT)
    assert list(tmp_path.iterdir()) == []


def program(folder, name: str, version: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
    file.chmod(0o755)


def test_programs_of_postgresql_that_are_missing_or_too_old_are_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupUnfit, match="apt-get install postgresql-client"):
        find_postgres_program("pg_dump", 15)

    program(tmp_path, "pg_dump", "13.4 (Debian 13.4-1)")
    with pytest.raises(BackupUnfit, match="postgresql-client-15"):
        find_postgres_program("pg_dump", 15)

    program(tmp_path, "pg_dump", "15.2")
    assert find_postgres_program("pg_dump", 15) == str(tmp_path / "pg_dump")


def test_the_manifest_is_text_that_a_person_can_read(place):
    place.back_up()

    with tarfile.open(place.file) as tar:
        content = json.loads(tar.extractfile("manifest.json").read())

    assert content["format"] == 1
    assert set(content) >= {"application", "schema", "engine", "taken_at", "rows", "sha256"}
