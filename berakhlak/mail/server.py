"""The mail server: connecting, handing over one message, and what its answers mean."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage

from berakhlak.mail_settings import MailSettings

MOST_LETTERS = 300  # Of what a server says, in the database and on pages.
_ADDRESS = re.compile(r"\S{1,254}@\S+")


class MailFailure(Exception):
    """A message, or all of them, did not leave. `said` is what the server or system said."""

    def __init__(self, said: str, code: int = 0) -> None:
        super().__init__(said)
        self.said, self.code = said[:MOST_LETTERS], code

    @property
    def without_addresses(self) -> str:
        """What was said without the addresses that it may name."""
        return _ADDRESS.sub("…", self.said)


class ServerUnusable(MailFailure):
    """The server cannot be reached, or does not let us in: nothing can leave now."""


class Refused(MailFailure):
    """The server will not take this message at any time."""


class Delayed(MailFailure):
    """The server may take this message later."""


@dataclass
class MailConnection:
    """An open connection that messages are handed to, one after the other."""

    smtp: smtplib.SMTP
    sender: str

    def hand_over(self, message: EmailMessage, address: str, sender: str = "") -> None:
        """Returns once the server has taken it. Raises Refused, Delayed, ServerUnusable.

        `sender`: on the envelope, where it is another than the message names.
        """
        try:
            sender = sender or self.sender
            self.smtp.send_message(message, from_addr=sender, to_addrs=[address])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _failure(code, said) from error
        except smtplib.SMTPSenderRefused as error:
            # Ours is the sender of every message.
            raise ServerUnusable(_text(error.smtp_error), error.smtp_code) from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Delayed(_reason(error)) from error
        finally:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """So that a refused message leaves nothing behind; a lost connection shows itself later."""
        with suppress(smtplib.SMTPException, OSError):
            self.smtp.rset()

    @property
    def is_alive(self) -> bool:
        try:
            return self.smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False


@contextmanager
def connected(settings: MailSettings) -> Iterator[MailConnection]:
    """An open connection, encrypted and signed in as the settings say. Raises ServerUnusable."""
    try:
        smtp = _open(settings)
    except smtplib.SMTPResponseException as error:
        raise ServerUnusable(_text(error.smtp_error), error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise ServerUnusable(_reason(error)) from error
    try:
        yield MailConnection(smtp, settings.sender_address)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _open(settings: MailSettings) -> smtplib.SMTP:
    place = (settings.host, settings.port)
    timeout = settings.timeout_seconds
    if settings.encryption == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=timeout, context=_trust(settings))
    else:
        smtp = smtplib.SMTP(*place, timeout=timeout)
    try:
        if settings.encryption == "starttls":
            smtp.starttls(context=_trust(settings))
        if settings.user:
            smtp.login(settings.user, settings.password)
    except (smtplib.SMTPException, OSError):
        smtp.close()
        raise
    return smtp


def _trust(settings: MailSettings) -> ssl.SSLContext:
    """Certificates are always checked, also the name in them."""
    roots = settings.roots_file
    return ssl.create_default_context(cafile=str(roots) if roots else None)


def _failure(code: int, said: bytes | str) -> MailFailure:
    return (Refused if 500 <= code < 600 else Delayed)(_text(said), code)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
