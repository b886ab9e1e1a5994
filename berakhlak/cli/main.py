"""All commands in one place, for `flask --app berakhlak` and for the console script."""

from __future__ import annotations

import os
from importlib import import_module

import click
from flask import Flask
from flask.cli import FlaskGroup
from flask_migrate.cli import db as migrating

from berakhlak.cli.closing import close
from berakhlak.cli.cycle import cycle
from berakhlak.cli.database_errors import told_plainly
from berakhlak.cli.language import Commands, put_into_words
from berakhlak.cli.migrating import in_our_words
from berakhlak.cli.simulate import simulate
from berakhlak.cli.transparency import bundle, transparency
from berakhlak.cli.typed_text import tidy_texts
from berakhlak.run_language import N_, begin
from config import command_language

COMMANDS = (
    ("berakhlak.cli.account", "account"),
    ("berakhlak.cli.audit", "audit"),
    ("berakhlak.cli.backup", "backup"),
    ("berakhlak.cli.backup", "restore"),
    ("berakhlak.cli.cycle", "cycle"),
    ("berakhlak.cli.doctor", "doctor"),
    ("berakhlak.cli.figures", "figures"),
    ("berakhlak.cli.instrument", "instrument"),
    ("berakhlak.cli.people", "people"),
    ("berakhlak.cli.profiles", "profiles"),
    ("berakhlak.cli.serve", "serve"),
    ("berakhlak.cli.signing", "signing"),
)
OF_LIBRARIES = {"limiter"}
HELP = N_("BerAKHLAK 360: penilaian perilaku 360 derajat. Perintah bagi pengelola sistem.")


class Program(FlaskGroup):
    """Our commands alone; options of Flask, and those of its libraries, are for `flask`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in super().list_commands(ctx) if name not in OF_LIBRARIES]


def register_commands(app: Flask) -> None:
    """Attach every command to the application."""
    app.cli = Commands(app)
    for module, name in COMMANDS:
        app.cli.add_command(getattr(import_module(module), name))
    cycle.add_command(close)
    cycle.add_command(simulate)
    cycle.add_command(transparency)
    cycle.add_command(bundle)
    for _module, name in COMMANDS:
        told_plainly(app.cli.commands[name])
    told_plainly(migrating)
    in_our_words(migrating)
    tidy_texts(app.cli)


def main() -> None:
    """The `berakhlak` console script."""
    # By name: the application is above this layer, and Flask's own loader finds it.
    os.environ.setdefault("FLASK_APP", "berakhlak")
    begin(command_language())
    program = Program(add_default_commands=False, add_version_option=False, help=HELP)
    program.params.clear()
    put_into_words(program, command_language())
    program.main(prog_name="berakhlak")
