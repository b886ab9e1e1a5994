"""``people``: agencies, personnel files and first passwords, for operators."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from berakhlak import clock
from berakhlak.accounts.operations import PasswordTooShort, set_password
from berakhlak.accounts.queries import by_sign_in_name
from berakhlak.audit import operations as audit
from berakhlak.extensions import db
from berakhlak.people.answers import Kind, Question
from berakhlak.people.import_plan import Plan
from berakhlak.people.models import Agency
from berakhlak.people.operations import AgencyExists, create_agency, import_people, preview_import
from berakhlak.people.personnel_file.columns import Column, Part, target_named
from berakhlak.people.personnel_file.reading import SKIP
from berakhlak.people.queries import agencies, agency_by_code
from berakhlak.text import word_key
from berakhlak.web.filters import local_today

_MOST_ASKED = 50

people = AppGroup("people", help="Agencies, officers and their first passwords.")


@people.command("agency")
@click.argument("code")
@click.argument("name")
def agency(code: str, name: str) -> None:
    """Add the agency CODE with its full NAME."""
    try:
        created = create_agency(db.session(), code=code, name=name, by=None, at=clock.now())
    except AgencyExists as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"Instansi {created.code} dibuat: {created.name}")


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run/--apply", default=False, help="Report only, or import a sound file.")
@click.option("--agency", "code", help="Code of the agency; needed when there are several.")
@click.option("--map", "maps", multiple=True, help='One of the file\'s columns: "Nama Peg=nama".')
@click.option("--answer", "said", multiple=True, help="An answer to a question: KEY=VALUE.")
@click.option("--skip-hidden-rows", is_flag=True, help="Leave out rows that the sheet hides.")
def import_file(
    file: Path,
    dry_run: bool,
    code: str | None,
    maps: tuple[str, ...],
    said: tuple[str, ...],
    skip_hidden_rows: bool,
) -> None:
    """Import a CSV, XLSX, XLS or ODS FILE: all of it, or nothing when anything in it is wrong.

    The file is always checked first; every defect is named with its line, column and remedy.
    What is left open is asked, and answered with --map and --answer; the agency's next file
    needs no answer again.
    """
    target, content = chosen_agency(code), file.read_bytes()
    answers = _answers(maps, said)
    if skip_hidden_rows:
        answers[Kind.HIDDEN.key()] = SKIP
    if dry_run:
        plan = preview_import(db.session(), target, content, today=local_today(), answers=answers)
    else:
        plan = import_people(
            db.session(),
            target,
            content,
            today=local_today(),
            by=None,
            at=clock.now(),
            answers=answers,
        )
        db.session.commit()
    _report(plan, dry_run=dry_run)
    if not plan.is_ready:
        raise SystemExit(1)


def _answers(maps: tuple[str, ...], said: tuple[str, ...]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for each in maps:
        title, equals, column = each.rpartition("=")
        if not equals or (column and target_named(column) is None):
            names = ", ".join(column.value for column in (*Column, *Part))
            raise click.BadParameter(f'"{each}": tulis "Kolom Anda=kolom", kolom: {names}')
        answers[Kind.COLUMN.key(word_key(title))] = column
    for each in said:
        key, equals, answer = each.partition("=")
        if not equals:
            raise click.BadParameter(f'"{each}": tulis KUNCI=JAWABAN')
        answers[key] = answer
    return answers


@people.command("password")
@click.argument("nip")
@click.password_option("--password", prompt="Kata sandi baru", confirmation_prompt="Ulangi")
def password(nip: str, password: str) -> None:
    """Give the officer with this NIP (or e-mail) a password; all their sessions end."""
    account = by_sign_in_name(db.session(), nip)
    if account is None:
        raise click.ClickException("Tidak ada akun dengan NIP atau email ini.")
    try:
        set_password(account, password)
    except PasswordTooShort as error:
        raise click.ClickException(str(error)) from error
    audit.record(db.session(), "set password", "account", account.id, by=None, at=clock.now())
    db.session.commit()
    click.echo(f"Kata sandi {account.name} sudah diganti.")


def chosen_agency(code: str | None) -> Agency:
    """The agency with this code, or the only one there is."""
    if code:
        if (found := agency_by_code(db.session(), code)) is None:
            raise click.ClickException(f"Tidak ada instansi dengan kode {code}.")
        return found
    known = agencies(db.session())
    if not known:
        raise click.ClickException("Belum ada instansi. Buat dahulu: people agency KODE NAMA")
    if len(known) > 1:
        codes = ", ".join(each.code for each in known)
        raise click.ClickException(f"Pilih instansi dengan --agency: {codes}")
    return known[0]


def _report(plan: Plan, *, dry_run: bool) -> None:
    for defect in plan.defects:
        click.echo(defect.sentence)
    for note in plan.notes:
        click.echo(f"Catatan: {note}")
    for question in plan.questions[:_MOST_ASKED]:
        _ask(question)
    if plan.defects:
        click.echo(f"{len(plan.defects)} kekeliruan ditemukan. Tidak ada data yang diubah.")
        return
    if plan.open_questions:
        click.echo("Ada pertanyaan yang belum dijawab. Tidak ada data yang diubah.")
        return
    click.echo(
        f"{plan.rows} baris: {len(plan.new_officers)} pegawai baru, {len(plan.changes)} berubah, "
        f"{plan.unchanged} tetap; {len(plan.new_units)} unit baru, "
        f"{len(plan.changed_units)} unit berubah; {len(plan.absent)} tidak ada di berkas "
        "(dibiarkan)."
    )
    click.echo("Uji coba saja: belum ada data yang diubah." if dry_run else "Impor selesai.")


def _ask(question: Question) -> None:
    state = "Pertanyaan" if question.is_open else "Pilihan"
    answers = ", ".join(f'"{option.value}" ({option.label})' for option in question.options)
    click.echo(f'{state}: {question.text} --answer "{question.key}=JAWABAN"; jawaban: {answers}')
