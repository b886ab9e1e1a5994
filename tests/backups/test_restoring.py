"""Restoring checks first, and changes all or nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import replace

import pytest
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from berakhlak.backups import sqlite
from berakhlak.backups.errors import BackupDamaged, BackupFailed, BackupUnfit, RestoreRefused
from berakhlak.backups.key_check import KeyCheckOutcome
from berakhlak.backups.manifest import BackupManifest
from berakhlak.backups.migrating import known_revisions
from berakhlak.backups.restoring import restore_backup
from berakhlak.backups.taking import database_store_of, take_backup
from berakhlak.cycles.keys import KeyStore
from tests.backups import AT
from tests.backups.places import SqlitePlace, fate_of, repacked
from tests.support.databases import MIGRATIONS, build_app
from tests.support.rows import fill_every_table, row_counts


def test_a_database_that_was_never_there_is_made(open_cycle, tmp_path):
    place = SqlitePlace(open_cycle, tmp_path)
    place.back_up()
    target = tmp_path / "kosong" / "baru.sqlite3"

    restored = place.restore_into(target, place.file)

    assert fate_of(restored) == {open_cycle.cycle_id: KeyCheckOutcome.OPEN}
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["baru.sqlite3"]


def test_rows_that_lead_nowhere_come_back_as_they_were(open_cycle, tmp_path):
    # What is wrong in a database is for `doctor` to tell; no backup may be worthless for it.
    place = SqlitePlace(open_cycle, tmp_path)
    with closing(sqlite3.connect(place.store.path)) as careless:
        careless.execute(
            "INSERT INTO audit_entry (at, account_id, act, object_kind) "
            "VALUES ('2026-01-01 00:00:00', 9999, 'x', 'y')"
        )
        careless.commit()
    place.back_up()
    target = tmp_path / "kosong" / "baru.sqlite3"

    place.restore_into(target, place.file)

    with sqlite.read_only_connection(target) as connection:
        assert len(connection.execute("PRAGMA foreign_key_check").fetchall()) == 1


def test_a_backup_of_a_newer_application_is_refused(place, empty):
    place.back_up()
    before = empty.rows()

    with pytest.raises(BackupUnfit, match="lebih baru"):
        empty.restore(repacked(place, manifest={"schema": "9999"}))
    with pytest.raises(BackupUnfit, match="versi 9.9.9"):
        empty.restore(repacked(place, manifest={"format": 2, "application": "9.9.9"}))
    assert empty.rows() == before


def test_a_backup_from_elsewhere_or_changed_is_refused_unless_forced(open_cycle, tmp_path):
    place, target = SqlitePlace(open_cycle, tmp_path), tmp_path / "kosong" / "baru.sqlite3"
    place.back_up()
    store, common = sqlite.SqliteStore(target), {"keys": place.keys, "replace": False, "at": AT}
    with tarfile.open(place.file) as tar:
        written = BackupManifest.from_json(tar.extractfile("manifest.json").read())

    with build_app(f"sqlite:///{target}", place.keys.folder).app_context():
        with pytest.raises(RestoreRefused, match="SECRET_KEY"):
            restore_backup(store, place.file, secret="another", **common)
        assert not target.exists()
        restore_backup(store, place.file, secret="another", force=True, **common)

    assert target.exists()
    assert written.is_ours("s")
    changed = (
        replace(written, sha256="0" * 64),
        replace(written, rows={}),
        replace(written, mac=""),
    )
    assert not any(each.is_ours("s") for each in changed)


def test_a_backup_of_the_other_engine_is_refused(place, empty):
    place.back_up()
    other = "postgresql" if place.store.engine == "sqlite" else "sqlite"

    with pytest.raises(BackupUnfit, match="jenis basis data yang sama"):
        empty.restore(repacked(place, manifest={"engine": other}))


def test_rows_that_are_not_as_counted_undo_everything(place, empty):
    place.back_up()
    counts = {table: len(rows) for table, rows in place.rows().items()} | {"person": 1}
    before = empty.rows()

    with pytest.raises((BackupDamaged, RestoreRefused)):
        empty.restore(repacked(place, manifest={"rows": counts}))

    assert empty.rows() == before
    with empty.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version"))


@pytest.mark.parametrize("revision", [known_revisions()[1], known_revisions()[-1]])
def test_an_older_schema_is_brought_up(kind, tmp_path, request, revision):
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres_url")
    app, engine = build_app(url, tmp_path / "keys"), create_engine(url, poolclass=NullPool)
    with app.app_context():
        upgrade(str(MIGRATIONS), revision=revision)
        app.extensions["sqlalchemy"].engine.dispose()
        with engine.begin() as connection:
            fill_every_table(connection)
            if kind == "postgresql":  # The rows came with numbers of their own.
                connection.execute(text("SELECT setval('audit_entry_id_seq', 1)"))
            before = row_counts(connection)
        file = tmp_path / "old.tar"
        take_backup(database_store_of(engine), file, key_dir=tmp_path / "keys", secret="s", at=AT)
        keys = KeyStore(tmp_path / "keys")
        restored = restore_backup(
            database_store_of(engine), file, keys=keys, secret="s", replace=True, at=AT
        )

    with engine.connect() as connection:
        after = row_counts(connection)
        assert (
            connection.scalar(text("SELECT version_num FROM alembic_version"))
            == (known_revisions()[0])
        )
    engine.dispose()
    assert restored.manifest.schema == revision
    before.pop("sheet", None)  # What older versions kept of answers is erased.
    if "device_session" in before:
        before["device_session"] = 0  # Whoever was signed in signs in again.
    assert {table: after[table] for table in before} == before | {"audit_entry": 2}


def test_a_database_with_rows_is_not_replaced_unasked(place):
    place.back_up()
    before = place.rows()

    with pytest.raises(RestoreRefused, match="--replace"):
        place.restore(place.file)
    assert place.rows() == before


def test_what_is_replaced_is_kept_and_can_be_brought_back(place, empty):
    place.back_up()
    with place.engine.begin() as connection:
        connection.execute(text("INSERT INTO agency (code, name) VALUES ('BARU', 'x')"))
    later = place.rows()

    restored = place.restore(place.file, replace=True)

    assert len(place.rows()["agency"]) == 1
    assert restored.safety_copy.parent == place.folder
    assert restored.safety_copy.stat().st_mode & 0o777 == 0o600
    again = place.restore(place.file, replace=True)
    assert again.safety_copy != restored.safety_copy  # Within the same second.
    empty.restore(restored.safety_copy)
    assert empty.rows()["agency"] == later["agency"]


def test_a_database_in_use_is_not_replaced(place, monkeypatch):
    monkeypatch.setattr(sqlite, "LET_GO", 0.1)
    monkeypatch.setattr("berakhlak.backups.postgres.LET_GO", 0.1)
    place.back_up()
    before = place.rows()

    with place.engine.connect() as neighbour:
        neighbour.execute(text("SELECT count(*) FROM agency"))
        neighbour.rollback()  # Idle, as an application is between two readers.
        with pytest.raises(RestoreRefused, match="Hentikan"):
            place.restore(place.file, replace=True)

    assert place.rows() == before
    assert [path.name for path in place.folder.iterdir()] == ["cadangan.tar"]


def test_a_full_disk_while_the_safety_copy_is_written_changes_nothing(place, monkeypatch):
    place.back_up()
    before = place.rows()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("berakhlak.backups.taking.write_archive", full)
    with pytest.raises(Exception, match="No space left"):
        place.restore(place.file, replace=True)

    assert place.rows() == before


def test_a_migration_that_fails_is_told_and_leaves_no_half(place, empty, monkeypatch):
    place.back_up()
    before = empty.rows()

    def fails(connection):
        connection.execute(text("DELETE FROM open_sheet"))
        connection.execute(text("SELECT of_tomorrow"))

    monkeypatch.setattr("berakhlak.backups.restoring.migrate_to_newest", fails)
    # SQLite tries it on the side; PostgreSQL keeps all rows, at the schema of the backup.
    words, after = {
        "sqlite": ("tidak ada yang diubah", before["open_sheet"]),
        "postgresql": ("db upgrade", place.rows()["open_sheet"]),
    }[place.store.engine]
    with pytest.raises((BackupUnfit, BackupFailed), match=words):
        empty.restore(place.file)

    assert empty.rows()["open_sheet"] == after


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import create_engine
from berakhlak.backups import restoring
from berakhlak.backups.taking import database_store_of
from berakhlak.cycles.keys import KeyStore
from tests.backups import AT
from tests.support.databases import build_app

die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
setattr(restoring, sys.argv[4], die)
with build_app(sys.argv[1], Path(sys.argv[3])).app_context():
    restoring.restore_backup(database_store_of(create_engine(sys.argv[1])), Path(sys.argv[2]),
                      keys=KeyStore(Path(sys.argv[3])), secret="s", replace=True, at=AT)
"""


