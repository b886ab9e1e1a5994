"""``instrument``: questionnaires of an agency's own, from a file, without code."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.instrument.catalogue import Instrument, InstrumentInvalid, read_instrument
from berakhlak.instrument.operations import add_instrument
from berakhlak.instrument.queries import instruments

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("instrument")
def instrument() -> None:
    """Questionnaires: check a file, store it, list what is stored."""


@instrument.command("check")
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Read FILE (TOML) and name the first rule that it breaks; nothing is stored."""
    click.echo(f"sah: {_told(_read(file))}")


@instrument.command("add")
@click.argument("file", type=FILE)
@with_appcontext
def add(file: Path) -> None:
    """Store FILE; cycles drafted from now on may use it. A changed text needs a new version."""
    _read(file)
    try:
        stored = add_instrument(db.session(), file.read_text(encoding="utf-8"))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    click.echo(f"tersimpan: {_told(stored.content)}")


@instrument.command("list")
@with_appcontext
def list_() -> None:
    """What cycles may use."""
    for stored in instruments(db.session()):
        click.echo(_told(stored.content))


def _read(file: Path) -> Instrument:
    try:
        return read_instrument(file.read_text(encoding="utf-8"))
    except (InstrumentInvalid, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error


def _told(content: Instrument) -> str:
    return (
        f"{content.code} versi {content.version}: {content.title.id} "
        f"({len(content.values)} nilai, {len(content.behaviours)} perilaku, "
        f"{content.max_score} tingkat)"
    )
