"""A database that cannot be used is told on one line that says what to do, by every command."""

from __future__ import annotations

from functools import wraps
from typing import Any

import click
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from berakhlak.backups.migrating import known_revisions
from berakhlak.extensions import db

UPGRADE = "flask --app berakhlak db upgrade"


def told_plainly(command: click.Command) -> None:
    """Let a command, or every command of a group, say on one line why its database fails."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            told_plainly(each)
    elif (callback := command.callback) and not hasattr(callback, "is_told_plainly"):
        command.callback = _told(callback)


def _told(callback: Any) -> Any:
    @wraps(callback)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return callback(*arguments, **options)
        except DBAPIError as error:
            # The commands that come here have opened their context; it may be closed by now.
            raise click.ClickException(_why(error)) from error

    run.is_told_plainly = True  # type: ignore[attr-defined]
    return run


def _why(error: DBAPIError) -> str:
    said = str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__
    if not current_app:
        return f"Basis data tidak dapat dipakai ({said}). Periksa dengan: doctor"
    known = known_revisions()
    try:
        db.session.rollback()
        with db.engine.connect() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        return f"Basis data tidak terjangkau ({said}). Periksa DATABASE_URL, lalu: doctor"
    if revision is None:
        return f"Basis data belum disiapkan. Jalankan dahulu: {UPGRADE}"
    if revision != known[0]:
        return f"Skema basis data {revision}, kode memerlukan {known[0]}. Jalankan: {UPGRADE}"
    return f"Basis data tidak dapat dipakai ({said}). Periksa dengan: doctor"
