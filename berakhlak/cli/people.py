"""``people``: agencies, personnel files and first passwords, for operators."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak import clock
from berakhlak.accounts.passwords import PasswordRefused
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.cli.passwords import PasswordOption
from berakhlak.extensions import db
from berakhlak.formats import format_number, local_today
from berakhlak.people.import_plan import ImportPlan
from berakhlak.people.import_questions import ImportQuestion, QuestionKind
from berakhlak.people.models import Agency
from berakhlak.people.operations import (
    AgencyExists,
    create_agency,
    give_password,
    import_people,
    preview_import,
)
from berakhlak.people.personnel_file.columns import NamePart, PersonnelColumn, target_by_name
from berakhlak.people.personnel_file.reading import SKIP
from berakhlak.people.queries import agency_by_code, all_agencies
from berakhlak.run_language import N_
from berakhlak.text import word_key

_MOST_ASKED = 50
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

PASSWORD = N_("Sebaiknya tidak ditulis di sini: tanpa ini, kata sandi ditanyakan.")

people_group = AppGroup("people", help=N_("Instansi, pegawai, dan kata sandi pertama mereka."))


@people_group.command("agency", help=N_("Menambah instansi KODE dengan NAMA lengkapnya."))
@click.argument("code", metavar=N_("KODE"))
@click.argument("name", metavar=N_("NAMA"))
def add_agency_command(code: str, name: str) -> None:
    """Add the agency CODE with its full NAME."""
    try:
        created = create_agency(db.session(), code=code, name=name, by=None, at=clock.utc_now())
    except AgencyExists as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(_("Instansi %(code)s dibuat: %(name)s", code=created.code, name=created.name))


@people_group.command(
    "import",
    help=N_(
        "Mengimpor BERKAS CSV, XLSX, XLS, atau ODS: seluruhnya, atau tidak sama sekali bila ada "
        "yang keliru.\n\nBerkas selalu diperiksa dahulu; tiap kekeliruan disebut dengan baris, "
        "kolom, dan cara memperbaikinya. Yang belum jelas ditanyakan, dan dijawab dengan --map dan "
        "--answer; berkas berikutnya dari instansi itu tidak perlu dijawab lagi."
    ),
)
@click.argument("file", type=FILE, metavar=N_("BERKAS"))
@click.option(
    "--dry-run/--apply",
    default=False,
    help=N_("Hanya melaporkan, atau mengimpor berkas yang benar."),
)
@click.option("--agency", "code", help=N_("Kode instansi; perlu bila ada beberapa."))
@click.option("--map", "maps", multiple=True, help=N_('Salah satu kolom berkas: "Nama Peg=nama".'))
@click.option(
    "--answer", "said", multiple=True, help=N_("Jawaban atas sebuah pertanyaan: KUNCI=JAWABAN.")
)
@click.option(
    "--skip-hidden-rows",
    is_flag=True,
    help=N_("Melewatkan baris yang disembunyikan di lembar kerja."),
)
def import_people_command(
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
    target, content = named_or_only_agency(code), file.read_bytes()
    answers = _answers(maps, said)
    if skip_hidden_rows:
        answers[QuestionKind.HIDDEN.key()] = SKIP
    if dry_run:
        plan = preview_import(db.session(), target, content, today=local_today(), answers=answers)
    else:
        plan = import_people(
            db.session(),
            target,
            content,
            today=local_today(),
            by=None,
            at=clock.utc_now(),
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
        if not equals or (column and target_by_name(column) is None):
            names = ", ".join(column.value for column in (*PersonnelColumn, *NamePart))
            raise click.BadParameter(
                _('"%(each)s": tulis "Kolom Anda=kolom", kolom: %(names)s', each=each, names=names)
            )
        answers[QuestionKind.COLUMN.key(word_key(title))] = column
    for each in said:
        key, equals, answer = each.partition("=")
        if not equals:
            raise click.BadParameter(_('"%(each)s": tulis KUNCI=JAWABAN', each=each))
        answers[key] = answer
    return answers


@people_group.command(
    "password",
    help=N_("Memberi pegawai dengan NIP (atau email) ini kata sandi baru; semua sesinya berakhir."),
)
@click.argument("nip", metavar="NIP")
@click.password_option(
    "--password",
    cls=PasswordOption,
    prompt=N_("Kata sandi baru"),
    confirmation_prompt=N_("Ulangi"),
    help=PASSWORD,
)
def set_password_command(nip: str, password: str) -> None:
    """Give the officer with this NIP (or e-mail) a password; all their sessions end."""
    account = account_by_sign_in_name(db.session(), nip)
    if account is None:
        raise click.ClickException(_("Tidak ada akun dengan NIP atau email ini."))
    try:
        give_password(db.session(), account, password, by=None, at=clock.utc_now())
    except PasswordRefused as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(_("Kata sandi %(name)s sudah diganti.", name=account.name))


def named_or_only_agency(code: str | None) -> Agency:
    """The agency with this code, or the only one there is."""
    if code:
        if (found := agency_by_code(db.session(), code)) is None:
            raise click.ClickException(_("Tidak ada instansi dengan kode %(code)s.", code=code))
        return found
    known = all_agencies(db.session())
    if not known:
        raise click.ClickException(_("Belum ada instansi. Buat dahulu: people agency KODE NAMA"))
    if len(known) > 1:
        codes = ", ".join(each.code for each in known)
        raise click.ClickException(_("Pilih instansi dengan --agency: %(codes)s", codes=codes))
    return known[0]


def _report(plan: ImportPlan, *, dry_run: bool) -> None:
    for defect in plan.defects:
        click.echo(defect.sentence)
    for note in plan.notes:
        click.echo(_("Catatan: %(note)s", note=note))
    for question in plan.questions[:_MOST_ASKED]:
        _ask(question)
    if plan.defects:
        click.echo(
            ngettext(
                "%(num)s kekeliruan ditemukan. Tidak ada data yang diubah.",
                "%(num)s kekeliruan ditemukan. Tidak ada data yang diubah.",
                len(plan.defects),
            )
        )
        return
    if plan.open_questions:
        click.echo(_("Ada pertanyaan yang belum dijawab. Tidak ada data yang diubah."))
        return
    click.echo(
        _(
            "%(rows)s baris: %(new)s pegawai baru, %(changed)s berubah, %(same)s tetap; "
            "%(new_units)s unit baru, %(changed_units)s unit berubah; %(absent)s tidak ada di "
            "berkas (dibiarkan).",
            rows=format_number(plan.rows),
            new=format_number(len(plan.new_officers)),
            changed=format_number(len(plan.changes)),
            same=format_number(plan.unchanged),
            new_units=format_number(len(plan.new_units)),
            changed_units=format_number(len(plan.changed_units)),
            absent=format_number(len(plan.absent)),
        )
    )
    tried = _("Uji coba saja: belum ada data yang diubah.")
    click.echo(tried if dry_run else _("Impor selesai."))


def _ask(question: ImportQuestion) -> None:
    state = _("Pertanyaan") if question.is_open else _("Pilihan")
    answers = ", ".join(f'"{option.value}" ({option.label})' for option in question.options)
    click.echo(
        _(
            '%(state)s: %(text)s --answer "%(key)s=JAWABAN"; jawaban: %(answers)s',
            state=state,
            text=question.text,
            key=question.key,
            answers=answers,
        )
    )
