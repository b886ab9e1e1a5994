"""``flask cycle holders …``: codes of key holders: made on any machine, tested, replaced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.cli.cycle import cycle_group
from berakhlak.cli.cycle_words import NUMBER
from berakhlak.cli.passwords import ask_password
from berakhlak.cycles.holding import choose_holders, replace_holder_code, try_holder_code
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.disk import write_whole
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.key_holders.holders import HolderRole, KeyHolders, name_holders
from berakhlak.key_holders.wrapping import confirm_code, make_code, open_with_codes
from berakhlak.run_language import N_


@cycle_group.group(
    "holders", help=N_("Kode pemegang kunci: membuat, memasang, menguji, mengganti.")
)
def holders_group() -> None:
    """Codes of key holders."""


def holders_subcommand(name: str, words: str) -> Callable[[Callable[..., None]], click.Command]:
    """A subcommand that tells a refusal on one line and exits with 1."""

    def declare(act: Callable[..., None]) -> click.Command:
        @wraps(act)
        def reporting(*args: Any, **kwargs: Any) -> None:
            try:
                act(*args, **kwargs)
            except DomainError as refusal:
                raise click.ClickException(str(refusal)) from refusal

        return holders_group.command(name, help=words)(with_appcontext(reporting))

    return declare


@holders_subcommand(
    "make",
    N_(
        "Membuat kode di komputer mana pun; tidak memerlukan basis data. Setiap kode tampil satu "
        "kali dan diketik kembali; berkasnya tidak memuat rahasia."
    ),
)
@click.option(
    "--holder",
    "named",
    multiple=True,
    required=True,
    help=N_("Nama atau jabatan; saksi dengan akhiran :saksi."),
)
@click.option("--needed", type=int, default=2, help=N_("Berapa kode yang diperlukan."))
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Berkas yang dibuat, untuk `attach`."),
)
def make_codes_command(named: tuple[str, ...], needed: int, out: Path) -> None:
    """Codes without the server: it sees them only when the cycle closes."""
    holders = name_holders([_named(each) for each in named], needed)
    for place in range(len(holders.holders)):
        holders = _with_code(holders, place)
    write_whole(out, holders.to_json().encode())
    click.echo(_("Tersimpan: %(path)s. Pasang dengan: %(command)s", path=out, command="attach"))


@holders_subcommand("attach", N_("Memasang berkas dari `make` pada siklus yang belum dibuka."))
@NUMBER
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def attach_command(cycle_id: int, file: Path) -> None:
    """Name the holders of a cycle by a file."""
    try:
        holders = KeyHolders.from_json(file.read_text("utf-8"))
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(_("Berkas ini bukan berkas pemegang kunci.")) from error
    session, found = db.session(), get_cycle(db.session(), cycle_id)
    choose_holders(session, found, holders, keys=key_store(), by=None, at=clock.utc_now())
    session.commit()
    click.echo(_("Pemegang kunci: %(names)s.", names=", ".join(holders.names)))


@holders_subcommand("test", N_("Menguji satu kode; tidak membuka apa pun."))
@NUMBER
def try_code_command(cycle_id: int) -> None:
    """Whose code it is."""
    session, found = db.session(), get_cycle(db.session(), cycle_id)
    place = try_holder_code(session, found, _ask_code(_("Kode")), local_today())
    session.commit()
    click.echo(_("Kode ini sah: kode %(name)s. Tidak ada yang dibuka.", name=_names(found)[place]))


@holders_subcommand("reissue", N_("Mengganti kode yang hilang dengan kode pemegang lain."))
@NUMBER
@click.argument("number", type=int)
def reissue_command(cycle_id: int, number: int) -> None:
    """A new code for the holder with this number on the list, counted from 1."""
    session, found = db.session(), get_cycle(db.session(), cycle_id)
    codes = ask_codes(found)
    code = replace_holder_code(session, found, number - 1, codes, by=None, at=clock.utc_now())
    session.commit()
    click.echo(f"{_names(found)[number - 1]}: {code}")
    try_holder_code(session, found, _ask_code(_("Ketik kode itu kembali")), local_today())
    session.commit()
    click.echo(_("Kode sudah dipastikan."))


def opener_from(cycle: Cycle, codes: IO[str] | None, *, leave_out: int) -> EnvelopeOpener | None:
    """What opens envelopes, by codes from a file, one a line, or typed; None where the server holds
    the key, and where the sealed sheets are given up by their number."""
    if cycle.holders is None or not cycle.holders.wraps:
        return None
    if codes is not None:
        typed = [line.strip() for line in codes if line.strip()]
    elif leave_out:
        return None
    else:
        typed = ask_codes(cycle)
    return open_with_codes(cycle.holders, typed)


def ask_codes(cycle: Cycle) -> list[str]:
    """As many codes as the cycle needs."""
    needed = cycle.holders.needed if cycle.holders else 0
    return [_ask_code(_("Kode pemegang kunci ke-%(n)s", n=n + 1)) for n in range(needed)]


def _ask_code(words: str) -> str:
    return ask_password(words)


def _names(cycle: Cycle) -> Sequence[str]:
    return cycle.holders.names if cycle.holders else []


def _named(written: str) -> tuple[str, HolderRole]:
    name, _colon, role = written.rpartition(":")
    if name and role == HolderRole.WITNESS.value:
        return name, HolderRole.WITNESS
    return written, HolderRole.MANAGEMENT


def _with_code(holders: KeyHolders, place: int) -> KeyHolders:
    made, code = make_code(holders, place)
    click.echo(f"{holders.holders[place].name}: {code}")
    typed = _ask_code(_("Ketik kode itu kembali"))
    click.clear()
    return confirm_code(made, place, typed, clock.utc_now().date())
