"""``backup FILE`` and ``restore FILE``: the whole database out, and back in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from berakhlak import clock
from berakhlak.backups.fates import ANSWERED, CycleFate, Fate
from berakhlak.backups.restoring import Restored
from berakhlak.backups.restoring import restore as restore_backup
from berakhlak.backups.stores import Dump
from berakhlak.backups.taking import store_of, take_backup
from berakhlak.cycles.keyring import key_store
from berakhlak.errors import DomainError
from berakhlak.extensions import db

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

NOT_IN = (
    "Tidak di dalamnya: kunci siklus ({keys}), SECRET_KEY, kunci tanda tangan, dan berkas profil "
    "yang sudah diterbitkan.\n"
    "Jangan simpan kunci siklus bersama cadangan: pemegang keduanya dapat membaca siapa menilai "
    "siapa."
)
OPEN_KEYS = (
    "Siklus {names} sedang menerima jawaban. Jawabannya hanya terbaca dengan kuncinya: bila kunci "
    "hilang, jawaban hilang. Salinan kunci disimpan di media lain, oleh orang lain, dan "
    "dimusnahkan begitu siklus ditutup."
)
FATES = {
    Fate.PREPARED: "belum dibuka.",
    Fate.OPENED_LATER: "belum dibuka di cadangan ini, tetapi kuncinya sudah ada: siklus dibuka "
    "setelah cadangan dibuat. Jawaban sejak itu tidak ada di sini{kept}.",
    Fate.OPEN: "terbuka, kuncinya ada. Jawaban setelah {taken} tidak ada di cadangan ini.",
    Fate.UNREADABLE: "terbuka, tetapi kuncinya TIDAK ADA di {keys}, atau yang di sana bukan "
    "kuncinya. Bila kunci hanya belum "
    "dipindahkan, letakkan di sana. Bila siklus sudah ditutup setelah {taken}, atau kuncinya "
    "hilang, jawabannya tidak dapat dibaca lagi oleh siapa pun dan siklus ini tidak dapat ditutup.",
    Fate.SEALED_LATER: "sudah ditutup dan dikunci setelah {taken} dan kuncinya dimusnahkan. "
    "Jawaban di cadangan ini tidak dapat dibuka siapa pun, dan siklus tidak dapat ditutup lagi. "
    "Hasilnya hanya ada{kept_only}.",
    Fate.SEALING_OWED: "penutupannya belum selesai. Jalankan: cycle close {id}",
    Fate.SEALED: "sudah ditutup dan dikunci; hasilnya ikut dipulihkan.",
    Fate.ABSENT: "dibuat setelah {taken}; hanya ada{kept_only}.",
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


@click.command("backup")
@click.argument("file", type=NEW_FILE)
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
@with_appcontext
def backup(file: Path, force: bool) -> None:
    """Copy the whole database into FILE (a tar), while the application runs. No keys."""
    keys = key_store().folder
    with _told():
        dump = take_backup(store_of(db.engine), file, key_dir=keys, at=clock.now(), force=force)
    rows = dump.contents.rows
    click.echo(
        f"Cadangan selesai: {file} ({_megabytes(file.stat().st_size)}, {len(rows)} tabel, "
        f"{sum(rows.values())} baris, skema {dump.contents.schema})."
    )
    click.echo("Di dalamnya: seluruh basis data; formulir siklus terbuka tetap terenkripsi.")
    click.echo(NOT_IN.format(keys=keys))
    if names := _open_names(dump):
        click.echo(OPEN_KEYS.format(names=names))


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Replace a database that is not empty.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Check FILE, then put it in the place of the database. Stop the application first."""
    keys = key_store()
    with _told():
        restored = restore_backup(
            store_of(db.engine), file, keys=keys, replace=replace, at=clock.now()
        )
    manifest = restored.manifest
    click.echo(
        f"Dipulihkan: cadangan {manifest.taken_at} dari aplikasi versi {manifest.application}, "
        f"{sum(manifest.rows.values())} baris."
    )
    if restored.safety_copy:
        click.echo(f"Isi sebelumnya disimpan di {restored.safety_copy}")
    tell = _teller(restored, keys.folder)
    for each in restored.cycles:
        click.echo(tell(each), err=each.is_loss)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB".replace(".", ",")


def _open_names(dump: Dump) -> str:
    return ", ".join(
        f"{each.id} ({each.name})" for each in dump.contents.cycles if each.state in ANSWERED
    )


def _teller(restored: Restored, keys: Path) -> Callable[[CycleFate], str]:
    copy = restored.safety_copy
    words = {
        "taken": restored.manifest.taken_at,
        "keys": keys,
        "kept": f"; ada di {copy}" if copy else "",
        "kept_only": f" di {copy}" if copy else " di basis data sebelumnya",
    }

    def tell(told: CycleFate) -> str:
        cycle = told.cycle
        return f"Siklus {cycle.id} ({cycle.name}): " + FATES[told.fate].format(id=cycle.id, **words)

    return tell
