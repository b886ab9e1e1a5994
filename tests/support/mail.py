"""A real SMTP server on this machine, which keeps what it is handed and can be told to refuse."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.network import free_port

USER, PASSWORD = "berakhlak", "kata sandi server"


@dataclass
class Mailbox:
    """What arrived, in order. `answers`: what the server says to an address instead."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    wire: list[bytes] = field(default_factory=list)  # The same, as they came.
    answers: dict[str, str] = field(default_factory=dict)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)  # From whom, to whom.

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        found = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        self.wire.append(bytes(envelope.content or b""))
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return [each["To"].addresses[0].addr_spec for each in self.mails]

    def to(self, address: str) -> list[EmailMessage]:
        return [each for each in self.mails if each["To"].addresses[0].addr_spec == address]

    def forget(self) -> list[EmailMessage]:
        """What has arrived since the last time."""
        found, self.mails = self.mails, []
        return found


def plain_text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_text(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@contextmanager
def mail_server(
    certificate: Path | None = None, *, from_the_start: bool = False, login: bool = False
) -> Iterator[Mailbox]:
    """With a certificate: STARTTLS is demanded, or TLS from the start."""
    box = Mailbox(port=free_port())
    options: dict[str, Any] = {}
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        if from_the_start:
            options |= {"ssl_context": context}
        else:
            options |= {"tls_context": context, "require_starttls": True}
    if login:
        options |= {
            "authenticator": _authenticate,
            # The library warns of the other way, since it does not see TLS from the start as TLS.
            "auth_required": not from_the_start,
            "auth_require_tls": not from_the_start,
        }
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _authenticate(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (
        data.login.decode(),
        data.password.decode(),
    ) == (USER, PASSWORD)
    return AuthResult(success=good, handled=False)


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
