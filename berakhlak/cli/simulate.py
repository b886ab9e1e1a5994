"""``flask cycle simulate``: fill an open cycle with invented answers, to try things out."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.queries import get_cycle
from berakhlak.errors import DomainError
from berakhlak.extensions import db


@click.command("simulate")
@click.argument("cycle_id", type=int)
@click.option("--seed", default=1945, show_default=True, help="The same seed, the same answers.")
@click.option("--share", default=0.9, show_default=True, type=click.FloatRange(0, 1))
@click.option("--voices", default=4, show_default=True, help="Citizens for each counter officer.")
@click.option(
    "--world",
    default="research",
    show_default=True,
    type=click.Choice(["research", "ceiling", "lenient-bosses", "distinct"]),
    help="How people differ: as research finds, most answers at the top, uneven superiors, or "
    "officers more than raters.",
)
@with_appcontext
def simulate(cycle_id: int, seed: int, share: float, voices: int, world: str) -> None:
    """Fill SHARE of the sheets still owed in an open cycle. Never in production."""
    from berakhlak.demo import operations as demo  # Only who simulates pays for loading it.

    if current_app.config["BERAKHLAK"].is_production:
        raise click.ClickException("invented answers have no place in production")
    try:
        cycle = get_cycle(db.session(), cycle_id)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if cycle.state is not CycleState.OPEN:
        raise click.ClickException(f"cycle {cycle_id} is {cycle.state}; open it first")
    try:
        filled = demo.simulate(
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
    click.echo(f"{filled} sheets filled")
