"""``flask profiles …``: profiles of a published cycle as PDF files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from berakhlak import clock, text
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.cli.cycle_words import STATES
from berakhlak.cycles.models import Cycle
from berakhlak.disk import write_whole
from berakhlak.documents.responses import agency_timezone
from berakhlak.exports.choosing import built_profiles, named_profiles
from berakhlak.exports.export import ExportProgress, export_profiles
from berakhlak.exports.file_names import PatternInvalid
from berakhlak.exports.issuing import AddressMissing, batch_issuer
from berakhlak.exports.zip_archive import pack_export
from berakhlak.extensions import db
from berakhlak.formats import format_number
from berakhlak.languages import LANGUAGES
from berakhlak.profiles import queries
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.editions import FORMS, STANDARD
from berakhlak.profiles.printing import profile_pdf
from berakhlak.profiles.profile import Profile
from berakhlak.profiles.queries import ExportableProfile, published_officers
from berakhlak.run_language import N_
from berakhlak.signing.batch_issuing import BatchIssuer
from berakhlak.signing.signers import SigningFailed
from config import ROOT

WORKERS = N_("Banyaknya proses.")
OF_PROFILE = N_("Bahasa profil.")
FOLDER = click.Path(file_okay=False, path_type=Path)
OUT = click.Path(path_type=Path)
LINES = click.File(encoding="utf-8")
LANGUAGE, FORM = click.Choice(LANGUAGES), click.Choice(FORMS)


@click.group("profiles", help=N_("Profil perilaku sebagai PDF."))
def profiles_group() -> None:
    """Behaviour profiles as PDF."""


@profiles_group.command(
    "export",
    help=N_(
        "Menulis setiap profil sebuah siklus; berkas yang sudah utuh dibiarkan.\n\nCtrl-C berhenti "
        "setelah berkas yang sedang dibuat; perintah yang sama lalu melanjutkannya."
    ),
)
@click.option(
    "--cycle",
    "cycle_id",
    required=True,
    type=int,
    help=N_("Nomor siklus yang hasilnya sudah terbit."),
)
@click.option("--out", required=True, type=OUT, help=N_("Folder untuk berkasnya, atau NAMA.zip."))
@click.option("--unit", "unit_code", help=N_("Kode satu unit; tanpa ini: seluruh instansi."))
@click.option("--select", "selection", type=LINES, help=N_("Berkas dengan satu NIP di tiap baris."))
@click.option("--form", default=STANDARD, show_default=True, type=FORM, help=N_("Bentuk profil."))
@click.option("--archive", is_flag=True, help=N_("PDF/A-3 dengan angkanya terlampir sebagai JSON."))
@click.option(
    "--pattern",
    help=N_("Nama berkas, misalnya '{unit}/{nip3}-{nama}.pdf'; juga {siklus}, {id}."),
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help=WORKERS)
@click.option("--language", default="id", show_default=True, type=LANGUAGE, help=OF_PROFILE)
@with_appcontext
def export_profiles_command(
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
    issue = _issue(session)
    try:
        named = named_profiles(
            session,
            everyone,
            chosen,
            pattern=pattern,
            language=language,
            form=form,
            timezone=agency_timezone(),
            archive=archive,
        )
    except PatternInvalid as error:
        raise click.ClickException(str(error)) from error
    # Once nothing can refuse it any more; profiles are built only as they are written.
    audit.record_act(
        session,
        Act.EXPORTED_PROFILES,
        cycle_id,
        by=None,
        at=clock.utc_now(),
        detail=export_detail(len(chosen), form, unit_code, selected=selection is not None),
    )
    session.commit()
    _export(named, out, len(chosen), workers, issue)


def _export(
    profiles: Iterator[Profile], out: Path, total: int, workers: int, issue: BatchIssuer | None
) -> None:
    zipped = text.is_same_label(out.suffix, ".zip")
    if zipped and out.exists():
        raise click.ClickException(_("%(path)s sudah ada; tidak ada yang dilakukan.", path=out))
    folder = out.with_name(f"{out.stem}.sedang-dibuat") if zipped else out
    try:
        progress = export_profiles(
            profiles, folder, total=total, workers=workers, report=_bar(), issue=issue
        )
    except SigningFailed as error:
        raise click.ClickException(error.detail) from error
    except KeyboardInterrupt:
        words = _("Dihentikan. Isi %(path)s utuh; perintah yang sama melanjutkannya.", path=folder)
        click.echo(f"\n{words}", err=True)
        raise click.exceptions.Exit(130) from None
    if zipped:
        pack_export(folder, out)
        shutil.rmtree(folder)
    words = _(
        "%(done)s ditulis, %(skipped)s sudah ada: %(path)s",
        done=format_number(progress.done),
        skipped=format_number(progress.skipped),
        path=out,
    )
    click.echo(f"\n{words}")


def _chosen(
    everyone: list[ExportableProfile], unit_code: str | None, selection: IO[str] | None
) -> list[ExportableProfile]:
    """Those of the unit and on the list; every NIP on the list must be known."""
    chosen = [each for each in everyone if unit_code in (None, each.unit)]
    if selection is not None:
        wanted = {text.bare_number(line) for line in selection} - {""}
        chosen = [each for each in chosen if each.nip in wanted]
        if missing := len(wanted) - len({each.nip for each in chosen}):
            words = _("%(count)s NIP di daftar tidak punya profil terbit di sini.", count=missing)
            raise click.ClickException(words)
    if not chosen:
        raise click.ClickException(
            _("Tidak ada profil: tidak ada pegawai yang dinilai di siklus dan unit ini.")
        )
    return chosen


def export_detail(count: int, form: str, unit_code: str | None, *, selected: bool) -> AuditDetail:
    """What the record keeps of an export, before its first file: how many, which form, of whom."""
    detail: AuditDetail = {"profiles": count, "form": form}
    if unit_code is not None:
        detail["unit"] = unit_code
    if selected:
        detail["selected"] = 1
    return detail


@profiles_group.command(
    "sample",
    help=N_("Menulis satu profil dari siklus terbit yang terbaru; menyebut tempatnya."),
)
@click.option(
    "--out",
    "folder",
    default=ROOT / "out",
    type=FOLDER,
    show_default="out/",
    help=N_("Folder tempat menulis."),
)
@click.option("--language", default="id", show_default=True, type=LANGUAGE, help=OF_PROFILE)
@with_appcontext
def sample_profile_command(folder: Path, language: str) -> None:
    """Write one profile of the newest published cycle; prints where it lies."""
    path = write_sample(db.session(), folder, language)
    if path is None:
        raise click.ClickException(_("Belum ada siklus yang terbit."))
    click.echo(str(path))


def write_sample(session: Session, folder: Path, language: str = "id") -> Path | None:
    """One profile of the newest published cycle into `folder`; None when there is none."""
    participant_id = queries.sample_participant(session)
    if participant_id is None:
        return None
    [profile] = built_profiles(session, [participant_id], language, STANDARD, agency_timezone())
    path = folder / f"{profile.file_stem}.pdf"
    write_whole(path, profile_pdf(profile))
    return path


def _issue(session: Session) -> BatchIssuer | None:
    """Issue with codes that lead to PUBLIC_URL; without it there is nowhere to lead to."""
    try:
        issue = batch_issuer(session, by=None)
    except AddressMissing as missing:
        raise click.ClickException(str(missing)) from missing
    if issue is None:
        click.echo(_("PUBLIC_URL belum disetel: berkas tidak memuat kode verifikasi."), err=True)
    return issue


def _check_published(session: Session, cycle_id: int) -> None:
    cycle = session.get(Cycle, cycle_id)
    if cycle is None:
        raise click.ClickException(_("Tidak ada siklus %(id)s.", id=cycle_id))
    if cycle.state not in RELEASED:
        words = _(
            "Hasil siklus %(id)s belum terbit; statusnya: %(state)s.",
            id=cycle_id,
            state=_(STATES[cycle.state]),
        )
        raise click.ClickException(words)


def _bar() -> Callable[[ExportProgress], None]:
    def show(progress: ExportProgress) -> None:
        finished = progress.done + progress.skipped
        click.echo(f"\r{finished} / {progress.total}", nl=False, err=True)

    return show
