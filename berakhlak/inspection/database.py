"""The database: reachable, whole, at the schema of the code, and possible to back up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from berakhlak.backups.contents import Contents
from berakhlak.backups.errors import BackupFailed, BackupUnfit, RestoreRefused
from berakhlak.backups.migrating import known_revisions
from berakhlak.backups.postgres import PROGRAMS, PostgresStore, checked_program
from berakhlak.backups.sqlite import STAGING, SqliteStore, contents_of, reading
from berakhlak.disk import is_open_to_others
from berakhlak.inspection.findings import Finding, fine, problem, warning

SUBJECT = "Basis data"
UPGRADE = "flask --app berakhlak db upgrade"


def inspect_database(engine: Engine) -> tuple[list[Finding], Contents | None]:
    """What was found, and what the database holds; None when it cannot be read."""
    if engine.dialect.name == "sqlite":
        findings, contents = _sqlite(engine)
    else:
        findings, contents = _postgres(engine)
    if contents is not None:
        findings.append(_schema(contents))
    return findings, contents


def inspect_access(file: Path) -> Finding:
    """Whether every user of the server may read the file of SQLite, and all names in it."""
    if is_open_to_others(file):
        return warning("Berkas basis data", f"{file} terbuka bagi orang lain", f"chmod 600 {file}")
    return fine("Berkas basis data", "hanya untuk pemiliknya")


def _sqlite(engine: Engine) -> tuple[list[Finding], Contents | None]:
    try:
        path = SqliteStore.of(engine).path
    except BackupFailed as error:
        return [problem(SUBJECT, str(error), "atur DATABASE_URL ke sebuah berkas")], None
    if not path.exists():
        return [problem(SUBJECT, f"{path} tidak ada", f"{UPGRADE}, atau restore BERKAS")], None
    try:
        with reading(path) as connection:
            findings = [*_file(connection, path)]
            return findings, contents_of(connection)
    except sqlite3.Error as error:
        remedy = "pulihkan dari cadangan (restore), sesudah memindahkan berkas ini"
        return [problem(SUBJECT, f"{path} tidak dapat dibaca: {error}", remedy)], None


def _file(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    [verdict] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict == "ok":
        yield fine(SUBJECT, f"SQLite {sqlite3.sqlite_version}, {path}, utuh")
    else:
        yield problem(SUBJECT, f"{path} rusak: {verdict}", "pulihkan dari cadangan (restore)")
    if orphans := connection.execute("PRAGMA foreign_key_check").fetchall():
        yield problem(
            "Rujukan antartabel",
            f"{len(orphans)} baris merujuk ke yang tidak ada, pertama di tabel {orphans[0][0]}",
            "pulihkan dari cadangan (restore)",
        )
    if refused := _refusal(path):
        yield problem(
            "Menulis",
            f"{path} tidak dapat ditulisi: {refused}",
            "beri pengguna aplikasi hak menulis berkas itu dan foldernya; periksa pula apakah "
            "disknya dipasang hanya-baca",
        )
    for folder in sorted(path.parent.glob(f"{STAGING}*")):
        yield warning("Pemulihan", f"{folder} sisa yang terputus", f"rm -r {folder}")
    [mode] = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        yield warning(
            "Catatan tulis (journal)",
            f"{mode}, bukan wal; aplikasi mengubahnya ketika dimulai",
            "bila tetap begitu setelah aplikasi berjalan, pindahkan basis data ke disk server ini",
        )


def _refusal(path: Path) -> str:
    """Why SQLite would not write here; empty when it would. Begins to write, and takes it back."""
    address = f"file:{quote(str(path))}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=1)) as connection:
            # A write lock alone is not enough: it is given on a disk that takes no writing.
            [version] = connection.execute("PRAGMA user_version").fetchone()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA user_version = {int(version)}")
            connection.rollback()
    except sqlite3.OperationalError as error:
        return "" if "locked" in str(error) else str(error)
    return ""


def _postgres(engine: Engine) -> tuple[list[Finding], Contents | None]:
    try:
        with engine.connect().execution_options(postgresql_readonly=True) as connection:
            version = int((connection.dialect.server_version_info or (0,))[0])
            encoding = connection.scalar(text("SHOW server_encoding"))
            is_copy = connection.scalar(text("SELECT pg_is_in_recovery()"))
            only_reads = connection.scalar(text("SHOW default_transaction_read_only")) == "on"
        contents = PostgresStore(engine).contents()
    except RestoreRefused as error:
        return [problem(SUBJECT, str(error), "beri pengguna basis data hak membaca semuanya")], None
    except SQLAlchemyError as error:
        remedy = "periksa DATABASE_URL dan apakah PostgreSQL berjalan"
        words = f"PostgreSQL tidak terjangkau ({type(error).__name__})"
        return [problem(SUBJECT, words, remedy)], None
    findings = [fine(SUBJECT, f"PostgreSQL {version} menjawab")]
    if encoding != "UTF8":
        findings.append(problem(SUBJECT, f"pengodean {encoding}", "buat ulang dengan UTF8"))
    if is_copy or only_reads:
        words = "server ini salinan (standby)" if is_copy else "default_transaction_read_only = on"
        remedy = "arahkan DATABASE_URL ke server utama, atau matikan setelan itu"
        findings.append(problem("Menulis", f"basis data hanya dapat dibaca: {words}", remedy))
    return [*findings, _programs(version)], contents


def _programs(version: int) -> Finding:
    try:
        for name in PROGRAMS:
            checked_program(name, version)
    except BackupUnfit as refusal:
        return warning("Program cadangan", str(refusal), "tanpa itu backup tidak dapat dibuat")
    return fine("Program cadangan", f"{', '.join(PROGRAMS)} tersedia")


def _schema(contents: Contents) -> Finding:
    known = known_revisions()
    if contents.schema == known[0]:
        return fine("Skema", f"{known[0]}, yang terbaru")
    if contents.schema is None or contents.schema in known:
        words = f"{contents.schema or 'belum ada'}; kode memerlukan {known[0]}"
        return problem("Skema", words, f"buat cadangan, lalu {UPGRADE}")
    return problem(
        "Skema", f"{contents.schema} tidak dikenal aplikasi ini", "pasang aplikasi yang lebih baru"
    )
