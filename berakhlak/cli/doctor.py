"""``doctor``: look at the installation, change nothing, say how to mend what is wrong."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import ScriptInfo
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.inspection.findings import FindingLevel, InspectionFinding
from berakhlak.run_language import N_
from config import defects_told_elsewhere

COLOURS = {FindingLevel.OK: "green", FindingLevel.WARNING: "yellow", FindingLevel.PROBLEM: "red"}


@click.command(
    "doctor",
    help=N_(
        "Memeriksa pengaturan, basis data, kunci, dan lingkungannya; tidak mengubah apa-apa. "
        "Berakhir dengan 1 bila ada masalah."
    ),
)
@click.pass_context
def doctor_command(context: click.Context) -> None:
    """Check settings, database, keys and surroundings. Exit code 1 when there is a problem."""
    with defects_told_elsewhere():
        app = context.ensure_object(ScriptInfo).load_app()
    with app.app_context():
        _examine()


def _examine() -> None:
    # Loads the PDF renderer.
    from berakhlak.inspection.checks import examine_installation, has_no_problem

    findings = []
    for found in examine_installation(
        current_app.config["BERAKHLAK"], db.engine, key_store(), clock.utc_now()
    ):
        findings.append(found)
        _tell(found)
    if not has_no_problem(findings):
        raise SystemExit(1)


def _tell(found: InspectionFinding) -> None:
    level = click.style(f"{_(found.level):<10}", fg=COLOURS[found.level])
    remedy = f" -> {found.remedy}" if found.remedy else ""
    click.echo(f"{level} {found.subject}: {found.words}{remedy}")
