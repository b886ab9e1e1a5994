"""``data``: what an operator does about personal data: the letter after a breach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.disk import write_whole
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.languages import SOURCE
from berakhlak.people.models import Agency
from berakhlak.people.queries import agency_by_code
from berakhlak.run_language import N_

if TYPE_CHECKING:
    from berakhlak.personal_data.kinds import DataKind

LETTERS = ("subjects", "authority")


@click.group("data", help=N_("Data pribadi: jenisnya, dan surat bila pelindungannya gagal."))
def data_group() -> None:
    """Personal data."""


@data_group.command("kinds", help=N_("Menyebut kode setiap jenis data dalam daftar pemrosesan."))
@with_appcontext
def kinds_command() -> None:
    """List the codes of the register."""
    from berakhlak.personal_data.register import REGISTER

    for kind in REGISTER:
        click.echo(f"{kind.code:20} {kind.what}")


@data_group.command(
    "breach-letter",
    help=N_(
        "Menyusun surat kegagalan pelindungan data (UU 27/2022 pasal 46) bagi instansi KODE.\n\n"
        "Surat berbahasa Indonesia dan tidak menyebut nama orang. Periksa dan tanda tangani dahulu."
    ),
)
@click.argument("agency", metavar=N_("KODE"))
@click.option("--kind", "codes", multiple=True, required=True, help=N_("Kode jenis; berulang."))
@click.option("--cycle", "cycle_id", type=int, help=N_("Hanya peserta siklus ini."))
@click.option(
    "--learned",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help=N_("Hari kegagalan diketahui, misalnya 2026-11-24."),
)
@click.option("--since", default="…", help=N_("Kapan data terungkap, dalam kalimat."))
@click.option("--happened", default="…", help=N_("Apa yang terjadi, dan bagaimana."))
@click.option("--done", default="…", help=N_("Yang sudah dilakukan."))
@click.option("--contact", default="…", help=N_("Siapa yang menjawab pertanyaan."))
@click.option(
    "--to", "to", type=click.Choice(LETTERS), default="subjects", help=N_("Kepada siapa.")
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Berkas .pdf atau .txt; tanpa ini surat dicetak ke layar."),
)
@with_appcontext
def breach_letter_command(
    agency: str,
    codes: tuple[str, ...],
    cycle_id: int | None,
    learned: datetime,
    since: str,
    happened: str,
    done: str,
    contact: str,
    to: str,
    out: Path | None,
) -> None:
    """Write the letter after a breach."""
    from berakhlak.personal_data.breach import AUTHORITY, SUBJECTS, BreachFacts, write_letter

    found, today = _agency(agency), local_today()
    if learned.date() > today:
        raise click.BadParameter(_("Hari itu belum tiba."), param_hint="--learned")
    facts = BreachFacts(happened, since, done, contact, learned.date(), today)
    with force_locale(SOURCE):
        letter = write_letter(
            db.session(),
            found,
            _kinds(codes),
            facts,
            cycle=_cycle(cycle_id, found),
            keys=key_store(),
            letter=SUBJECTS if to == "subjects" else AUTHORITY,
        )
        _hand_out(letter, out)
    if out is not None:
        click.echo(_("Surat tertulis: %(path)s", path=out))


def _agency(code: str) -> Agency:
    found = agency_by_code(db.session(), code)
    if found is None:
        raise click.ClickException(_("Tidak ada instansi dengan kode %(code)s.", code=code))
    return found


def _kinds(codes: tuple[str, ...]) -> list[DataKind]:
    from berakhlak.personal_data.register import kind_of

    try:
        return [kind_of(code) for code in dict.fromkeys(codes)]
    except KeyError as unknown:
        words = _("Tidak ada jenis data %(code)s; lihat `data kinds`.", code=unknown.args[0])
        raise click.BadParameter(words, param_hint="--kind") from unknown


def _cycle(cycle_id: int | None, agency: Agency) -> Cycle | None:
    if cycle_id is None:
        return None
    try:
        return get_cycle(db.session(), cycle_id, agency_id=agency.id)
    except DomainError as refused:
        raise click.ClickException(str(refused)) from refused


def _hand_out(letter: str, out: Path | None) -> None:
    """Print, or write whole. Raises click.BadParameter."""
    from berakhlak.personal_data.printing import letter_pdf

    if out is None:
        click.echo(letter)
        return
    writers: dict[str, Callable[[str], bytes]] = {".pdf": letter_pdf, ".txt": str.encode}
    if out.suffix not in writers:
        raise click.BadParameter(_("Akhiri nama berkas dengan .pdf atau .txt."), param_hint="--out")
    write_whole(out, writers[out.suffix](letter))
