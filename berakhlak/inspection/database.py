"""The database: reachable, whole, at the schema of the code, and possible to back up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import quote

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from berakhlak.backups.database_contents import DatabaseContents
from berakhlak.backups.errors import BackupFailed, BackupUnfit, RestoreRefused
from berakhlak.backups.migrating import known_revisions
from berakhlak.backups.postgres import (
    POSTGRES_STAGING,
    PROGRAMS,
    PostgresStore,
    find_postgres_program,
)
from berakhlak.backups.sqlite import (
    STAGING,
    SqliteStore,
    read_only_connection,
    read_sqlite_contents,
)
from berakhlak.disk import is_open_to_others
from berakhlak.engines import is_sqlite
from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)

SUBJECT = lazy_gettext("Basis data")
UPGRADE = "flask --app berakhlak db upgrade"


def inspect_database(engine: Engine) -> tuple[list[InspectionFinding], DatabaseContents | None]:
    """What was found, and what the database holds; None when it cannot be read."""
    if is_sqlite(engine):
        findings, contents = _sqlite(engine)
    else:
        findings, contents = _postgres(engine)
    if contents is not None:
        findings.append(_schema(contents))
    return findings, contents


def inspect_file_access(file: Path) -> InspectionFinding:
    """Whether every user of the server may read the file of SQLite, and all names in it."""
    if is_open_to_others(file):
        words = _("%(path)s terbuka bagi orang lain", path=file)
        return warning_finding(_("Berkas basis data"), words, f"chmod 600 {file}")
    return good_finding(_("Berkas basis data"), _("hanya untuk pemiliknya"))


def _sqlite(engine: Engine) -> tuple[list[InspectionFinding], DatabaseContents | None]:
    try:
        path = SqliteStore.from_engine(engine).path
    except BackupFailed as error:
        return [problem_finding(SUBJECT, str(error), _("atur DATABASE_URL ke sebuah berkas"))], None
    if not path.exists():
        remedy = _("%(command)s, atau restore BERKAS", command=UPGRADE)
        return [problem_finding(SUBJECT, _("%(path)s tidak ada", path=path), remedy)], None
    try:
        with read_only_connection(path) as connection:
            findings = [*_file(connection, path)]
            return findings, read_sqlite_contents(connection)
    except sqlite3.Error as error:
        words = _("%(path)s tidak dapat dibaca: %(why)s", path=path, why=error)
        remedy = _("pulihkan dari cadangan (restore), sesudah memindahkan berkas ini")
        return [problem_finding(SUBJECT, words, remedy)], None


def _file(connection: sqlite3.Connection, path: Path) -> Iterator[InspectionFinding]:
    [verdict] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict == "ok":
        yield good_finding(
            SUBJECT,
            _("SQLite %(version)s, %(path)s, utuh", version=sqlite3.sqlite_version, path=path),
        )
    else:
        words = _("%(path)s rusak: %(why)s", path=path, why=verdict)
        yield problem_finding(SUBJECT, words, _("pulihkan dari cadangan (restore)"))
    if orphans := connection.execute("PRAGMA foreign_key_check").fetchall():
        yield problem_finding(
            _("Rujukan antartabel"),
            ngettext(
                "%(num)s baris merujuk ke yang tidak ada, pertama di tabel %(table)s",
                "%(num)s baris merujuk ke yang tidak ada, pertama di tabel %(table)s",
                len(orphans),
                table=orphans[0][0],
            ),
            _("pulihkan dari cadangan (restore)"),
        )
    if refused := _refusal(path):
        yield problem_finding(
            _("Menulis"),
            _("%(path)s tidak dapat ditulisi: %(why)s", path=path, why=refused),
            _(
                "beri pengguna aplikasi hak menulis berkas itu dan foldernya; periksa pula apakah "
                "disknya dipasang hanya-baca"
            ),
        )
    yield from _interrupted_restores(path.parent, STAGING)
    [mode] = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        yield warning_finding(
            _("Catatan tulis (journal)"),
            _("%(mode)s, bukan wal; aplikasi mengubahnya ketika dimulai", mode=mode),
            _(
                "bila tetap begitu setelah aplikasi berjalan, pindahkan basis data ke disk server "
                "ini"
            ),
        )


def _interrupted_restores(parent: Path, prefix: str) -> Iterator[InspectionFinding]:
    """Folders left by a restore that was killed; each may hold the whole database."""
    for folder in sorted(parent.glob(f"{prefix}*")):
        words = _("%(path)s sisa yang terputus", path=folder)
        yield warning_finding(_("Pemulihan"), words, f"rm -r {folder}")


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


def _postgres(engine: Engine) -> tuple[list[InspectionFinding], DatabaseContents | None]:
    try:
        with engine.connect().execution_options(postgresql_readonly=True) as connection:
            version = int((connection.dialect.server_version_info or (0,))[0])
            encoding = connection.scalar(text("SHOW server_encoding"))
            is_copy = connection.scalar(text("SELECT pg_is_in_recovery()"))
            only_reads = connection.scalar(text("SHOW default_transaction_read_only")) == "on"
        contents = PostgresStore(engine).contents()
    except RestoreRefused as error:
        remedy = _("beri pengguna basis data hak membaca semuanya")
        return [problem_finding(SUBJECT, str(error), remedy)], None
    except SQLAlchemyError as error:
        remedy = _("periksa DATABASE_URL dan apakah PostgreSQL berjalan")
        words = _("PostgreSQL tidak terjangkau (%(why)s)", why=type(error).__name__)
        return [problem_finding(SUBJECT, words, remedy)], None
    findings = [good_finding(SUBJECT, _("PostgreSQL %(version)s menjawab", version=version))]
    if encoding != "UTF8":
        words = _("pengodean %(encoding)s", encoding=encoding)
        findings.append(problem_finding(SUBJECT, words, _("buat ulang dengan UTF8")))
    if is_copy or only_reads:
        why = _("server ini salinan (standby)") if is_copy else "default_transaction_read_only = on"
        words = _("basis data hanya dapat dibaca: %(why)s", why=why)
        remedy = _("arahkan DATABASE_URL ke server utama, atau matikan setelan itu")
        findings.append(problem_finding(_("Menulis"), words, remedy))
    left = _interrupted_restores(Path(gettempdir()), POSTGRES_STAGING)
    return [*findings, *left, _programs(version)], contents


def _programs(version: int) -> InspectionFinding:
    try:
        for name in PROGRAMS:
            find_postgres_program(name, version)
    except BackupUnfit as refusal:
        remedy = _("tanpa itu backup tidak dapat dibuat")
        return warning_finding(_("Program cadangan"), str(refusal), remedy)
    return good_finding(_("Program cadangan"), _("%(names)s tersedia", names=", ".join(PROGRAMS)))


def _schema(contents: DatabaseContents) -> InspectionFinding:
    known = known_revisions()
    if contents.schema == known[0]:
        return good_finding(_("Skema"), _("%(schema)s, yang terbaru", schema=known[0]))
    if contents.schema is None:
        words = _("belum ada; kode memerlukan %(wanted)s", wanted=known[0])
        return problem_finding(_("Skema"), words, UPGRADE)
    if contents.schema in known:
        words = _("%(schema)s; kode memerlukan %(wanted)s", schema=contents.schema, wanted=known[0])
        return problem_finding(
            _("Skema"), words, _("buat cadangan, lalu %(command)s", command=UPGRADE)
        )
    return problem_finding(
        _("Skema"),
        _("%(schema)s tidak dikenal aplikasi ini", schema=contents.schema),
        _("pasang aplikasi yang lebih baru"),
    )
