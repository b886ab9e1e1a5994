"""SQLite: a fresh file by VACUUM INTO, put in place by one rename.

Raw connections: those of the application switch a file to the write-ahead log when they open it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from flask_babel import gettext as _
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from berakhlak.backups.database_contents import DatabaseContents, read_database_contents
from berakhlak.backups.errors import BackupDamaged, BackupFailed, BackupUnfit, RestoreRefused
from berakhlak.backups.manifest import BackupManifest
from berakhlak.backups.stores import DatabaseDump, Finish, Keep
from berakhlak.disk import flush_folder, flush_to_disk

# Seconds to wait for a writer, and for others to let go of the file.
PATIENCE = 30.0
LET_GO = 2.0
STAGING = ".pemulihan-"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"


class SqliteStore:
    """The database file of the application."""

    engine = "sqlite"
    dump_name = "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def from_engine(cls, engine: Engine) -> SqliteStore:
        """The file behind an engine. Raises BackupFailed for a database in memory."""
        name = engine.url.database
        if not name or name == ":memory:":
            raise BackupFailed(_("Basis data ini hanya ada di memori; tidak ada berkasnya."))
        return cls(Path(name).resolve())

    @property
    def exists(self) -> bool:
        return self.path.exists() and self.path.stat().st_size > 0

    def owns(self, path: Path) -> bool:
        """Whether a path is the database or one of the files that SQLite keeps beside it."""
        name = self.path.name
        return path in {self.path.with_name(name + end) for end in ("", "-wal", "-shm", "-journal")}

    def contents(self) -> DatabaseContents:
        if not self.exists:
            return DatabaseContents()
        try:
            with read_only_connection(self.path) as connection:
                return read_sqlite_contents(connection)
        except sqlite3.Error as error:
            raise RestoreRefused(
                _(
                    "Basis data yang sekarang tidak dapat dibaca (%(why)s). Pindahkan %(path)s "
                    "beserta berkas -wal dan -shm di sampingnya ke tempat lain, lalu ulangi.",
                    why=error,
                    path=self.path,
                )
            ) from error

    def dump(self, folder: Path) -> DatabaseDump:
        if not self.exists:
            raise BackupFailed(_("Belum ada basis data di %(path)s.", path=self.path))
        try:
            with read_only_connection(self.path) as connection:
                return _copy(connection, folder)
        except sqlite3.Error as error:
            raise BackupFailed(_("Basis data tidak dapat disalin: %(why)s", why=error)) from error

    @contextmanager
    def staging(self) -> Iterator[Path]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self.path.parent, prefix=STAGING) as folder:
            yield Path(folder)

    def check(self, manifest: BackupManifest) -> None:
        """Every SQLite 3 reads every file of SQLite 3; whether it does is tried in `put`."""

    def put(self, dump: Path, manifest: BackupManifest, *, keep: Keep, finish: Finish) -> None:
        _check_whole(dump, manifest)
        _finish(dump, finish)
        self._dress(dump)
        if self.exists:
            with exclusive_connection(self.path) as connection:
                keep(lambda folder: _copy(connection, folder))
                dump.replace(self.path)
        else:
            dump.replace(self.path)
        flush_folder(self.path.parent)

    def _dress(self, dump: Path) -> None:
        """Mode and owner as before: the superuser may restore what another user serves."""
        like = (self.path if self.path.exists() else self.path.parent).stat()
        dump.chmod(0o600 if not self.path.exists() else like.st_mode & 0o777)
        if os.geteuid() == 0:
            os.chown(dump, like.st_uid, like.st_gid)


@contextmanager
def read_only_connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write and creates nothing."""
    address = f"file:{quote(str(path))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as connection:
        yield connection


@contextmanager
def exclusive_connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection beside which there is no other, and no log file. Raises RestoreRefused.

    Leaving the write-ahead log is what SQLite grants only to the last user of a file.
    """
    address = f"file:{quote(str(path))}?mode=rw"
    with closing(
        sqlite3.connect(address, uri=True, timeout=LET_GO, isolation_level=None)
    ) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # Kept until it is closed.
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise RestoreRefused(
                _(
                    "Basis data sedang dipakai. Hentikan aplikasi (dan pencadangan), lalu ulangi; "
                    "tidak ada yang diubah."
                )
            ) from error
        yield connection


def read_sqlite_contents(connection: sqlite3.Connection) -> DatabaseContents:
    """What the database of a raw connection holds, as it is at one moment."""
    connection.execute("BEGIN")
    try:
        tables = [name for (name,) in connection.execute(_TABLES)]
        return read_database_contents(lambda sql: connection.execute(sql).fetchall(), tables)
    finally:
        connection.execute("ROLLBACK")


def _copy(connection: sqlite3.Connection, folder: Path) -> DatabaseDump:
    """Build a new file from the rows alone: no freed page, no log, no order of pages."""
    path = folder / "dump"
    connection.execute("VACUUM INTO ?", (str(path),))
    path.chmod(0o600)
    with read_only_connection(path) as copy:
        contents = read_sqlite_contents(copy)
    return DatabaseDump(path, contents, sqlite3.sqlite_version)


def _check_whole(dump: Path, manifest: BackupManifest) -> None:
    try:
        with read_only_connection(dump) as connection:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            contents = read_sqlite_contents(connection)
    except sqlite3.Error as error:
        raise BackupDamaged(_("Basis data di dalam cadangan rusak: %(why)s", why=error)) from error
    if verdict != "ok":
        raise BackupDamaged(_("Basis data di dalam cadangan rusak."))
    if (contents.rows, contents.schema) != (manifest.rows, manifest.schema):
        raise BackupDamaged(_("Isi cadangan tidak sama dengan keterangannya."))


def _finish(dump: Path, finish: Finish) -> None:
    engine = create_engine(f"sqlite:///{dump}", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            finish(connection)
    except SQLAlchemyError as error:
        raise BackupUnfit(
            _(
                "Skema cadangan tidak dapat dibawa ke yang terbaru (%(why)s); tidak ada yang "
                "diubah.",
                why=type(error).__name__,
            )
        ) from error
    with closing(sqlite3.connect(dump)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")  # One file, without a log beside it.
    with dump.open("rb+") as file:
        flush_to_disk(file)
