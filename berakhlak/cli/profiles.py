"""``flask profiles …``: profiles of a published cycle as PDF files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.extensions import db
from berakhlak.profiles import queries
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.builder import LANGUAGES, build_profile
from berakhlak.profiles.document import Profile
from berakhlak.reports.documents import profile_pdf
from berakhlak.reports.export import Progress, export
from berakhlak.signing.batch import BatchIssue
from berakhlak.signing.desk import issuing_desk
from berakhlak.signing.signers import SigningFailed
from config import ROOT, Config

FOLDER = click.Path(file_okay=False, path_type=Path)
LANGUAGE = click.Choice(LANGUAGES)


@click.group("profiles")
def profiles() -> None:
    """Behaviour profiles as PDF."""


@profiles.command("export")
@click.option("--cycle", "cycle_id", required=True, type=int, help="Number of a published cycle.")
@click.option("--out", "folder", required=True, type=FOLDER, help="Folder for the files.")
@click.option("--unit", "unit_code", help="Code of one unit; default: all.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--language", default="id", show_default=True, type=LANGUAGE)
@with_appcontext
def export_command(
    cycle_id: int, folder: Path, unit_code: str | None, workers: int, language: str
) -> None:
    """Write every profile of a cycle; files that are already whole are left alone."""
    session = db.session()
    _check_published(session, cycle_id)
    ids = queries.published_participants(session, cycle_id, unit_code)
    if not ids:
        raise click.ClickException("No profiles: no rated officer in this cycle and unit.")
    built = _built(session, list(ids), language)
    try:
        progress = export(
            built,
            folder,
            total=len(ids),
            workers=workers,
            report=_bar(),
            issue=_issue(session),
        )
    except SigningFailed as error:
        raise click.ClickException(error.detail) from error
    click.echo(f"\n{progress.done} written, {progress.skipped} already there: {folder}")


@profiles.command("sample")
@click.option("--out", "folder", default=ROOT / "out", type=FOLDER, show_default="out/")
@click.option("--language", default="id", show_default=True, type=LANGUAGE)
@with_appcontext
def sample_command(folder: Path, language: str) -> None:
    """Write one profile of the newest published cycle; prints where it lies."""
    path = write_sample(db.session(), folder, language)
    if path is None:
        raise click.ClickException("No cycle is published yet.")
    click.echo(str(path))


def write_sample(session: Session, folder: Path, language: str = "id") -> Path | None:
    """One profile of the newest published cycle into `folder`; None when there is none."""
    participant_id = queries.sample_participant(session)
    if participant_id is None:
        return None
    [profile] = _built(session, [participant_id], language)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{profile.file_stem}.pdf"
    path.write_bytes(profile_pdf(profile))
    return path


def _issue(session: Session) -> BatchIssue | None:
    """Issue with codes that lead to PUBLIC_URL; without it there is nowhere to lead to."""
    config: Config = current_app.config["BERAKHLAK"]
    if config.public_url:
        return BatchIssue(issuing_desk(), session, clock.now)
    if config.signing.signer != "none":
        raise click.ClickException("Set PUBLIC_URL: signed profiles carry a verification address.")
    click.echo("PUBLIC_URL is not set: the files carry no verification code.", err=True)
    return None


def _check_published(session: Session, cycle_id: int) -> None:
    cycle = session.get(Cycle, cycle_id)
    if cycle is None:
        raise click.ClickException(f"There is no cycle {cycle_id}.")
    if cycle.state not in RELEASED:
        raise click.ClickException(f"Cycle {cycle_id} is not published yet; it is {cycle.state}.")


def _built(session: Session, ids: list[int], language: str) -> Iterator[Profile]:
    timezone = str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
    for participant_id in ids:
        participant = session.get_one(Participant, participant_id)
        yield build_profile(queries.source(session, participant, timezone), language)
        session.expunge_all()  # Thousands of results would otherwise stay in memory.


def _bar() -> Callable[[Progress], None]:
    def show(progress: Progress) -> None:
        finished = progress.done + progress.skipped
        click.echo(f"\r{finished} / {progress.total}", nl=False, err=True)

    return show
