"""A database that cannot be used is told on one line that says what to do, by every command."""

from __future__ import annotations

from functools import wraps
from typing import Any

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from berakhlak.backups.migrating import known_revisions, stored_revision
from berakhlak.extensions import db
from berakhlak.run_language import N_, operator_gettext

UNUSABLE = N_("Basis data tidak dapat dipakai (%(why)s). Periksa dengan: doctor")
UPGRADE = "flask --app berakhlak db upgrade"


def report_database_errors(command: click.Command) -> None:
    """Let a command, or every command of a group, say on one line why its database fails."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            report_database_errors(each)
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
        return operator_gettext(UNUSABLE, why=said)
    known = known_revisions()
    try:
        db.session.rollback()
        with db.engine.connect() as connection:
            revision = stored_revision(connection)
    except SQLAlchemyError:
        away = N_("Basis data tidak terjangkau (%(why)s). Periksa DATABASE_URL, lalu: doctor")
        return operator_gettext(away, why=said)
    if revision is None:
        bare = N_("Basis data belum disiapkan. Jalankan dahulu: %(command)s")
        return operator_gettext(bare, command=UPGRADE)
    if revision != known[0]:
        old = N_("Skema basis data %(schema)s, kode memerlukan %(wanted)s. Jalankan: %(command)s")
        return operator_gettext(old, schema=revision, wanted=known[0], command=UPGRADE)
    return operator_gettext(UNUSABLE, why=said)
