"""All commands in one place, for `flask --app berakhlak` and for the console script."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo
from flask_migrate.cli import db as migrating

from berakhlak.cli.appointing import appoint_command
from berakhlak.cli.closing import close_cycle_command
from berakhlak.cli.cycle import cycle_group
from berakhlak.cli.database_errors import report_database_errors
from berakhlak.cli.language import LocalisedGroup, translate_command
from berakhlak.cli.migrating import localise_migration_commands
from berakhlak.cli.publishing import publish_cycle_command
from berakhlak.cli.simulate import simulate_answers_command
from berakhlak.cli.transparency import bundle_command, transparency_command
from berakhlak.cli.typed_text import tidy_texts
from berakhlak.run_language import N_, set_run_language
from config import command_language

COMMANDS = (
    ("berakhlak.cli.account:account_group", "account"),
    ("berakhlak.cli.audit:audit_group", "audit"),
    ("berakhlak.cli.backup:backup_command", "backup"),
    ("berakhlak.cli.backup:restore_command", "restore"),
    ("berakhlak.cli.cycle:cycle_group", "cycle"),
    ("berakhlak.cli.data:data_group", "data"),
    ("berakhlak.cli.doctor:doctor_command", "doctor"),
    ("berakhlak.cli.figures:figures_command", "figures"),
    ("berakhlak.cli.instrument:instrument_group", "instrument"),
    ("berakhlak.cli.jobs:jobs_group", "jobs"),
    ("berakhlak.cli.mail:mail_group", "mail"),
    ("berakhlak.cli.people:people_group", "people"),
    ("berakhlak.cli.profiles:profiles_group", "profiles"),
    ("berakhlak.cli.serve:serve_command", "serve"),
    ("berakhlak.cli.signing:signing_group", "signing"),
    ("berakhlak.cli.version:version_command", "version"),
)
OF_LIBRARIES = {"limiter"}
HELP = N_("BerAKHLAK 360: penilaian perilaku 360 derajat. Perintah bagi pengelola sistem.")


class CommandProgram(FlaskGroup):
    """Our commands alone; options of Flask, and those of its libraries, are for `flask`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in super().list_commands(ctx) if name not in OF_LIBRARIES]


def register_commands(app: Flask) -> None:
    """Attach every command to the application."""
    app.cli = LocalisedGroup(app)
    for module, _colon, variable in (place.partition(":") for place, _name in COMMANDS):
        app.cli.add_command(getattr(import_module(module), variable))
    cycle_group.add_command(appoint_command)
    cycle_group.add_command(close_cycle_command)
    cycle_group.add_command(publish_cycle_command)
    cycle_group.add_command(simulate_answers_command)
    cycle_group.add_command(transparency_command)
    cycle_group.add_command(bundle_command)
    for _module, name in COMMANDS:
        report_database_errors(app.cli.commands[name])
    localise_migration_commands(migrating)
    report_database_errors(migrating)
    tidy_texts(app.cli)


def main() -> None:
    """The `berakhlak` console script."""
    set_run_language(command_language())
    program = CommandProgram(add_default_commands=False, add_version_option=False, help=HELP)
    program.params.clear()
    translate_command(program, command_language())
    # By name: the application is above this layer, and Flask's own loader finds it.
    program.main(prog_name="berakhlak", obj=ScriptInfo(app_import_path="berakhlak"))
