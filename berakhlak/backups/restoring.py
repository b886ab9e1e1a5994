"""Bringing a backup back: check everything, keep what is there, replace it in one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from berakhlak.accounts.devices import forget_all_sessions
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.backups.archive import read_manifest, unpack_archive
from berakhlak.backups.database_contents import DatabaseContents
from berakhlak.backups.errors import BackupDamaged, BackupUnfit, RestoreRefused
from berakhlak.backups.key_check import CycleKeyCheck, check_cycle_keys, cycles_owing_sealing
from berakhlak.backups.manifest import BackupManifest
from berakhlak.backups.migrating import known_revisions, migrate_to_newest
from berakhlak.backups.stores import DatabaseStore, Dumper, Finish
from berakhlak.backups.taking import take_safety_copy
from berakhlak.cycles.keys import KeyStore
from berakhlak.engines import is_sqlite
from berakhlak.people.models import Agency
from berakhlak.sealing.erased_rows import erase_left_behind


@dataclass(frozen=True)
class RestoreResult:
    """What was restored, where the former database was kept, and what became of each cycle."""

    manifest: BackupManifest
    safety_copy: Path | None
    cycles: list[CycleKeyCheck]


def restore_backup(
    store: DatabaseStore,
    file: Path,
    *,
    keys: KeyStore,
    secret: str,
    replace: bool,
    at: datetime,
    force: bool = False,
) -> RestoreResult:
    """Put the backup in the place of the database, or change nothing.

    With `force` also one that was not written with this `secret`, which is SECRET_KEY.

    Raises BackupDamaged, BackupUnfit, RestoreRefused, BackupFailed (no room for the safety copy).
    """
    manifest, before = read_manifest(file), store.contents()
    if not force:
        _refuse_foreign(manifest, secret)
    check_backup_fits(manifest, store)
    _admit(before, keys, replace=replace)
    safety = None if before.is_empty else safety_path(file, at)
    with store.staging() as folder:
        unpacked, dump = unpack_archive(file, folder)
        if unpacked != manifest:
            raise BackupDamaged(_("Cadangan ini berubah sementara dibaca."))
        store.put(
            dump, manifest, keep=_keeper(store, safety, secret, at), finish=_finish(manifest, at)
        )
    return RestoreResult(
        manifest, safety, check_cycle_keys(store.contents().cycles, keys, before.cycles)
    )


def check_backup_fits(manifest: BackupManifest, store: DatabaseStore) -> None:
    """Raises BackupUnfit when this application cannot run on what the backup holds."""
    if manifest.engine != store.engine:
        raise BackupUnfit(
            _(
                "Cadangan ini dari %(theirs)s, sedangkan DATABASE_URL menunjuk %(ours)s. Cadangan "
                "hanya dapat dipulihkan ke jenis basis data yang sama.",
                theirs=manifest.engine,
                ours=store.engine,
            )
        )
    if manifest.schema not in known_revisions():
        raise BackupUnfit(
            _(
                "Cadangan ini dibuat oleh aplikasi yang lebih baru (versi %(version)s, skema "
                "%(schema)s). Pasang aplikasi versi itu, lalu pulihkan.",
                version=manifest.application,
                schema=manifest.schema,
            )
        )
    store.check(manifest)


def _refuse_foreign(manifest: BackupManifest, secret: str) -> None:
    """A file from elsewhere may hold accounts and roles of a stranger's making."""
    if not manifest.is_ours(secret):
        raise RestoreRefused(
            _(
                "Cadangan ini tidak dibuat dengan SECRET_KEY aplikasi ini, atau sudah diubah. "
                "Setel SECRET_KEY yang dipakai saat cadangan dibuat; atau, bila Anda tahu "
                "asalnya, pulihkan dengan --force."
            )
        )


def safety_path(file: Path, at: datetime) -> Path:
    """Where the replaced database is kept: beside the backup, under a name that is free."""
    name, folder = f"sebelum-pemulihan-{at:%Y%m%dT%H%M%SZ}", file.resolve().parent
    paths = (folder / f"{name}{f'-{turn}' if turn else ''}.tar" for turn in count())
    return next(path for path in paths if not path.exists())


def _admit(before: DatabaseContents, keys: KeyStore, *, replace: bool) -> None:
    if not before.is_empty and not replace:
        raise RestoreRefused(
            _(
                "Basis data sudah berisi. Pulihkan ke basis data kosong, atau ganti isinya dengan "
                "--replace (isi yang sekarang dicadangkan lebih dahulu)."
            )
        )
    if owed := cycles_owing_sealing(before.cycles, keys):
        numbers = ", ".join(str(each.id) for each in owed)
        raise RestoreRefused(
            _(
                "Penguncian siklus %(numbers)s belum selesai dan kuncinya masih ada. Selesaikan "
                "dahulu dengan `%(command)s`; tanpa itu, cadangan lama dapat membuka kembali "
                "jawaban yang sudah ditutup.",
                numbers=numbers,
                command=f"cycle close {owed[0].id}",
            )
        )


def _keeper(
    store: DatabaseStore, safety: Path | None, secret: str, at: datetime
) -> Callable[[Dumper], None]:
    def keep(dumper: Dumper) -> None:
        if safety is not None:
            take_safety_copy(store, dumper, safety, secret=secret, at=at)

    return keep


def _finish(manifest: BackupManifest, at: datetime) -> Finish:
    """Migrate, bring erasing to its end where closing was at it, and tell every agency's record
    that it was taken back to an earlier day."""

    def finish(connection: Connection) -> None:
        migrate_to_newest(connection)
        connection.commit()
        taken: AuditDetail = {"moment": f"{manifest.moment:%Y-%m-%d %H:%M} UTC"}
        with Session(connection) as session:
            forget_all_sessions(session)  # Some of them had been ended since.
            left = erase_left_behind(session)
            for agency_id in session.scalars(select(Agency.id)):
                audit.record_act(
                    session, Act.RESTORED_BACKUP, agency_id, by=None, at=at, detail=taken
                )
            session.commit()
        connection.commit()
        if left and is_sqlite(connection):
            connection.exec_driver_sql("VACUUM")  # Copies of cells, which overwriting rows leaves.

    return finish
