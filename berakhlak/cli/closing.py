"""``flask cycle close``: one person from the last day on, two accounts of HR before it."""

from __future__ import annotations

from typing import IO

import click
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import sign_in
from berakhlak.cli.cycle import cycle_subcommand, next_command_words
from berakhlak.cli.cycle_words import NUMBER, tally_words, tell_counts
from berakhlak.cli.holders import opener_from
from berakhlak.cli.passwords import ask_password
from berakhlak.cycle_administration.coarse_progress import dated_progress
from berakhlak.cycle_steps.closing import close_cycle
from berakhlak.cycles.early_closing import (
    SecondPersonNeeded,
    ask_to_close,
    is_early,
    standing_request,
    withdraw_request,
)
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.queries import get_cycle
from berakhlak.extensions import db
from berakhlak.formats import local_today, long_date
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.run_language import N_
from berakhlak.sealing.closing import SheetsSpoilt
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.sealing import is_sealing_complete


@cycle_subcommand(
    "close",
    N_(
        "Menutup dan mengunci: menghitung angka, melepas formulir dari penilainya, memusnahkan "
        "kunci. Tidak dapat dibatalkan.\n\nSebelum hari terakhir diperlukan dua akun pengelola "
        "kepegawaian, masing-masing dengan --as: satu meminta, yang lain menutup.\n\nBila "
        "terputus, jalankan lagi: dilanjutkan dari tempatnya berhenti."
    ),
)
@NUMBER
@click.option("--yes", is_flag=True, help=N_("Tidak bertanya lagi."))
@click.option(
    "--as",
    "name",
    metavar=N_("NAMA"),
    help=N_("Bertindak sebagai akun pengelola kepegawaian ini; kata sandinya ditanyakan."),
)
@click.option(
    "--withdraw", is_flag=True, help=N_("Menarik permintaan penutupan lebih awal; perlu --as.")
)
@click.option(
    "--leave-out-damaged",
    "leave_out",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help=N_("Merelakan N baris rusak yang disebut penutupan yang ditolak; N harus sama banyaknya."),
)
@click.option(
    "--codes",
    type=click.File("r"),
    help=N_(
        "Berkas dengan kode pemegang kunci, satu per baris; - dari masukan. Tanpa ini: ditanya."
    ),
)
def close_cycle_command(
    cycle_id: int,
    yes: bool,
    name: str | None,
    withdraw: bool,
    leave_out: int,
    codes: IO[str] | None,
) -> None:
    """Seal: compute the figures, cut sheets from raters, destroy the key. No way back.

    Before the last day two HR accounts are needed, each with --as: one asks, another closes.
    Run it again when it was interrupted: it goes on from where it was.
    """
    session, keys = db.session(), key_store()
    found = get_cycle(session, cycle_id)
    if is_sealing_complete(found, keys):
        click.echo(_("Siklus %(id)s sudah ditutup dan dikunci.", id=cycle_id))
        return
    by = as_account(session, name)
    if withdraw or _has_to_ask(session, found, by):
        _change_request(session, found, by, withdraw=withdraw, yes=yes)
        return
    _tell_what_is_left(session, found, keys)
    if not yes:
        click.confirm(_("Penutupan tidak dapat dibatalkan. Tutup siklus ini?"), abort=True)
    opener = opener_from(found, codes, leave_out=leave_out)
    if counts := _sealed(session, cycle_id, keys, by, leave_out, opener):
        tell_counts(counts)
    done, after = (
        _("Siklus %(id)s ditutup dan dikunci.", id=cycle_id),
        next_command_words("publish", cycle_id),
    )
    click.echo(f"{done} {after}")


def _sealed(
    session: Session,
    cycle_id: int,
    keys: KeyStore,
    by: Account | None,
    leave_out: int,
    opener: EnvelopeOpener | None,
) -> SealingCounts | None:
    now, today = clock.utc_now(), local_today()
    try:
        return close_cycle(
            session,
            cycle_id,
            keys=keys,
            by=by,
            at=now,
            today=today,
            leave_out=leave_out,
            opener=opener,
        )
    except SheetsSpoilt as damaged:
        for rater, ratee in damaged.named:
            click.echo(_("Rusak: formulir %(rater)s tentang %(ratee)s", rater=rater, ratee=ratee))
        raise
    except SecondPersonNeeded as alone:
        how = _("Dengan perintah: %(command)s", command=f"cycle close {cycle_id} --as …")
        raise click.ClickException(f"{alone} {how}") from alone


def as_account(session: Session, name: str | None) -> Account | None:
    """The account whose password is typed; None where the operator acts for nobody."""
    if name is None:
        return None
    password = ask_password(_("Kata sandi %(name)s", name=name))
    return sign_in(session, name, password, at=clock.utc_now())


def _has_to_ask(session: Session, found: Cycle, by: Account | None) -> bool:
    """Whether all that this account can do about closing today is to ask for it."""
    is_open = found.state is CycleState.OPEN and is_early(found, local_today())
    return is_open and by is not None and standing_request(session, found) is None


def _change_request(
    session: Session, found: Cycle, by: Account | None, *, withdraw: bool, yes: bool
) -> None:
    """Ask to close early, or take such a request back."""
    if by is None:
        raise click.UsageError(_("Sebutkan akun pengelola kepegawaian dengan --as."))
    now, again = clock.utc_now(), f"cycle close {found.id} --as …"
    if withdraw:
        withdraw_request(session, found, by=by, at=now)
        said = _("Permintaan ditarik. Siklus tetap dibuka.")
    else:
        if not yes:
            click.confirm(_("Hari terakhir belum tiba. Minta penutupan lebih awal?"), abort=True)
        ask_to_close(session, found, by=by, at=now, today=local_today())
        said = _("Permintaan tersimpan. Pengelola lain menutupnya: %(command)s", command=again)
    db.session.commit()
    click.echo(said)


def _tell_what_is_left(session: Session, found: Cycle, keys: KeyStore) -> None:
    if found.state is CycleState.OPEN:
        look = dated_progress(session, found, keys=keys, today=local_today())
        day, tally = long_date(look.taken_on), tally_words(look.total)
        click.echo(
            _("Terkirim sampai %(day)s: %(tally)s; sisanya tidak ikut.", day=day, tally=tally)
        )
    if asked := standing_request(session, found):
        click.echo(_("%(name)s meminta penutupan lebih awal.", name=asked.name))
