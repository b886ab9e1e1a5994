"""The backup that an update makes by itself, and when it must be gone again.

Backups of open days say who was asked to rate whom, which the product erases at closing. Copies
that it made by itself must not outlive that. See docs/decisions/0238-a-backup-before-migrating.md.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree

from flask_babel import gettext as _
from sqlalchemy import Engine, and_, or_, select
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.backups.archive import read_manifest
from berakhlak.backups.errors import BackupDamaged, BackupFailed, BackupUnfit
from berakhlak.backups.taking import database_store_of, take_backup
from berakhlak.disk import PART
from berakhlak.sealing.erased_rows import erase_left_behind

KEPT = timedelta(days=14)
TORN_AFTER = 3600.0  # Seconds until what a killed backup left is nobody's work any more.
# Acts that erase what a backup of the time before still holds.
ERASING = (
    Act.OPENED_CYCLE,  # Names on lists of nominations.
    Act.BEGAN_SEALING,
    Act.SEALED_CYCLE,
    Act.PUBLISHED_CYCLE,  # Comments as they were before they were redacted.
    Act.RELEASED_TALK_SURVEY,
    Act.ENDED_TALK_SURVEY,
    Act.CLOSED_SATISFACTION_SURVEY,
    Act.ENDED_SATISFACTION_SURVEY,
    Act.DELETED_RESULTS,
)


def back_up_before_migrating(
    engine: Engine, folder: Path, *, key_dir: Path, secret: str, at: datetime
) -> Path | None:
    """The only backup in `folder`, made now; None where the database holds nothing.

    Where closing was cut off while it erased, that is brought to its end before: no act would tell
    later that this backup must go.

    Raises BackupFailed, BackupUnfit (no program of PostgreSQL), RestoreRefused (unreadable).
    """
    store = database_store_of(engine)
    if store.contents().is_empty:
        return None
    with Session(engine) as session:
        erase_left_behind(session)
        session.commit()
    target = folder / f"sebelum-pemutakhiran-{at:%Y%m%dT%H%M%SZ}.tar"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        take_backup(store, target, key_dir=key_dir, secret=secret, at=at, force=True)
        for each in (*folder.glob("*.tar"), *torn_backups(folder, after=0)):
            if each != target:
                _remove(each)
    except OSError as error:
        raise BackupFailed(
            _("%(path)s tidak dapat ditulis: %(why)s.", path=folder, why=error.strerror)
        ) from error
    return target


def stale_backups(folder: Path, session: Session, at: datetime) -> Iterator[Path]:
    """What lies in the folder and must be gone: `at` is the present moment."""
    if not folder.is_dir():
        return
    for file in sorted(folder.glob("*.tar")):
        taken = _taken_at(file)
        if taken is None or at - taken > KEPT or _has_erased_since(session, taken):
            yield file
    yield from torn_backups(folder, after=TORN_AFTER)


def remove_stale_backups(folder: Path, session: Session, at: datetime) -> list[Path]:
    """Remove them; returns those that are gone. Raises OSError where that is not allowed."""
    gone = list(stale_backups(folder, session, at))
    for each in gone:
        _remove(each)
    return gone


def kept_backups(folder: Path) -> list[Path]:
    """Backups in the folder, whether they may be there or not."""
    return sorted(folder.glob("*.tar")) if folder.is_dir() else []


def torn_backups(folder: Path, *, after: float) -> Iterator[Path]:
    """What backups that were killed more than so many seconds ago have left."""
    now = time.time()
    for each in sorted(folder.glob(f".*{PART}")):
        if now - each.stat().st_mtime >= after:
            yield each


def _taken_at(file: Path) -> datetime | None:
    """None for what is no backup: nobody could judge or restore it."""
    try:
        return read_manifest(file).moment
    except (BackupDamaged, BackupUnfit, OSError, ValueError):
        return None


def _has_erased_since(session: Session, taken: datetime) -> bool:
    """Moments of backups are whole seconds: an act of the same one counts as later."""
    acts = or_(
        *(and_(AuditEntry.object_kind == act.kind, AuditEntry.act == act.code) for act in ERASING)
    )
    found = select(AuditEntry.id).where(AuditEntry.at >= taken, acts).limit(1)
    return session.scalar(found) is not None


def _remove(path: Path) -> None:
    if path.is_dir():
        rmtree(path)
    else:
        path.unlink(missing_ok=True)