@pytest.mark.parametrize("moment", ["unpack_archive", "take_safety_copy"])
def test_a_killed_restore_leaves_the_database_as_it_was(place, moment):
    place.back_up()
    before, url = place.rows(), place.engine.url.render_as_string(hide_password=False)
    arguments = [url, str(place.file), str(place.keys.folder), moment]

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        env=os.environ | {"TMPDIR": str(place.file.parent)},
    )

    assert killed.returncode == -9
    assert place.rows() == before
    assert place.restore(place.file, replace=True).safety_copy


def test_a_log_left_by_a_crash_does_not_reach_the_restored_file(open_cycle, tmp_path):
    place = SqlitePlace(open_cycle, tmp_path)
    place.back_up()
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(sqlite3.connect(tmp_path / "open.sqlite3")) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("INSERT INTO agency (code, name) VALUES ('LOG', 'x')")
        writer.commit()
        for file in tmp_path.glob("open.sqlite3*"):
            shutil.copy(file, crashed / file.name)
    assert (crashed / "open.sqlite3-wal").stat().st_size > 0
    store = sqlite.SqliteStore(
        crashed / "open.sqlite3",
    )
    with build_app(f"sqlite:///{store.path}", place.keys.folder).app_context():
        restored = restore_backup(
            store, place.file, keys=place.keys, secret="s", replace=True, at=AT
        )

    with sqlite.read_only_connection(store.path) as connection:
        assert connection.execute("SELECT code FROM agency WHERE code = 'LOG'").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert restored.safety_copy.exists()
    assert [path.name for path in crashed.iterdir()] == ["open.sqlite3"]


def test_a_database_that_cannot_be_read_is_moved_away_by_hand(open_cycle, tmp_path):
    place = SqlitePlace(open_cycle, tmp_path)
    place.back_up()
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"not a database at all" * 100)

    with pytest.raises(RestoreRefused, match="Pindahkan"):
        place.restore_into(broken, place.file)
    assert broken.read_bytes().startswith(b"not a database")


def test_tables_of_a_newer_schema_do_not_stay_behind(place, empty):
    place.back_up()
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_tomorrow (id integer)"))

    empty.restore(place.file)

    assert "of_tomorrow" not in empty.rows()
