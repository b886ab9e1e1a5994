"""Bringing the schema up to date: a backup first, one update at a time, and a note of it."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from berakhlak import clock
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.backups.before_migrating import back_up_before_migrating
from berakhlak.backups.manifest import application_version
from berakhlak.backups.migrating import known_revisions, stored_revision
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.people.models import Agency
from config import Config

WITHOUT_BACKUP = "--without-backup"


def upgrade_schema(run: Callable[[], object], *, with_backup: bool) -> None:
    """Migrate by `run`, if anything is to be done; the look costs milliseconds.

    Raises ClickException where the schema is newer than the code, or cannot be backed up.
    """
    current = current_revision()
    if current == known_revisions()[0]:
        return
    if current is not None and current not in known_revisions():
        raise click.ClickException(
            _(
                "Skema basis data ini (%(schema)s) dari versi yang lebih baru. Pasang versi itu, "
                "atau pulihkan cadangan dari sebelum pemutakhiran; lihat docs/operations.md.",
                schema=current,
            )
        )
    if current is not None and with_backup:
        _back_up()
    click.echo(_("Membawa basis data ke skema yang terbaru"))
    run()
    if current is not None:
        _record(current)


def current_revision() -> str | None:
    """The schema of the database; None where there is none yet."""
    with db.engine.connect() as connection:
        return stored_revision(connection)


def _back_up() -> None:
    config: Config = current_app.config["BERAKHLAK"]
    secret = str(current_app.config["SECRET_KEY"])
    db.session.remove()
    try:
        made = back_up_before_migrating(
            db.engine,
            config.backup_dir,
            key_dir=config.key_dir,
            secret=secret,
            at=clock.utc_now(),
        )
    except DomainError as refusal:
        raise click.ClickException(
            _(
                "Basis data belum dimutakhirkan, karena cadangannya tidak dapat dibuat: %(why)s\n"
                "Sediakan tempat, atau setel BACKUP_DIR ke folder lain; lalu ulangi. Bila Anda "
                "sudah mempunyai cadangan sendiri: %(option)s",
                why=str(refusal),
                option=WITHOUT_BACKUP,
            )
        ) from refusal
    if made:
        click.echo(_("Cadangan sebelum pemutakhiran: %(path)s", path=made))


def _record(before: str) -> None:
    """For the version page, and for whoever reads the record."""
    session = db.session()
    try:
        now = known_revisions()[0]
        detail = {"from": before, "to": now, "version": application_version()}
        for agency_id in session.scalars(select(Agency.id)).all():
            at = clock.utc_now()
            audit.record_act(session, Act.UPGRADED_SCHEMA, agency_id, by=None, at=at, detail=detail)
        session.commit()
    except DBAPIError:  # `db upgrade REVISION`: not yet at what the models need.
        session.rollback()
