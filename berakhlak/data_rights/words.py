"""Outcomes in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.data_rights.models import CorrectionOutcome

OUTCOMES = {
    CorrectionOutcome.ACCEPTED: _("Diterima dan diperbaiki"),
    CorrectionOutcome.REFUSED: _("Ditolak"),
    CorrectionOutcome.WITHDRAWN: _("Ditarik"),
}
