"""``flask cycle publish``: one person, or two accounts of HR where the policy asks for it."""

from __future__ import annotations

import click
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.cli.closing import as_account
from berakhlak.cli.cycle import cycle_subcommand
from berakhlak.cli.cycle_words import NUMBER
from berakhlak.comments.queries import count_pending_comments
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycle_steps.publishing_request import (
    SecondPublisherNeeded,
    ask_to_publish,
    standing_publishing,
    withdraw_publishing,
)
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.extensions import db
from berakhlak.run_language import N_


@cycle_subcommand(
    "publish",
    N_(
        "Membuka profil bagi pegawai dan atasannya; sekali, dan untuk seterusnya.\n\nDengan "
        "PUBLISHING_BY_TWO=1 diperlukan dua akun pengelola kepegawaian, masing-masing dengan "
        "--as: satu meminta, yang lain menerbitkan."
    ),
)
@NUMBER
@click.option(
    "--as",
    "name",
    metavar=N_("NAMA"),
    help=N_("Bertindak sebagai akun pengelola kepegawaian ini; kata sandinya ditanyakan."),
)
@click.option("--withdraw", is_flag=True, help=N_("Menarik permintaan penerbitan; perlu --as."))
def publish_cycle_command(cycle_id: int, name: str | None, withdraw: bool) -> None:
    """Let officers and supervisors read the profiles; once, and for good.

    Where the policy asks for two HR accounts, each needs --as: one asks, another publishes.
    """
    session = db.session()
    found, by = get_cycle(session, cycle_id), as_account(session, name)
    by_two = current_app.config["BERAKHLAK"].publishing_by_two
    has_to_ask = by_two and by is not None and standing_publishing(session, found) is None
    if withdraw or has_to_ask:
        _change_request(session, found, by, withdraw=withdraw)
        return
    _publish(session, found, by, by_two=by_two)


def _publish(session: Session, found: Cycle, by: Account | None, *, by_two: bool) -> None:
    cycle_id, hidden = found.id, count_pending_comments(session, found.id)
    now, keys = clock.utc_now(), key_store()
    try:
        is_erased = publish_cycle(session, found, keys=keys, by=by, at=now, by_two=by_two)
    except SecondPublisherNeeded as alone:
        how = _("Dengan perintah: %(command)s", command=f"cycle publish {cycle_id} --as …")
        raise click.ClickException(f"{alone} {how}") from alone
    if not is_erased:
        stays = _("Kata yang dihapus masih ada di berkas selama dibaca, misalnya oleh cadangan.")
        click.echo(stays, err=True)
    if hidden:
        words = ngettext(
            "%(num)s komentar belum pernah dilihat dan dihapus.",
            "%(num)s komentar belum pernah dilihat dan dihapus.",
            hidden,
        )
        click.echo(words, err=True)
    click.echo(_("Hasil siklus %(id)s diterbitkan.", id=cycle_id))


def _change_request(session: Session, found: Cycle, by: Account | None, *, withdraw: bool) -> None:
    """Ask to publish, or take such a request back."""
    if by is None:
        raise click.UsageError(_("Sebutkan akun pengelola kepegawaian dengan --as."))
    now, again = clock.utc_now(), f"cycle publish {found.id} --as …"
    if withdraw:
        withdraw_publishing(session, found, by=by, at=now)
        said = _("Permintaan ditarik. Hasil belum terbit.")
    else:
        ask_to_publish(session, found, keys=key_store(), by=by, at=now)
        said = _("Permintaan tersimpan. Pengelola lain menerbitkannya: %(command)s", command=again)
    session.commit()
    click.echo(said)
