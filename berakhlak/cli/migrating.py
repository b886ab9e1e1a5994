"""Flask-Migrate's commands: those that operators need in our words; others for developers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask.cli import with_appcontext

from berakhlak.cli.start_lock import one_start_at_a_time
from berakhlak.cli.upgrading import WITHOUT_BACKUP, upgrade_schema
from berakhlak.extensions import db
from berakhlak.run_language import N_

NEEDED = {
    "upgrade": N_("Membawa basis data ke skema yang terbaru."),
    "current": N_("Menyebut skema basis data yang sekarang."),
    "history": N_("Mendaftar semua skema, dari yang terbaru."),
    "heads": N_("Menyebut skema yang terbaru."),
}


def localise_migration_commands(group: click.Group) -> None:
    """Explain what operators need; hide the rest from lists, where it can still be called."""
    group.help = N_("Skema basis data.")
    for name, command in group.commands.items():
        if name in NEEDED:
            command.help = command.short_help = NEEDED[name]
            for each in command.params:
                if isinstance(each, click.Option):
                    each.hidden = True
                else:
                    each.metavar = N_("[SKEMA]")
        else:
            command.hidden = True
    _back_up_first(group.commands["upgrade"])


def _back_up_first(command: click.Command) -> None:
    """Let `db upgrade` make a backup, as `serve` does; the group is one for all applications."""
    if any(each.name == "without_backup" for each in command.params):
        return
    without = click.Option(
        [WITHOUT_BACKUP],
        is_flag=True,
        help=N_("Memutakhirkan basis data tanpa mencadangkannya dahulu."),
    )
    command.params.append(without)
    assert command.callback is not None
    command.callback = _with_backup(command.callback)


def _with_backup(upgrade: Callable[..., object]) -> Callable[..., object]:
    @with_appcontext
    def run(*arguments: Any, without_backup: bool, **options: Any) -> None:
        if options.get("sql"):  # Only printed.
            upgrade(*arguments, **options)
            return
        with one_start_at_a_time(db.engine):
            upgrade_schema(lambda: upgrade(*arguments, **options), with_backup=not without_backup)

    return wraps(upgrade)(run)
