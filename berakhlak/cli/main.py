"""All commands in one place, for `flask --app berakhlak` and for the console script."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask.cli import FlaskGroup

COMMANDS = (
    ("berakhlak.cli.account", "account"),
    ("berakhlak.cli.cycle", "cycle"),
    ("berakhlak.cli.figures", "figures"),
    ("berakhlak.cli.people", "people"),
    ("berakhlak.cli.profiles", "profiles"),
    ("berakhlak.cli.serve", "serve"),
)


def register_commands(app: Flask) -> None:
    """Attach every command to the application."""
    for module, name in COMMANDS:
        app.cli.add_command(getattr(import_module(module), name))


def main() -> None:
    """The `berakhlak` console script."""
    FlaskGroup(create_app=_create).main(prog_name="berakhlak")


def _create() -> Flask:
    from berakhlak import create_app

    return create_app()
