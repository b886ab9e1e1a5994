"""Uploading a personnel file, and confirming what it would do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from berakhlak.people.import_questions import AnswerOption
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


class ConfirmImportForm(BaseForm):
    """The name under which the examined file is kept."""

    upload = HiddenField()
    file_name = HiddenField()


ANSWER = "jawab:"
"""Before the key of a question, in the name of the field that answers it."""


def target_choices() -> list[AnswerOption]:
    """Our columns, by name and in words, as HR chooses among them."""
    return [
        AnswerOption("nip", _("NIP")),
        AnswerOption("nama", _("Nama")),
        AnswerOption("gelar_depan", _("Gelar depan")),
        AnswerOption("gelar_belakang", _("Gelar belakang")),
        AnswerOption("status", _("Status, PNS atau PPPK")),
        AnswerOption("golongan", _("Golongan")),
        AnswerOption("jabatan", _("Jabatan")),
        AnswerOption("jenjang", _("Jenis jabatan")),
        AnswerOption("unit_kode", _("Kode unit kerja")),
        AnswerOption("unit_nama", _("Nama unit kerja")),
        AnswerOption("unit_induk", _("Kode unit induk")),
        AnswerOption("nip_atasan", _("NIP atasan langsung")),
        AnswerOption("surel", _("Email")),
    ]
