"""Flask-Migrate's commands: those that operators need in our words; others for developers."""

from __future__ import annotations

import click

from berakhlak.run_language import N_

NEEDED = {
    "upgrade": N_("Membawa basis data ke skema yang terbaru."),
    "current": N_("Menyebut skema basis data yang sekarang."),
    "history": N_("Mendaftar semua skema, dari yang terbaru."),
    "heads": N_("Menyebut skema yang terbaru."),
}


def localise_migration_commands(db: click.Group) -> None:
    """Explain what operators need; hide the rest from lists, where it can still be called."""
    db.help = N_("Skema basis data.")
    for name, command in db.commands.items():
        if name in NEEDED:
            command.help = command.short_help = NEEDED[name]
            for each in command.params:
                if isinstance(each, click.Option):
                    each.hidden = True
                else:
                    each.metavar = N_("[SKEMA]")
        else:
            command.hidden = True
