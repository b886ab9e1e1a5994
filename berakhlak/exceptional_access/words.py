"""What is opened, on which ground and until when, in words."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from berakhlak.exceptional_access.models import ExceptionalAccess, Ground, OpenedContent
from berakhlak.formats import format_moment

THINGS = {
    OpenedContent.PROFILE: _("Isi profil"),
    OpenedContent.OBJECTION: _("Isi keberatan"),
}
GROUNDS = {
    Ground.AUDIT: _("Pemeriksaan oleh inspektorat atau pemeriksa lain"),
    Ground.COURT: _("Perintah pengadilan atau penegak hukum"),
    Ground.OMBUDSMAN: _("Permintaan Ombudsman"),
    Ground.OFFICER: _("Permintaan tertulis pegawai itu sendiri"),
}


def standing(access: ExceptionalAccess, now: datetime) -> str:
    """Whether it is open, and until when; or since when it is not."""
    if access.ended_at is not None:
        return str(gettext("Diakhiri %(moment)s", moment=format_moment(access.ended_at)))
    moment = format_moment(access.ends_at)
    if access.is_open(now):
        return str(gettext("Terbuka sampai %(moment)s", moment=moment))
    return str(gettext("Berakhir %(moment)s", moment=moment))
