"""Taking a backup: dump, describe, pack, rename."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import gettext as _
from sqlalchemy import Engine

from berakhlak.backups.archive import sha256_of_file, write_archive
from berakhlak.backups.errors import BackupFailed
from berakhlak.backups.manifest import BackupManifest, application_version
from berakhlak.backups.sqlite import SqliteStore
from berakhlak.backups.stores import DatabaseDump, DatabaseStore, Dumper
from berakhlak.engines import is_sqlite


def database_store_of(engine: Engine) -> DatabaseStore:
    """The database of an engine, as something to back up. Raises BackupFailed."""
    if is_sqlite(engine):
        return SqliteStore.from_engine(engine)
    # Its driver costs every command a tenth of a second, and most run on SQLite.
    from berakhlak.backups.postgres import PostgresStore

    return PostgresStore(engine)


def take_backup(
    store: DatabaseStore,
    target: Path,
    *,
    key_dir: Path,
    secret: str,
    at: datetime,
    force: bool = False,
) -> DatabaseDump:
    """Write the database into the new file `target`; returns what went into it.

    `secret` is SECRET_KEY, by which a restore knows the file again.

    Raises BackupFailed; then there is no such file, or the one that was there before.
    """
    target = target.resolve()
    _check_target(store, target, key_dir, force=force)
    with _beside(target) as folder:
        return _pack(store, store.dump, folder, target, secret, at)


def take_safety_copy(
    store: DatabaseStore, dumper: Dumper, target: Path, *, secret: str, at: datetime
) -> None:
    """The same from a database that is held by whoever is about to replace it."""
    with _beside(target) as folder:
        _pack(store, dumper, folder, target, secret, at)


def _pack(
    store: DatabaseStore, dumper: Dumper, folder: Path, target: Path, secret: str, at: datetime
) -> DatabaseDump:
    dump = dumper(folder)
    if dump.contents.schema is None:
        raise BackupFailed(_("Basis data ini belum berisi apa-apa; tidak ada yang dicadangkan."))
    manifest = BackupManifest(
        application=application_version(),
        schema=dump.contents.schema,
        engine=store.engine,
        engine_version=dump.engine_version,
        taken_at=at.isoformat(timespec="seconds"),
        rows=dict(dump.contents.rows),
        dump=store.dump_name,
        size=dump.path.stat().st_size,
        sha256=sha256_of_file(dump.path),
    )
    write_archive(folder / "archive", target, manifest.signed(secret), dump.path)
    return dump


def _check_target(store: DatabaseStore, target: Path, key_dir: Path, *, force: bool) -> None:
    if target.is_relative_to(key_dir.resolve()):
        raise BackupFailed(_("Cadangan tidak boleh berada di folder kunci: simpan di tempat lain."))
    if isinstance(store, SqliteStore) and store.owns(target):
        raise BackupFailed(_("Berkas itu milik basis data sendiri. Pilih nama lain."))
    if target.is_dir():
        raise BackupFailed(_("%(path)s adalah folder. Sebutkan nama berkas.", path=target))
    if target.exists() and not force:
        raise BackupFailed(
            _("%(path)s sudah ada. Pilih nama lain, atau timpa dengan --force.", path=target)
        )
    if not target.parent.is_dir():
        raise BackupFailed(_("Folder %(path)s tidak ada.", path=target.parent))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A private folder on the file system of the target; its name passes for no backup."""
    try:
        with TemporaryDirectory(
            dir=target.parent, prefix=f".{target.name}.", suffix=".part"
        ) as folder:
            yield Path(folder)
    except OSError as error:
        raise BackupFailed(
            _("%(path)s tidak dapat ditulis: %(why)s.", path=target, why=error.strerror)
        ) from error
