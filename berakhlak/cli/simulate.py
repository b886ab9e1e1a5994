"""``flask cycle simulate``: fill an open cycle with invented answers, to try things out."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.cli.cycle_words import NUMBER, STATES
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.queries import get_cycle
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.run_language import N_


@click.command(
    "simulate",
    help=N_(
        "Mengisi sebagian formulir yang belum terkirim di siklus yang terbuka dengan jawaban "
        "rekaan. Tidak untuk produksi."
    ),
)
@NUMBER
@click.option(
    "--seed", default=1945, show_default=True, help=N_("Angka yang sama, jawaban yang sama.")
)
@click.option(
    "--share",
    default=0.9,
    show_default=True,
    type=click.FloatRange(0, 1),
    help=N_("Bagian yang diisi, antara 0 dan 1."),
)
@click.option(
    "--voices", default=4, show_default=True, help=N_("Pengguna layanan untuk tiap petugas loket.")
)
@click.option(
    "--world",
    default="research",
    show_default=True,
    type=click.Choice(["research", "ceiling", "lenient-bosses", "distinct", "practised"]),
    help=N_(
        "Bagaimana orang berbeda: seperti temuan penelitian, hampir semua jawaban di puncak, "
        "atasan tidak seragam, pegawai lebih daripada penilai, atau sesudah latihan menilai."
    ),
)
@with_appcontext
def simulate_answers_command(
    cycle_id: int, seed: int, share: float, voices: int, world: str
) -> None:
    """Fill SHARE of the sheets still owed in an open cycle. Never in production."""
    from berakhlak.demo import operations as demo  # Only who simulates pays for loading it.

    if current_app.config["BERAKHLAK"].is_production:
        raise click.ClickException(_("Jawaban rekaan tidak boleh ada di produksi."))
    try:
        cycle = get_cycle(db.session(), cycle_id)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if cycle.state is not CycleState.OPEN:
        words = _(
            "Siklus %(id)s berstatus %(state)s; buka dahulu.",
            id=cycle_id,
            state=_(STATES[cycle.state]),
        )
        raise click.ClickException(words)
    try:
        filled = demo.simulate_answers(
            db.session(),
            cycle,
            keys=key_store(),
            seed=seed,
            share=share,
            voices_per_officer=voices,
            world=world,
        )
    except KeyUnusable as lost:
        raise click.ClickException(f"{lost} ({lost.detail})") from lost
    db.session.commit()
    click.echo(ngettext("%(num)s formulir diisi", "%(num)s formulir diisi", filled))
