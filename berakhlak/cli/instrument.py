"""``instrument``: questionnaires of an agency's own, from a file, without code."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import get_locale
from flask_babel import gettext as _

from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.instrument.catalogue import Instrument, InstrumentInvalid, parse_instrument
from berakhlak.instrument.operations import add_instrument
from berakhlak.instrument.position_table import TableFault, TableLine, read_position_table
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


@instrument_group.command(
    "from-table",
    help=N_(
        "Menyimpan satu kuesioner kompetensi teknis untuk setiap jabatan dalam tabel BERKAS (CSV "
        "atau XLSX). Kolomnya: jabatan, jenjang, kompetensi, tingkat, perilaku, dan bila ada "
        "definisi. Satu baris satu perilaku; sel kosong berarti sama dengan baris di atasnya."
    ),
)
@click.argument("file", type=FILE, metavar=N_("BERKAS"))
@click.option(
    "--version",
    type=click.IntRange(1, 9999),
    default=1,
    help=N_("Nomor versi; naikkan bila tabel yang sudah disimpan diubah."),
)
@click.option(
    "--source",
    default="",
    help=N_("Peraturan asal bunyi perilakunya; tanpa ini: disusun sendiri."),
)
@with_appcontext
def instruments_from_table_command(file: Path, version: int, source: str) -> None:
    """Store an instrument for each position in the table FILE; with a fault, none of them."""
    lines = _lines(file)
    sources, faults = read_position_table(lines, version=version, source=source)
    if faults:
        raise _refused(str(each) for each in faults)
    _store_all(sources)


def _lines(file: Path) -> list[TableLine]:
    # Loaded here: what reads spreadsheets would slow down every other command.
    from berakhlak.people.personnel_file.contents import CellFlaw
    from berakhlak.people.personnel_file.kinds import read_table_in_bounds

    table = read_table_in_bounds(file.read_bytes(), {})
    faults = [each.sentence for each in table.defects]
    unusable = {CellFlaw.FORMULA, CellFlaw.ERROR, CellFlaw.DATE}
    for row in table.rows:
        if unusable & set(row.flaws.values()):
            why = str(_("ada sel berisi rumus, tanggal atau galat; ketik isinya sebagai teks"))
            faults.append(str(TableFault(row.line, why)))
    if faults:
        raise _refused(faults)
    return [(row.line, row.cells) for row in table.rows]


def _refused(faults: Iterable[str]) -> click.ClickException:
    return click.ClickException("\n".join((_("tidak ada yang disimpan"), *faults)))


def _store_all(sources: list[str]) -> None:
    try:
        stored = [add_instrument(db.session(), each) for each in sources]
    except (DomainError, InstrumentInvalid) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    for each in stored:
        click.echo(_("tersimpan: %(what)s", what=_told(each.content)))


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
