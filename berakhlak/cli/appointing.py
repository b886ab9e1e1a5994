"""``cycle appoint``: raters whom HR appoints, out of a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import ngettext

from berakhlak import clock
from berakhlak.cli.cycle import FILE, cycle_subcommand
from berakhlak.cli.cycle_words import NUMBER
from berakhlak.cycles.queries import get_cycle
from berakhlak.extensions import db
from berakhlak.nominations.appointing import AppointmentsRefused, appoint_from_file
from berakhlak.run_language import N_


@cycle_subcommand(
    "appoint",
    N_(
        "Menunjuk penilai dari berkas berkolom nip_pegawai, nip_penilai, dan kelompok; "
        "menggantikan penunjukan sebelumnya."
    ),
)
@NUMBER
@click.argument("file", type=FILE, metavar=N_("BERKAS"))
def appoint_command(cycle_id: int, file: Path) -> None:
    """Put the appointments of a file in place of those that are there."""
    session = db.session()
    try:
        number = appoint_from_file(
            session, get_cycle(session, cycle_id), file.read_bytes(), by=None, at=clock.utc_now()
        )
    except AppointmentsRefused as refused:
        raise click.ClickException("".join(f"\n  {each}" for each in refused.faults)) from refused
    db.session.commit()
    click.echo(ngettext("%(num)s penunjukan tersimpan.", "%(num)s penunjukan tersimpan.", number))
