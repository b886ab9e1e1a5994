"""Uploading a personnel file, and confirming what it would do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from berakhlak.web.forms import BaseForm, FileField


class ImportForm(BaseForm):
    """A personnel file to look at."""

    file = FileField(
        _("Berkas pegawai"),
        thing=_("berkas pegawai"),
        kinds=("xlsx", "csv"),
        hint=_("XLSX atau CSV. Belum ada yang diubah sebelum Anda menyetujui hasil pemeriksaan."),
    )


class ConfirmForm(BaseForm):
    """The name under which the examined file is kept."""

    upload = HiddenField()
