"""All commands in one place, for `flask --app berakhlak` and for the console script."""

from __future__ import annotations

import os
from importlib import import_module

from flask import Flask
from flask.cli import FlaskGroup
from flask_migrate.cli import db as migrating

from berakhlak.cli.cycle import cycle
from berakhlak.cli.plainly import told_plainly
from berakhlak.cli.simulate import simulate
from berakhlak.cli.texts import tidy_texts

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


def register_commands(app: Flask) -> None:
    """Attach every command to the application."""
    for module, name in COMMANDS:
        app.cli.add_command(getattr(import_module(module), name))
    cycle.add_command(simulate)
    for _module, name in COMMANDS:
        told_plainly(app.cli.commands[name])
    told_plainly(migrating)  # Flask finds it by itself, before ours.
    tidy_texts(app.cli)


def main() -> None:
    """The `berakhlak` console script."""
    # By name: the application is above this layer, and Flask's own loader finds it.
    os.environ.setdefault("FLASK_APP", "berakhlak")
    FlaskGroup().main(prog_name="berakhlak")
