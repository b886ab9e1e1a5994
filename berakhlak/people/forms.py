"""Uploading a personnel file, and confirming what it would do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from berakhlak.people.import_questions import Option
from berakhlak.web.forms import BaseForm, FileField


class ImportForm(BaseForm):
    """A personnel file to look at."""

    file = FileField(
        _("Berkas pegawai"),
        thing=_("berkas pegawai"),
        kinds=("xlsx", "csv", "xls", "ods", "xlsm"),
        hint=_(
            "XLSX, CSV, XLS, atau ODS. Belum ada yang diubah sebelum Anda menyetujui hasil "
            "pemeriksaan."
        ),
    )


class ConfirmForm(BaseForm):
    """The name under which the examined file is kept."""

    upload = HiddenField()
    file_name = HiddenField()


ANSWER = "jawab:"
"""Before the key of a question, in the name of the field that answers it."""


def target_choices() -> list[Option]:
    """Our columns, by name and in words, as HR chooses among them."""
    return [
        Option("nip", _("NIP")),
        Option("nama", _("Nama")),
        Option("gelar_depan", _("Gelar depan")),
        Option("gelar_belakang", _("Gelar belakang")),
        Option("status", _("Status, PNS atau PPPK")),
        Option("golongan", _("Golongan")),
        Option("jabatan", _("Jabatan")),
        Option("jenjang", _("Jenis jabatan")),
        Option("unit_kode", _("Kode unit kerja")),
        Option("unit_nama", _("Nama unit kerja")),
        Option("unit_induk", _("Kode unit induk")),
        Option("nip_atasan", _("NIP atasan langsung")),
        Option("surel", _("Email")),
    ]
