"""The mail server, by a real connection: reached, encrypted, and let in."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)
from berakhlak.mail.server import MailFailure, connected
from berakhlak.mail_settings import MailSettings

SUBJECT = lazy_gettext("Email")


def inspect_mail(settings: MailSettings) -> Iterator[InspectionFinding]:
    """Nothing is sent."""
    if not settings.host:
        yield good_finding(SUBJECT, _("SMTP_HOST kosong, tidak ada email yang dikirim"))
        return
    if settings.encryption == "none" and settings.user:
        yield warning_finding(
            "SMTP_TLS",
            _("none: kata sandi dan isi email lewat tanpa enkripsi"),
            _("setel ke starttls atau tls, kecuali servernya di mesin ini"),
        )
    try:
        with connected(settings):
            pass
    except MailFailure as failure:
        yield problem_finding(
            SUBJECT,
            _("server tidak dapat dipakai (%(why)s)", why=failure.said),
            _("periksa SMTP_HOST, SMTP_PORT, SMTP_TLS, SMTP_USER, dan SMTP_PASSWORD"),
        )
    else:
        yield good_finding(SUBJECT, _("server %(host)s siap", host=settings.host))
