"""``version``: what serves here."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from berakhlak.extensions import db
from berakhlak.inspection.versions import read_versions
from berakhlak.run_language import N_


@click.command("version", help=N_("Menyebut versi aplikasi, skema, basis data, dan Python."))
@with_appcontext
def version_command() -> None:
    """Tell the versions of the application, its schema, the database and Python."""
    found = read_versions(db.engine)
    click.echo(
        _(
            "BerAKHLAK 360 %(application)s, skema %(schema)s (kode: %(wanted)s), %(database)s, "
            "Python %(python)s",
            application=found.application,
            schema=found.schema or "-",
            wanted=found.wanted,
            database=found.database,
            python=found.python,
        )
    )
