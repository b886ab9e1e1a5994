"""What workers do again and again about backups that updates made."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from berakhlak.backups.before_migrating import kept_backups, remove_stale_backups, torn_backups
from berakhlak.extensions import db
from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.registry import JobKind

EVERY = 10.0  # Seconds that such a backup outlives a closing at most.


def remove_old_backups(at: datetime) -> None:
    """Look into the folder; only what lies there costs a look into the record."""
    folder = current_app.config["BERAKHLAK"].backup_dir
    if kept_backups(folder) or any(torn_backups(folder, after=0)):
        remove_stale_backups(folder, db.session(), at)
        db.session.rollback()


JOB_KINDS: tuple[JobKind, ...] = ()
PERIODIC_TASKS = (PeriodicTask("old backups", EVERY, remove_old_backups),)
