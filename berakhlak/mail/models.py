"""Mail that waits or was refused, and what agencies and readers chose.

No row says when something was sent or opened, only the day: 0036 says why.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.accounts.models import Account
from berakhlak.extensions import Base, UtcDateTime
from berakhlak.jobs.models import Job
from berakhlak.mail.kinds import OF_COMPLAINTS, MailKind


class AgencyMail(Base):
    """What an agency chose; nothing is sent for one without a row.

    `reminder_days`: days before the last day of a cycle, as `7,3,1`; empty for no reminders.
    """

    __tablename__ = "agency_mail"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=False)
    reminder_days: Mapped[str] = mapped_column(String(60), default="7,3,1")
    has_links: Mapped[bool] = mapped_column(default=True)

    @property
    def days_before(self) -> list[int]:
        return [int(each) for each in self.reminder_days.split(",") if each]


class MailTemplate(Base):
    """A wording that HR put in the place of the default one."""

    __tablename__ = "mail_template"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    kind: Mapped[MailKind] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)


class MailPreference(Base):
    """What a reader chose: the language of their mail, and whether reminders come."""

    __tablename__ = "mail_preference"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    language: Mapped[str | None] = mapped_column(String(5))
    has_reminders: Mapped[bool] = mapped_column(default=True)


class MailDay(Base):
    """The mail of this day was put together for this agency; once a day."""

    __tablename__ = "mail_day"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class MailBatch(Base):
    """What was put together for a cycle on one day: how many, never for whom.

    `counted`: for mail to HR about forms given back, how many there were by then.
    """

    __tablename__ = "mail_batch"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    kind: Mapped[MailKind] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    recipients: Mapped[int]
    counted: Mapped[int] = mapped_column(default=0)


class MailMessage(Base):
    """One mail to one account that has not left yet; worded when it is sent, gone when it was.

    `name` makes the Message-ID, the same at every attempt. `next_try` is set by whoever begins to
    send, some minutes ahead, and after a failure: until then nobody else begins.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        UniqueConstraint("account_id", "day"),
        UniqueConstraint("name"),
        CheckConstraint("attempts >= 0", name="attempts_are_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    name: Mapped[str] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(300))
    asks_feedback: Mapped[bool] = mapped_column(default=False, server_default=false())
    brings_feedback: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The most urgent kind of mail about complaints, if any.
    complaints: Mapped[str | None] = mapped_column(String(30))

    account: Mapped[Account] = relationship()
    items: Mapped[list[MailItem]] = relationship(
        back_populates="message", cascade="all, delete-orphan", lazy="selectin"
    )
    # Deleting the message leaves their rows, with no message: they have been told of.
    jobs: Mapped[list[MailJob]] = relationship(lazy="selectin")

    @classmethod
    def begin(cls, account_id: int, day: date) -> MailMessage:
        """A message with a fresh name, and nothing in it yet."""
        return cls(
            account_id=account_id,
            day=day,
            name=secrets.token_hex(16),
            asks_feedback=False,
            brings_feedback=False,
        )

    def say(self, kinds: Collection[MailKind]) -> None:
        """That there is feedback, or a complaint: of those the most urgent thing."""
        self.asks_feedback |= MailKind.FEEDBACK_ASKED in kinds
        self.brings_feedback |= MailKind.FEEDBACK_GIVEN in kinds
        said = {*kinds, self.complaints}
        self.complaints = next((each for each in OF_COMPLAINTS if each in said), None)

    @property
    def says_something(self) -> bool:
        """Besides what it says of cycles."""
        return bool(self.jobs or self.asks_feedback or self.brings_feedback or self.complaints)

    def add_part(self, cycle_id: int, kind: MailKind) -> None:
        """Once: what stands in it already is not said twice."""
        if all((item.cycle_id, item.kind) != (cycle_id, kind) for item in self.items):
            self.items.append(MailItem(cycle_id=cycle_id, kind=kind))


class MailItem(Base):
    """One part of a message: what about which cycle."""

    __tablename__ = "mail_item"

    message_id: Mapped[int] = mapped_column(ForeignKey("mail_message.id"), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    kind: Mapped[MailKind] = mapped_column(primary_key=True)

    message: Mapped[MailMessage] = relationship(back_populates="items")


class MailJob(Base):
    """A finished job that whoever started it is told of: by this message, or, without one, already.

    `finished_at`: that of the job; one that was repeated since is told of again.
    """

    __tablename__ = "mail_job"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    finished_at: Mapped[datetime] = mapped_column(UtcDateTime)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("mail_message.id"), index=True)

    job: Mapped[Job] = relationship(lazy="joined")


class MailBounce(Base):
    """An address that a mail server refused for good; nothing more is sent to just this address."""

    __tablename__ = "mail_bounce"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    code: Mapped[int]
    said: Mapped[str] = mapped_column(String(300))
    day: Mapped[date]

    account: Mapped[Account] = relationship()


class MailLink(Base):
    """What the signed links of a participant rest on, beside SECRET_KEY; no link is kept itself."""

    __tablename__ = "mail_link"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    nonce: Mapped[bytes] = mapped_column(LargeBinary(16))


class PartReminder(Base):
    """A part of a cycle whose late raters HR wants reminded with the next mail of a day.

    Which part lies in a box under the cycle's key: a name that was searched for would say who is
    late. Gone once that mail is put together.
    """

    __tablename__ = "part_reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    box: Mapped[bytes] = mapped_column(LargeBinary)


class LinkDevices(Base):
    """On which device each link of a cycle was opened first, in one box under the cycle's key.

    One row for all: a row for each would tell by its transaction who came when, and so whose
    sheet was saved next.
    """

    __tablename__ = "link_devices"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
