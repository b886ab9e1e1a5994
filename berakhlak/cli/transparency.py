"""``cycle transparency`` and ``cycle bundle``: what outsiders check a cycle's results against."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _

from berakhlak.cli.cycle import cycle_subcommand
from berakhlak.cli.cycle_words import NUMBER
from berakhlak.cycles.pulses import require_no_pulse
from berakhlak.cycles.queries import get_cycle
from berakhlak.disk import FOR_ALL, new_private_file, write_whole
from berakhlak.extensions import db
from berakhlak.run_language import N_

FOLDER = click.Path(file_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FILE, RECORD = "keterbukaan.json", "berita-acara.pdf"


@cycle_subcommand(
    "transparency",
    N_(
        "Menulis berkas keterbukaan dan Berita Acara Penutupan siklus yang sudah ditutup. Keduanya "
        "boleh diterbitkan; docs/format-keterbukaan.md menjelaskan cara memeriksanya."
    ),
)
@NUMBER
@click.option(
    "--out", type=FOLDER, default=Path(), help=N_("Folder untuk berkas; tanpa ini: di sini.")
)
@click.option(
    "--language",
    type=click.Choice(["id", "en"]),
    default="id",
    help=N_("Bahasa Berita Acara."),
)
def transparency_command(cycle_id: int, out: Path, language: str) -> None:
    """Write the transparency file and the Berita Acara Penutupan of a sealed cycle.

    Both may be published. Nothing else is needed to check a profile's root; see
    docs/format-keterbukaan.md.
    """
    # Loaded here: the renderer and the solver would slow down every other command.
    from berakhlak.results.closing_record import closing_record
    from berakhlak.signing.issuing import document_issuer
    from berakhlak.transparency.files import transparency_file as written

    session, zone = db.session(), str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
    cycle = get_cycle(session, cycle_id)
    require_no_pulse(cycle)
    text = written(session, cycle)
    page = closing_record(
        session, cycle, issuer=document_issuer(), language=language, timezone=zone
    )
    try:
        write_whole(out / FILE, text.encode(), mode=FOR_ALL)
        write_whole(out / RECORD, page, mode=FOR_ALL)
    except OSError as error:
        raise click.BadParameter(f"{out}: {error.strerror}", param_hint="--out") from error
    click.echo(_("Ditulis: %(files)s", files=f"{out / FILE}, {out / RECORD}"))


@cycle_subcommand(
    "bundle",
    N_(
        "Menulis semua angka beku tanpa nama untuk auditor. Berkasnya serahasia hasil bagi "
        "pengelola kepegawaian, dan belum boleh ada."
    ),
)
@NUMBER
@click.option("--out", type=NEW_FILE, required=True, help=N_("Berkas baru, misalnya angka.jsonl."))
def bundle_command(cycle_id: int, out: Path) -> None:
    """Write every frozen figure with its salt, without a name, for an auditor.

    As secret as HR's own view of the results. The file must not exist yet.
    """
    from berakhlak.transparency.files import auditor_bundle as lines

    session = db.session()
    cycle = get_cycle(session, cycle_id)
    require_no_pulse(cycle)
    written = "".join(lines(session, cycle))
    try:
        with new_private_file(out) as file:
            file.write(written.encode())
    except OSError as error:
        raise click.BadParameter(f"{out}: {error.strerror}", param_hint="--out") from error
    click.echo(_("Ditulis: %(files)s", files=out))
