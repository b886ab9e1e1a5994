"""Sending what is due; called again and again, by the command and by the scheduler.

Each message is claimed in a commit of its own before it is handed to the server, and deleted in
another one after. A process that dies in between leaves a message that may have left: it is sent
again, under the same Message-ID, and no other is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random, SystemRandom
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.clock import day_of
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyStore
from berakhlak.engines import rows_changed
from berakhlak.extensions import db
from berakhlak.mail.digest import put_together
from berakhlak.mail.letters import LetterDesk
from berakhlak.mail.models import MailBounce, MailMessage
from berakhlak.mail.queries import agencies_with_mail
from berakhlak.mail.server import Delayed, MailConnection, MailFailure, Refused, connected
from berakhlak.mail.wording import write_mail
from berakhlak.mail_settings import MailSettings
from config import Config

LEASE = timedelta(minutes=10)  # How long whoever claims a message may take to send it.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=3)
A_CONNECTION = 100  # Messages; many servers end a connection after some.


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
        for chosen in agencies_with_mail(self.session):
            made = put_together(
                self.session, chosen, keys=self.keys, today=today, chance=self.chance
            )
            self.report.put_together += made or 0

    def send(self) -> None:
        waiting = self._due()
        self.chance.shuffle(waiting)
        for start in range(0, len(waiting), A_CONNECTION):
            with connected(self.mail) as connection:
                for message_id in waiting[start : start + A_CONNECTION]:
                    self._send_one(connection, message_id)

    def _due(self) -> list[int]:
        allowed = [each.agency_id for each in agencies_with_mail(self.session)]
        wanted = (
            select(MailMessage.id)
            .join(Account, Account.id == MailMessage.account_id)
            .where(
                Account.agency_id.in_(allowed),
                or_(MailMessage.next_try.is_(None), MailMessage.next_try <= self.now),
            )
        )
        found = list(self.session.scalars(wanted))
        self.session.rollback()  # Nothing is held while the server is asked.
        return found

    def _send_one(self, connection: MailConnection, message_id: int) -> None:
        message = self._claimed(message_id)
        if message is None:
            return
        address = message.account.email
        letter = self.desk.letter_for(self.session, message) if address else None
        if letter is None or address is None:
            self.session.delete(message)
            self.report.dropped += 1
            self.session.commit()
            return
        name = f"<{message.name}@{self.mail.sender_domain}>"
        mail = write_mail(letter, self.mail, to=address, message_id=name, at=self.now.timestamp())
        self.session.commit()
        try:
            connection.hand_over(mail, address)
        except Refused as failure:
            self._bounced(message, address, failure)
        except Delayed as failure:
            self._put_off(message, failure)
            if not connection.is_alive:
                raise
        else:
            self.session.delete(message)
            self.report.sent += 1
            self.session.commit()

    def _claimed(self, message_id: int) -> MailMessage | None:
        """The message, which nobody else begins to send for some minutes; committed."""
        message = self.session.get(MailMessage, message_id)
        if message is None:
            return None
        seen = message.attempts
        claim = (
            update(MailMessage)
            .where(MailMessage.id == message_id, MailMessage.attempts == seen)
            .values(attempts=seen + 1, next_try=self.now + LEASE)
            .execution_options(synchronize_session=False)
        )
        is_ours = bool(rows_changed(self.session, claim))
        self.session.commit()
        return message if is_ours else None

    def _bounced(self, message: MailMessage, address: str, failure: Refused) -> None:
        today = day_of(self.now, self.config.timezone)
        self.session.merge(
            MailBounce(
                account_id=message.account_id,
                address=address,
                code=failure.code,
                said=failure.without_addresses,
                day=today,
            )
        )
        self.session.delete(message)
        self.report.refused += 1
        self.session.commit()

    def _put_off(self, message: MailMessage, failure: Delayed) -> None:
        """Later, and each time twice as long."""
        wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
        # HR reads it, and must not learn whom a reminder is for.
        message.next_try, message.error = self.now + wait, failure.without_addresses
        self.report.delayed += 1
        self.session.commit()
