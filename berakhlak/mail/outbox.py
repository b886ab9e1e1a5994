"""A mail from its first attempt to its last: claimed, handed over, put off or given up.

Every step is a commit of its own. A process that dies between two of them leaves a message that may
have left: it is sent again after the lease, and no other is.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.orm import Session

from berakhlak.access.models import AccessMail
from berakhlak.accounts.models import Account
from berakhlak.engines import rows_changed
from berakhlak.mail.delivery_reports import DeliveryReport
from berakhlak.mail.models import MailBounce, MailMessage
from berakhlak.mail.return_paths import VALID_DAYS, ReturnClaim
from berakhlak.mail.server import Delayed, MailConnection, Refused

LEASE = timedelta(minutes=10)  # How long whoever claims a message may take to send it.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=3)
A_CONNECTION = 100  # Messages; many servers end a connection after some.

W = TypeVar("W", MailMessage, AccessMail)


class Handing(StrEnum):
    """What came of handing a message to the server."""

    SENT = "sent"
    REFUSED = "refused"  # For good.
    DELAYED = "delayed"  # It is tried again.


def is_due(kind: type[W], now: datetime) -> ColumnElement[bool]:
    """Of messages in a query: nobody sends them now, and none waits for another attempt."""
    return or_(kind.next_try.is_(None), kind.next_try <= now)


def claim(session: Session, kind: type[W], message_id: int, now: datetime) -> W | None:
    """The message, which nobody else begins to send for some minutes; committed."""
    message = session.get(kind, message_id)
    if message is None:
        return None
    seen = message.attempts
    wanted = (
        update(kind)
        .where(kind.id == message_id, kind.attempts == seen)
        .values(attempts=seen + 1, next_try=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    is_ours = bool(rows_changed(session, wanted))
    session.commit()
    return message if is_ours else None


def hand_over(
    session: Session,
    connection: MailConnection,
    message: MailMessage | AccessMail,
    mail: EmailMessage,
    address: str,
    *,
    sender: str,
    now: datetime,
    today: date,
) -> Handing:
    """Give the mail to the server; commits before, so that nothing is held meanwhile, and after.

    What has left or was refused is deleted; of what was refused, a bounce is kept. Raises
    ServerUnusable, which changes nothing, and Delayed where the connection is lost as well.
    """
    session.commit()
    try:
        connection.hand_over(mail, address, sender)
    except Refused as failure:
        keep_bounce(session, message.account_id, address, failure, today)
        session.delete(message)
        found = Handing.REFUSED
    except Delayed as failure:
        _put_off(message, failure, now)
        session.commit()
        if not connection.is_alive:
            raise
        return Handing.DELAYED
    else:
        session.delete(message)
        found = Handing.SENT
    session.commit()
    return found


def _put_off(message: MailMessage | AccessMail, failure: Delayed, now: datetime) -> None:
    """Later, and each time twice as long."""
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    # HR reads it, and must not learn whom a reminder is for.
    message.next_try, message.error = now + wait, failure.without_addresses


def keep_bounce(
    session: Session, account_id: int | None, address: str, failure: Refused, today: date
) -> None:
    """Send nothing more to just this address of the account."""
    session.merge(
        MailBounce(
            account_id=account_id,
            address=address,
            code=failure.code,
            said=failure.without_addresses,
            day=today,
        )
    )


def keep_reported(session: Session, report: DeliveryReport, *, secret: str, today: date) -> bool:
    """Whether a report was about an address that we wrote to, and which its account still has."""
    for claim in filter(None, map(ReturnClaim.parse, report.tokens)):
        account = session.get(Account, claim.account_id)
        is_timely = timedelta(0) <= today - claim.day <= timedelta(days=VALID_DAYS)
        if not is_timely or account is None or account.email is None:
            continue
        if claim.is_sound(account.email, secret):
            failure = Refused(report.said, report.code)
            keep_bounce(session, account.id, account.email, failure, today)
            return True
    return False
