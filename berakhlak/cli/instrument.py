"""``instrument``: questionnaires of an agency's own, from a file, without code."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import get_locale
from flask_babel import gettext as _

from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.instrument.catalogue import Instrument, InstrumentInvalid, parse_instrument
from berakhlak.instrument.operations import add_instrument
from berakhlak.instrument.queries import all_instruments
from berakhlak.instrument.wording import dimension_words
from berakhlak.run_language import N_

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(
    "instrument", help=N_("Kuesioner: memeriksa berkas, menyimpan, mendaftar yang tersimpan.")
)
def instrument_group() -> None:
    """Questionnaires: check a file, store it, list what is stored."""


@instrument_group.command(
    "check",
    help=N_("Membaca BERKAS (TOML) dan menyebut aturan pertama yang dilanggar; tidak disimpan."),
)
@click.argument("file", type=FILE, metavar=N_("BERKAS"))
@with_appcontext
def check_instrument_command(file: Path) -> None:
    """Read FILE (TOML) and name the first rule that it breaks; nothing is stored."""
    click.echo(_("sah: %(what)s", what=_told(_read(file))))


@instrument_group.command(
    "add",
    help=N_(
        "Menyimpan BERKAS; siklus yang dirancang sejak sekarang boleh memakainya. Teks yang diubah "
        "memerlukan versi baru."
    ),
)
@click.argument("file", type=FILE, metavar=N_("BERKAS"))
@with_appcontext
def add_instrument_command(file: Path) -> None:
    """Store FILE; cycles drafted from now on may use it. A changed text needs a new version."""
    _read(file)
    try:
        stored = add_instrument(db.session(), file.read_text(encoding="utf-8"))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    click.echo(_("tersimpan: %(what)s", what=_told(stored.content)))


@instrument_group.command("list", help=N_("Kuesioner yang boleh dipakai siklus."))
@with_appcontext
def list_instruments_command() -> None:
    """What cycles may use."""
    for stored in all_instruments(db.session()):
        click.echo(_told(stored.content))


def _read(file: Path) -> Instrument:
    try:
        return parse_instrument(file.read_text(encoding="utf-8"))
    except (InstrumentInvalid, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error


def _told(content: Instrument) -> str:
    return str(
        _(
            "%(code)s versi %(version)s: %(title)s (%(values)s %(dimensions)s, %(behaviours)s "
            "perilaku, %(steps)s tingkat)",
            **dimension_words(content),
            code=content.code,
            version=content.version,
            title=content.title.in_language(str(get_locale())),
            values=len(content.values),
            behaviours=len(content.behaviours),
            steps=content.max_score,
        )
    )
