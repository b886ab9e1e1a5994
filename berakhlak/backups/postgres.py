"""PostgreSQL: its own programs dump and load; one transaction replaces our tables."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import gettext as _
from flask_babel import ngettext
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from berakhlak.backups.database_contents import (
    DatabaseContents,
    quoted_identifier,
    read_database_contents,
)
from berakhlak.backups.errors import BackupDamaged, BackupFailed, BackupUnfit, RestoreRefused
from berakhlak.backups.manifest import BackupManifest
from berakhlak.backups.stores import DatabaseDump, Finish, Keep

POSTGRES_STAGING = "berakhlak-pemulihan-"  # In the folder of temporary files.
LOCK_WAIT = "10s"
LET_GO = 2.0
PROGRAMS = ("pg_dump", "pg_restore", "psql")
_OTHER_USERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


class PostgresStore:
    """The tables of the application in one schema of a PostgreSQL database."""

    engine = "postgresql"
    dump_name = "database.dump"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def contents(self) -> DatabaseContents:
        try:
            with self._snapshot() as connection:
                return _contents(connection)
        except SQLAlchemyError as error:
            raise RestoreRefused(
                _(
                    "Basis data tidak dapat dibaca (%(why)s). Periksa DATABASE_URL dan apakah "
                    "PostgreSQL berjalan.",
                    why=type(error).__name__,
                )
            ) from error

    def dump(self, folder: Path) -> DatabaseDump:
        """One snapshot for the rows that are counted and for the rows that are dumped."""
        path = folder / "dump"
        try:
            with self._snapshot() as connection:
                server = self._server_version(connection)
                program = find_postgres_program("pg_dump", server)
                snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
                contents = _contents(connection)
                tables = [f"--table={name}" for name in _qualified(connection, contents.rows)]
                options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={path}"]
                self._run(program, [*options, f"--snapshot={snapshot}", *tables, *self._door()])
        except SQLAlchemyError as error:
            raise BackupFailed(
                _("Basis data tidak dapat disalin (%(why)s).", why=type(error).__name__)
            ) from error
        path.chmod(0o600)
        return DatabaseDump(path, contents, str(server))

    @contextmanager
    def staging(self) -> Iterator[Path]:
        with TemporaryDirectory(prefix=POSTGRES_STAGING) as folder:
            yield Path(folder)

    def check(self, manifest: BackupManifest) -> None:
        with self._engine.connect() as connection:
            server = self._server_version(connection)
        wanted = _version(manifest)
        if server < wanted:
            raise BackupUnfit(
                _(
                    "Cadangan dari PostgreSQL %(wanted)s; server di sini %(server)s. Pakai "
                    "PostgreSQL %(wanted)s atau yang lebih baru.",
                    wanted=wanted,
                    server=server,
                )
            )
        for name in PROGRAMS:
            find_postgres_program(name, wanted)

    def put(self, dump: Path, manifest: BackupManifest, *, keep: Keep, finish: Finish) -> None:
        self._require_alone()
        script = dump.with_name("script.sql")
        options = ["--no-owner", "--no-privileges", f"--file={script}", str(dump)]
        self._run(find_postgres_program("pg_restore"), options, BackupDamaged)
        keep(self.dump)
        self._replace(script, manifest)
        try:
            with self._engine.connect() as connection:
                finish(connection)
        except SQLAlchemyError as error:
            raise BackupFailed(
                _(
                    "Semua baris sudah dipulihkan, tetapi skemanya belum dapat dibawa ke yang "
                    "terbaru (%(why)s). Jalankan: %(command)s",
                    why=type(error).__name__,
                    command="flask --app berakhlak db upgrade",
                )
            ) from error

    def _require_alone(self) -> None:
        """Raises RestoreRefused while somebody else is connected; sessions end a little late."""
        self._engine.dispose()
        deadline = time.monotonic() + LET_GO
        with self._engine.connect() as connection:
            while others := connection.scalar(_OTHER_USERS):
                if time.monotonic() > deadline:
                    raise RestoreRefused(
                        ngettext(
                            "Basis data sedang dipakai oleh %(num)s sambungan lain. Hentikan "
                            "aplikasi (dan pencadangan), lalu ulangi; tidak ada yang diubah.",
                            "Basis data sedang dipakai oleh %(num)s sambungan lain. Hentikan "
                            "aplikasi (dan pencadangan), lalu ulangi; tidak ada yang diubah.",
                            others,
                        )
                    )
                connection.rollback()  # The list of sessions is frozen within a transaction.
                time.sleep(0.1)

    def _replace(self, script: Path, manifest: BackupManifest) -> None:
        """Drop, load and count in one transaction: what does not come out right never was."""
        with self._snapshot() as connection:
            present = _qualified(connection, _tables(connection))
            counts = _counting(connection, manifest)
        drop = f"DROP TABLE {', '.join(present)} CASCADE;" if present else ""
        self._run(
            find_postgres_program("psql"),
            [
                *("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
                *("--command", f"SET lock_timeout = '{LOCK_WAIT}'; {drop}"),
                *("--file", str(script), "--command", counts),
                *self._door(),
            ],
            RestoreRefused,
        )

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(
            isolation_level="REPEATABLE READ"
        ) as connection:
            yield connection

    def _server_version(self, connection: Connection) -> int:
        return int((connection.dialect.server_version_info or (0,))[0])

    def _door(self) -> list[str]:
        """How PostgreSQL's programs reach the database; the password goes by the environment."""
        options = self._connect_options()
        options.pop("password", None)
        return ["--no-password", f"--dbname={make_conninfo(**options)}"]

    def _connect_options(self) -> dict[str, str]:
        # As the engine itself connects: several hosts with their ports are lists to libpq.
        url = self._engine.url
        _none, named = url.get_dialect()().create_connect_args(url)
        return {name: str(value) for name, value in named.items()}

    def _run(
        self, program: str, arguments: Sequence[str], failure: type[Exception] = BackupFailed
    ) -> None:
        password = str(self._connect_options().get("password", ""))
        secret = {"PGPASSWORD": password} if password else {}
        done = subprocess.run(  # noqa: S603  A program found on PATH, no shell between.
            [program, *arguments],
            env=os.environ | secret | {"LC_MESSAGES": "C"},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            output = done.stderr.strip().splitlines()[:3]
            raise failure(f"{Path(program).name}: {' '.join(output)[:400]}")


def find_postgres_program(name: str, at_least: int = 0) -> str:
    """The path of one of PostgreSQL's programs of that version or newer. Raises BackupUnfit."""
    path = shutil.which(name)
    if path is None:
        raise BackupUnfit(
            _(
                "Program %(name)s tidak ditemukan. Pasang: %(command)s",
                name=name,
                command="sudo apt-get install postgresql-client",
            )
        )
    output = subprocess.run([path, "--version"], capture_output=True, text=True).stdout  # noqa: S603
    found = re.search(r"(\d+)(?:\.|\b)", output)
    version = int(found[1]) if found else 0
    if version < at_least:
        raise BackupUnfit(
            _(
                "%(name)s berversi %(version)s, sedangkan PostgreSQL berversi %(wanted)s. Pasang: "
                "%(command)s (atau yang lebih baru)",
                name=name,
                version=version,
                wanted=at_least,
                command=f"sudo apt-get install postgresql-client-{at_least}",
            )
        )
    return path


def _version(manifest: BackupManifest) -> int:
    if not manifest.engine_version.isdecimal():
        raise BackupDamaged(_("Keterangan di dalam cadangan rusak."))
    return int(manifest.engine_version)


def _tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _contents(connection: Connection) -> DatabaseContents:
    def run(sql: str) -> Sequence[object]:
        return connection.execute(text(sql)).all()

    return read_database_contents(run, _tables(connection), _schema(connection))


def _schema(connection: Connection) -> str:
    return connection.dialect.default_schema_name or "public"


def _qualified(connection: Connection, tables: object) -> list[str]:
    schema = quoted_identifier(_schema(connection))
    return [f"{schema}.{quoted_identifier(name)}" for name in sorted(tables)]  # type: ignore[call-overload]


def _counting(connection: Connection, manifest: BackupManifest) -> str:
    """A statement that fails unless every table has the rows that the manifest counts."""
    names = _qualified(connection, manifest.rows)
    checks = " OR ".join(
        f"(SELECT count(*) FROM {name}) <> {manifest.rows[table]}"  # noqa: S608  Quoted.
        for table, name in zip(sorted(manifest.rows), names, strict=True)
    )
    return f"DO $$ BEGIN IF {checks or 'false'} THEN RAISE 'rows are missing'; END IF; END $$;"
