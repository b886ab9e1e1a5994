"""Sending what is due; called again and again, by the command and by the scheduler.

A message that may have left is sent again under the same Message-ID; see `outbox`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import cached_property
from random import Random, SystemRandom
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.clock import day_of
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyStore
from berakhlak.engines import in_pieces
from berakhlak.extensions import db
from berakhlak.mail import queries
from berakhlak.mail.digest import put_together
from berakhlak.mail.letters import LetterDesk
from berakhlak.mail.models import MailMessage
from berakhlak.mail.outbox import A_CONNECTION, Handing, claim, hand_over, is_due
from berakhlak.mail.return_paths import return_path
from berakhlak.mail.server import Delayed, MailConnection, MailFailure, connected
from berakhlak.mail.wording import write_mail
from berakhlak.mail_settings import MailSettings
from config import Config


@dataclass
class SendReport:
    """What a run did. `trouble`: what the server or system said when nothing could leave."""

    put_together: int = 0
    sent: int = 0
    refused: int = 0
    delayed: int = 0
    dropped: int = 0
    is_quiet: bool = False
    trouble: str = ""


def send_due(now: datetime, chance: Random | None = None) -> SendReport:
    """Put together today's mail where its hour has come, then send what waits; commits.

    Does nothing without a mail server or in quiet hours. May run at any time and anywhere at once.
    """
    config: Config = current_app.config["BERAKHLAK"]
    hour = now.astimezone(ZoneInfo(config.timezone)).hour
    report = SendReport(is_quiet=config.mail.is_quiet(hour))
    if not config.mail.host or report.is_quiet:
        return report
    run = _Run(db.session(), config, key_store(), now, chance or SystemRandom(), report)
    if hour >= config.mail.hour:
        run.put_together()
    try:
        run.send()
    except MailFailure as failure:
        report.trouble = failure.said
    return report


@dataclass
class _Run:
    session: Session
    config: Config
    keys: KeyStore
    now: datetime
    chance: Random
    report: SendReport

    @property
    def mail(self) -> MailSettings:
        return self.config.mail

    @cached_property
    def desk(self) -> LetterDesk:
        today = day_of(self.now, self.config.timezone)
        return LetterDesk(self.config.public_url, self.config.secret_key, today)

    def put_together(self) -> None:
        today = day_of(self.now, self.config.timezone)
        for chosen in queries.agencies_with_mail(self.session):
            made = put_together(
                self.session, chosen, keys=self.keys, today=today, chance=self.chance
            )
            self.report.put_together += made or 0

    def send(self) -> None:
        waiting = self._due()
        self.chance.shuffle(waiting)
        for some in in_pieces(waiting, A_CONNECTION):
            with connected(self.mail) as connection:
                for message_id in some:
                    self._send_one(connection, message_id)

    def _due(self) -> list[int]:
        allowed = [each.agency_id for each in queries.agencies_with_mail(self.session)]
        wanted = (
            select(MailMessage.id)
            .join(Account, Account.id == MailMessage.account_id)
            .where(Account.agency_id.in_(allowed), is_due(MailMessage, self.now))
        )
        found = list(self.session.scalars(wanted))
        self.session.rollback()  # Nothing is held while the server is asked.
        return found

    def _send_one(self, connection: MailConnection, message_id: int) -> None:
        message = claim(self.session, MailMessage, message_id, self.now)
        if message is None:
            return
        # Refused meanwhile: a report of an earlier message came back.
        is_refused = queries.is_refused(self.session, message.account)
        address = None if is_refused else message.account.email
        letter = self.desk.letter_for(self.session, message) if address else None
        if letter is None or address is None:
            self.session.delete(message)
            self.report.dropped += 1
            self.session.commit()
            return
        name = f"<{message.name}@{self.mail.sender_domain}>"
        mail = write_mail(letter, self.mail, to=address, message_id=name, at=self.now.timestamp())
        self._hand_over(connection, message, mail, address)

    def _hand_over(
        self, connection: MailConnection, message: MailMessage, mail: EmailMessage, address: str
    ) -> None:
        today = day_of(self.now, self.config.timezone)
        secret = self.config.secret_key
        sender = return_path(self.mail, secret, message.account_id, address, today)
        try:
            found = hand_over(
                self.session,
                connection,
                message,
                mail,
                address,
                sender=sender,
                now=self.now,
                today=today,
            )
        except Delayed:
            self.report.delayed += 1
            raise
        self.report.sent += found is Handing.SENT
        self.report.refused += found is Handing.REFUSED
        self.report.delayed += found is Handing.DELAYED
