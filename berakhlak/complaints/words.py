"""States in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.complaints.states import ComplaintState

STATES = {
    ComplaintState.RECEIVED: _("Diterima, menunggu tanggapan"),
    ComplaintState.IN_PROGRESS: _("Sedang ditangani"),
    ComplaintState.CLOSED: _("Ditutup dengan jawaban"),
    ComplaintState.REOPENED: _("Dibuka kembali"),
}
