"""``audit``: checks that an operator can repeat at any time."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.cycles.queries import get_cycle
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.run_language import N_


@click.group("audit", help=N_("Pemeriksaan atas apa yang sudah atau akan diterbitkan."))
def audit_group() -> None:
    """Checks of what has been, or is about to be, published."""


@audit_group.command(
    "disclosure",
    help=N_(
        "Bertindak sebagai penyerang: mencoba memulihkan angka yang ditahan dari semua yang "
        "tercetak.\n\nBerakhir dengan 1 bila ada yang dapat dipulihkan, dan menyebutkannya. "
        "Hasilnya disimpan."
    ),
)
@click.option(
    "--cycle", "cycle_id", type=int, required=True, help=N_("Nomor siklus yang sudah ditutup.")
)
@with_appcontext
def disclosure_command(cycle_id: int) -> None:
    """Play the attacker: try to recover a withheld figure from all that is printed.

    Exits with 1 when anything can be recovered, and names it. The outcome is kept.
    """
    # Loaded here, because the solver would slow down every other command.
    from berakhlak.disclosure.operations import run_audits
    from berakhlak.disclosure.wording import report_sentences

    session = db.session()
    try:
        cycle = get_cycle(session, cycle_id)
        both = (cycle,) if cycle.main else cycle.both
        reports = run_audits(session, both, at=clock.utc_now())
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    for each, report in zip(both, reports, strict=True):
        if len(both) > 1:
            click.echo(f"{each.name}:")
        for line in report_sentences(report, each.policy):
            click.echo(line)
    if not all(report.is_safe for report in reports):
        raise SystemExit(1)


@audit_group.command(
    "public",
    help=N_(
        "Menyerang sekali lagi semua angka yang dibaca umum: halaman publik unit dan SKM yang "
        "terbit, di semua instansi.\n\nBerakhir dengan 1 bila ada yang dapat dipulihkan, dan "
        "menyebut unitnya."
    ),
)
@with_appcontext
def public_command() -> None:
    """Attack all that the public reads, as it is stored. Exits with 1 when anything is found."""
    from berakhlak.public_pages.auditing import audit_public

    found = audit_public(db.session())
    click.echo(
        _(
            "Sudah diperiksa. Siklus di halaman publik: %(releases)s; "
            "SKM yang terbit: %(surveys)s.",
            releases=found.releases,
            surveys=found.surveys,
        )
    )
    for unit in found.leaking:
        click.echo(_("Dapat dipulihkan: %(unit)s", unit=unit))
    if found.leaking:
        raise SystemExit(1)
    click.echo(_("Tidak ada yang dapat dipulihkan."))
