"""``flask profiles …``: profiles of a published cycle as PDF files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from berakhlak import clock, text
from berakhlak.audit import operations as audit
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.extensions import db
from berakhlak.profiles import queries
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.builder import LANGUAGES
from berakhlak.profiles.document import Profile
from berakhlak.profiles.forms import FORMS, STANDARD, build_form
from berakhlak.profiles.queries import Exportable, published_officers
from berakhlak.reports.archive_zip import pack
from berakhlak.reports.documents import profile_pdf
from berakhlak.reports.export import Progress, export
from berakhlak.reports.names import Named, PatternInvalid, file_stems
from berakhlak.signing.batch import BatchIssue
from berakhlak.signing.desk import issuing_desk
from berakhlak.signing.signers import SigningFailed
from config import ROOT, Config

FOLDER = click.Path(file_okay=False, path_type=Path)
OUT = click.Path(path_type=Path)
LINES = click.File(encoding="utf-8")
LANGUAGE, FORM = click.Choice(LANGUAGES), click.Choice(FORMS)


@click.group("profiles")
def profiles() -> None:
    """Behaviour profiles as PDF."""


@profiles.command("export")
@click.option("--cycle", "cycle_id", required=True, type=int, help="Number of a published cycle.")
@click.option("--out", required=True, type=OUT, help="Folder for the files, or NAME.zip.")
@click.option("--unit", "unit_code", help="Code of one unit; default: the whole agency.")
@click.option("--select", "selection", type=LINES, help="File with one NIP per line.")
@click.option("--form", default=STANDARD, show_default=True, type=FORM)
@click.option("--archive", is_flag=True, help="PDF/A-3 with the figures attached as JSON.")
@click.option("--pattern", help="File names, e.g. '{unit}/{nip3}-{nama}.pdf'; also {siklus}, {id}.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--language", default="id", show_default=True, type=LANGUAGE)
@with_appcontext
def export_command(
    cycle_id: int,
    out: Path,
    unit_code: str | None,
    selection: IO[str] | None,
    form: str,
    archive: bool,
    pattern: str | None,
    workers: int,
    language: str,
) -> None:
    """Write every profile of a cycle; files that are already whole are left alone.

    Ctrl-C stops after the files at hand; the same command then goes on where it stopped.
    """
    session = db.session()
    _check_published(session, cycle_id)
    everyone = published_officers(session, cycle_id)
    chosen = _chosen(everyone, unit_code, selection)
    stems = _stems(pattern, everyone, form)
    issue = _issue(session)
    audit.record(
        session,
        act_of_export(len(chosen), form, unit_code, selected=selection is not None),
        "cycle",
        cycle_id,
        by=None,
        at=clock.now(),
    )
    session.commit()
    built = _built(session, [each.participant_id for each in chosen], language, form, archive)
    named = (
        replace(each, file_stem=stems.get(each.participant_id, each.file_stem)) for each in built
    )
    _export(named, out, len(chosen), workers, issue)


def _export(
    profiles: Iterator[Profile], out: Path, total: int, workers: int, issue: BatchIssue | None
) -> None:
    zipped = text.same(out.suffix, ".zip")
    if zipped and out.exists():
        raise click.ClickException(f"{out} is there already; nothing was done.")
    folder = out.with_name(f"{out.stem}.sedang-dibuat") if zipped else out
    try:
        progress = export(
            profiles, folder, total=total, workers=workers, report=_bar(), issue=issue
        )
    except SigningFailed as error:
        raise click.ClickException(error.detail) from error
    except KeyboardInterrupt:
        click.echo(f"\nStopped. What is in {folder} is whole; the same command goes on.", err=True)
        raise click.exceptions.Exit(130) from None
    if zipped:
        pack(folder, out)
        shutil.rmtree(folder)
    click.echo(f"\n{progress.done} written, {progress.skipped} already there: {out}")


def _chosen(
    everyone: list[Exportable], unit_code: str | None, selection: IO[str] | None
) -> list[Exportable]:
    """Those of the unit and on the list; every NIP on the list must be known."""
    chosen = [each for each in everyone if unit_code in (None, each.unit)]
    if selection is not None:
        wanted = {text.bare_number(line) for line in selection} - {""}
        chosen = [each for each in chosen if each.nip in wanted]
        if missing := len(wanted) - len({each.nip for each in chosen}):
            raise click.ClickException(f"{missing} NIP on the list have no published profile here.")
    if not chosen:
        raise click.ClickException("No profiles: no rated officer in this cycle and unit.")
    return chosen


def _stems(pattern: str | None, everyone: list[Exportable], form: str) -> dict[int, str]:
    if pattern is None:
        return {}
    try:
        return file_stems(
            pattern,
            (
                Named(
                    participant_id=each.participant_id,
                    unit=each.unit,
                    name=each.name,
                    nip3=each.nip[-3:],
                    cycle=each.cycle,
                    form=form,
                )
                for each in everyone
            ),
        )
    except PatternInvalid as error:
        raise click.ClickException(str(error)) from error


def act_of_export(count: int, form: str, unit_code: str | None, *, selected: bool) -> str:
    """What the record keeps of an export, before its first file: how many, which form, of whom."""
    parts = [str(count), form]
    if unit_code is not None:
        parts.append(f"unit {unit_code}")
    if selected:
        parts.append("selection")
    return f"exported profiles: {', '.join(parts)}"[:60]


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
    [profile] = _built(session, [participant_id], language, STANDARD, archive=False)
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


def _built(
    session: Session, ids: list[int], language: str, form: str, archive: bool
) -> Iterator[Profile]:
    timezone = str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
    for participant_id in ids:
        participant = session.get_one(Participant, participant_id)
        source = queries.source(session, participant, timezone)
        yield build_form(source, language, form, archive=archive)
        session.expunge_all()  # Thousands of results would otherwise stay in memory.


def _bar() -> Callable[[Progress], None]:
    def show(progress: Progress) -> None:
        finished = progress.done + progress.skipped
        click.echo(f"\r{finished} / {progress.total}", nl=False, err=True)

    return show
