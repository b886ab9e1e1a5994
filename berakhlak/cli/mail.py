"""``flask mail …``: try the mail server, send what is due, and read what was refused later."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from berakhlak import clock
from berakhlak.clock import day_of
from berakhlak.extensions import db
from berakhlak.mail.delivery_reports import read_report, split_messages
from berakhlak.mail.models import MailBounce
from berakhlak.mail.outbox import keep_reported
from berakhlak.mail.sending import send_due
from berakhlak.mail.server import MailFailure, connected
from berakhlak.mail_settings import MailSettings
from berakhlak.run_language import N_


@click.group("mail", help=N_("Email: mencoba server, dan mengirim yang menunggu."))
def mail_group() -> None:
    """Mail."""


@mail_group.command("test", help=N_("Mengirim satu email percobaan ke ALAMAT."))
@click.argument("address", metavar=N_("ALAMAT"))
@with_appcontext
def test_mail_command(address: str) -> None:
    """Send one mail for trying."""
    settings = _settings()
    mail = EmailMessage()
    mail["Subject"] = _("Percobaan email BerAKHLAK 360")
    mail["From"], mail["To"] = settings.sender, address
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=settings.sender_domain)
    mail.set_content(_("Bila Anda membaca ini, server email sudah diatur dengan benar.") + "\n")
    try:
        with connected(settings) as connection:
            connection.hand_over(mail, address)
    except MailFailure as failure:
        words = _("Tidak terkirim: %(said)s", said=f"{failure.code or ''} {failure.said}".strip())
        raise click.ClickException(words) from failure
    click.echo(_("Terkirim ke %(address)s lewat %(host)s.", address=address, host=settings.host))


@mail_group.command(
    "send",
    help=N_(
        "Menyusun email hari ini bila jamnya sudah tiba, lalu mengirim yang menunggu. "
        "Boleh dijalankan kapan saja, misalnya tiap lima menit."
    ),
)
@with_appcontext
def send_mail_command() -> None:
    """Put together today's mail, and send what waits."""
    _settings()
    report = send_due(clock.utc_now())
    if report.is_quiet:
        click.echo(_("Jam tenang: tidak ada yang dikirim."))
        return
    click.echo(ngettext("%(num)s email terkirim.", "%(num)s email terkirim.", report.sent))
    for words, count in (
        (N_("Ditolak untuk seterusnya: %(count)s"), report.refused),
        (N_("Ditunda: %(count)s"), report.delayed),
    ):
        if count:
            click.echo(_(words, count=count))
    if report.trouble:
        raise click.ClickException(_("Tidak terkirim: %(said)s", said=report.trouble))


@mail_group.command(
    "bounces",
    help=N_(
        "Membaca laporan penolakan (RFC 3464) dari BERKAS: satu email, atau kotak surat mbox; - "
        "dari masukan baku, misalnya dari alias server email."
    ),
)
@click.argument(
    "file", metavar=N_("BERKAS"), type=click.Path(exists=True, dir_okay=False, allow_dash=True)
)
@with_appcontext
def read_bounces_command(file: str) -> None:
    """Mark the addresses that mail servers refused after they had taken a message."""
    session, config = db.session(), current_app.config["BERAKHLAK"]
    session.scalar(select(MailBounce.account_id).limit(1))  # Before a long mailbox is read.
    today = day_of(clock.utc_now(), config.timezone)
    marked, others = 0, 0
    with click.open_file(file, "rb") as stream:
        for raw in split_messages(stream):
            report = read_report(raw)
            is_ours = report and keep_reported(
                session, report, secret=config.secret_key, today=today
            )
            session.commit()
            marked, others = marked + bool(is_ours), others + (not is_ours)
    click.echo(ngettext("%(num)s alamat ditandai.", "%(num)s alamat ditandai.", marked))
    if others:
        words = ngettext(
            "%(num)s email bukan laporan penolakan atas email dari sini.",
            "%(num)s email bukan laporan penolakan atas email dari sini.",
            others,
        )
        click.echo(words)


def _settings() -> MailSettings:
    settings: MailSettings = current_app.config["BERAKHLAK"].mail
    if not settings.host:
        raise click.ClickException(_("SMTP_HOST belum diisi."))
    return settings
