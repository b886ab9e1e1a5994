"""``backup FILE`` and ``restore FILE``: the whole database out, and back in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.backups.key_check import ANSWERED, CycleKeyCheck, KeyCheckOutcome
from berakhlak.backups.restoring import RestoreResult
from berakhlak.backups.restoring import restore_backup as restore_backup
from berakhlak.backups.stores import DatabaseDump
from berakhlak.backups.taking import database_store_of, take_backup
from berakhlak.cycles.keyring import key_store
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import format_moment, format_number
from berakhlak.jobs.service import job_service
from berakhlak.run_language import N_

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

NOT_IN = N_(
    "Tidak di dalamnya: kunci siklus (%(keys)s), SECRET_KEY, kunci tanda tangan, dan berkas profil "
    "yang sudah diterbitkan.\n"
    "Jangan simpan kunci siklus bersama cadangan: pemegang keduanya dapat membaca siapa menilai "
    "siapa."
)
OPEN_KEYS = N_(
    "Siklus %(names)s sedang menerima jawaban. Jawabannya hanya terbaca dengan kuncinya: bila "
    "kunci hilang, jawaban hilang. Salinan kunci disimpan di media lain, oleh orang lain, dan "
    "dimusnahkan begitu siklus ditutup."
)
OUTCOME_WORDS = {
    KeyCheckOutcome.PREPARED: N_("belum dibuka."),
    KeyCheckOutcome.OPENED_LATER: N_(
        "belum dibuka di cadangan ini, tetapi kuncinya sudah ada: siklus dibuka setelah cadangan "
        "dibuat. Jawaban sejak itu tidak ada di sini%(kept)s."
    ),
    KeyCheckOutcome.OPEN: N_(
        "terbuka, kuncinya ada. Jawaban setelah %(taken)s tidak ada di cadangan ini."
    ),
    KeyCheckOutcome.UNREADABLE: N_(
        "terbuka, tetapi kuncinya TIDAK ADA di %(keys)s, atau yang di sana bukan kuncinya. Bila "
        "kunci hanya belum dipindahkan, letakkan di sana. Bila siklus sudah ditutup setelah "
        "%(taken)s, atau kuncinya hilang, jawabannya tidak dapat dibaca lagi oleh siapa pun dan "
        "siklus ini tidak dapat ditutup."
    ),
    KeyCheckOutcome.SEALED_LATER: N_(
        "sudah ditutup dan dikunci setelah %(taken)s dan kuncinya dimusnahkan. Jawaban di cadangan "
        "ini tidak dapat dibuka siapa pun, dan siklus tidak dapat ditutup lagi. Hasilnya hanya ada"
        "%(kept_only)s."
    ),
    KeyCheckOutcome.SEALING_OWED: N_("penutupannya belum selesai. Jalankan: cycle close %(id)s"),
    KeyCheckOutcome.SEALED: N_("sudah ditutup dan dikunci; hasilnya ikut dipulihkan."),
    KeyCheckOutcome.ABSENT: N_("dibuat setelah %(taken)s; hanya ada%(kept_only)s."),
}


@contextmanager
def _told() -> Iterator[None]:
    """A refusal is one line, and exit code 1."""
    try:
        yield
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except OSError as error:
        raise click.ClickException(f"{error.filename or ''}: {error.strerror}") from error


@click.command(
    "backup",
    help=N_(
        "Menyalin seluruh basis data ke BERKAS (tar), sementara aplikasi berjalan. Tanpa kunci."
    ),
)
@click.argument("file", type=NEW_FILE, metavar=N_("BERKAS"))
@click.option("--force", is_flag=True, help=N_("Mengganti BERKAS yang sudah ada."))
@with_appcontext
def backup_command(file: Path, force: bool) -> None:
    """Copy the whole database into FILE (a tar), while the application runs. No keys."""
    with _told():
        dump = take_backup(
            database_store_of(db.engine),
            file,
            key_dir=current_app.config["BERAKHLAK"].key_dir,
            secret=_secret(),
            at=clock.utc_now(),
            force=force,
        )
    rows = dump.contents.rows
    click.echo(
        _(
            "Cadangan selesai: %(path)s (%(size)s MB, %(tables)s tabel, %(rows)s baris, skema "
            "%(schema)s).",
            path=file,
            size=format_number(file.stat().st_size / 1e6, 1),
            tables=len(rows),
            rows=format_number(sum(rows.values())),
            schema=dump.contents.schema,
        )
    )
    click.echo(_("Di dalamnya: seluruh basis data; formulir siklus terbuka tetap terenkripsi."))
    click.echo(_(NOT_IN, keys=key_store().secrets.place))
    if names := _open_names(dump):
        click.echo(_(OPEN_KEYS, names=names))


@click.command(
    "restore",
    help=N_("Memeriksa BERKAS, lalu meletakkannya di tempat basis data. Hentikan aplikasi dahulu."),
)
@click.argument("file", type=FILE, metavar=N_("BERKAS"))
@click.option("--replace", is_flag=True, help=N_("Mengganti basis data yang sudah berisi."))
@click.option(
    "--force",
    is_flag=True,
    help=N_("Menerima cadangan dari SECRET_KEY lain, yang Anda tahu asalnya."),
)
@with_appcontext
def restore_command(file: Path, replace: bool, force: bool) -> None:
    """Check FILE, then put it in the place of the database. Stop the application first."""
    keys = key_store()
    with _told():
        restored = restore_backup(
            database_store_of(db.engine),
            file,
            keys=keys,
            secret=_secret(),
            replace=replace,
            at=clock.utc_now(),
            force=force,
        )
    # Its jobs have other numbers: a file of today would be handed out under one of them.
    job_service().forget_everything()
    manifest = restored.manifest
    click.echo(
        _(
            "Dipulihkan: cadangan %(at)s dari aplikasi versi %(version)s, %(rows)s baris.",
            at=format_moment(manifest.moment),
            version=manifest.application,
            rows=format_number(sum(manifest.rows.values())),
        )
    )
    if restored.safety_copy:
        click.echo(_("Isi sebelumnya disimpan di %(path)s", path=restored.safety_copy))
    tell = _teller(restored, keys.secrets.place)
    for each in restored.cycles:
        click.echo(tell(each), err=each.is_loss)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _open_names(dump: DatabaseDump) -> str:
    return ", ".join(
        f"{each.id} ({each.name})" for each in dump.contents.cycles if each.state in ANSWERED
    )


def _teller(restored: RestoreResult, keys: str) -> Callable[[CycleKeyCheck], str]:
    copy = restored.safety_copy
    words = {
        "taken": format_moment(restored.manifest.moment),
        "keys": keys,
        "kept": _("; ada di %(path)s", path=copy) if copy else "",
        "kept_only": _(" di %(path)s", path=copy) if copy else _(" di basis data sebelumnya"),
    }

    def tell(check: CycleKeyCheck) -> str:
        cycle = check.cycle
        subject = _("Siklus %(id)s (%(name)s)", id=cycle.id, name=cycle.name)
        return f"{subject}: {_(OUTCOME_WORDS[check.outcome], id=cycle.id, **words)}"

    return tell
