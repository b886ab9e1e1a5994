"""Settings of the mail server; `config.py` reads them with all others."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path

from berakhlak.environment import SettingsReader
from berakhlak.run_language import N_

ENCRYPTIONS = ("none", "starttls", "tls")
LONGEST_BOUNCE_NAME = 37  # RFC 5321 allows 64 letters; `+` and a token take 27.
SAMPLE = "Penilaian 360 <360@example.go.id>"


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """The mail server, and the hours of the day at which mail may leave; no host means no mail."""

    host: str = ""
    port: int = 587
    encryption: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    roots_file: Path | None = None
    timeout_seconds: float = 20.0
    sender: str = ""
    reply_to: str = ""
    bounce_address: str = ""
    hour: int = 9
    quiet_from: int = 18
    quiet_to: int = 7

    @classmethod
    def read(cls, read: SettingsReader) -> MailSettings:
        """Read the settings; where there is a server, what it needs must be there as well."""
        found = cls(
            host=read.text("SMTP_HOST"),
            port=read.number("SMTP_PORT", 587, 1, 65535),
            encryption=read.choice("SMTP_TLS", "starttls", ENCRYPTIONS),
            user=read.text("SMTP_USER"),
            password=read.secret("SMTP_PASSWORD"),
            roots_file=read.file("SMTP_ROOTS"),
            timeout_seconds=read.seconds("SMTP_TIMEOUT", 20.0, 300),
            sender=_mailbox(read, "MAIL_SENDER", read.text("MAIL_SENDER")),
            reply_to=_mailbox(read, "MAIL_REPLY_TO", read.text("MAIL_REPLY_TO")),
            bounce_address=_bounce_address(read),
            hour=read.number("MAIL_HOUR", 9, 0, 23),
            quiet_from=read.number("MAIL_QUIET_FROM", 18, 0, 23),
            quiet_to=read.number("MAIL_QUIET_TO", 7, 0, 23),
        )
        if found.host:
            found._refuse_what_cannot_work(read)
        return found

    def _refuse_what_cannot_work(self, read: SettingsReader) -> None:
        for name in ("MAIL_SENDER", "PUBLIC_URL"):
            if not read.text(name):
                remedy = read.in_words(N_("isi, atau hapus SMTP_HOST"))
                read.refuse(name, read.in_words(N_("harus diisi bila SMTP_HOST diisi")), remedy)
        if self.is_quiet(self.hour):
            words = N_("termasuk jam tenang, sehingga tidak ada email yang terkirim")
            remedy = read.in_words(N_("pilih jam di luar MAIL_QUIET_FROM sampai MAIL_QUIET_TO"))
            read.refuse("MAIL_HOUR", read.in_words(words), remedy)

    def is_quiet(self, hour: int) -> bool:
        """Whether nothing is sent at this hour of the day; equal limits mean that none is quiet."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to

    @property
    def sender_address(self) -> str:
        """The sender's address without a name."""
        return parseaddr(self.sender)[1]

    @property
    def sender_domain(self) -> str:
        """The domain of the sender's address."""
        return self.sender_address.rpartition("@")[2]


def _bounce_address(read: SettingsReader) -> str:
    """An address to which `+` and a token can be added."""
    name, typed = "MAIL_BOUNCE_ADDRESS", read.text("MAIL_BOUNCE_ADDRESS")
    address = parseaddr(_mailbox(read, name, typed))[1]
    local = address.rpartition("@")[0]
    if len(local) <= LONGEST_BOUNCE_NAME and "+" not in local:
        return address
    remedy = read.in_words(N_("tulis seperti %(example)s"), example="pantulan@example.go.id")
    words = N_("terlalu panjang di depan @, atau memuat tanda +")
    read.refuse(name, read.in_words(words), remedy)
    return ""


def _mailbox(read: SettingsReader, name: str, text: str) -> str:
    """An address of mail, with or without a name; empty when there is none of use."""
    local, _at, domain = parseaddr(text)[1].rpartition("@")
    if not text or (local and "." in domain and text.isprintable()):
        return text
    remedy = read.in_words(N_("tulis seperti %(example)s"), example=SAMPLE)
    read.refuse(name, read.in_words(N_("bukan alamat email")), remedy)
    return ""
