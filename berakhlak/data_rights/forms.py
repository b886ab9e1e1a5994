"""What an officer says is wrong, and what HR answers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.data_rights.models import LONGEST_NOTE, CorrectedField
from berakhlak.people.person_forms import NipForm, PersonForm
from berakhlak.web.forms import BaseForm, LongTextField, RadiosField, SelectChoice, TextField

FIELD_NAMES = {
    CorrectedField.NAME: _("Nama lengkap"),
    CorrectedField.NIP: _("NIP"),
    CorrectedField.POSITION: _("Jabatan"),
    CorrectedField.LEVEL: _("Jenis jabatan"),
    CorrectedField.RANK: _("Golongan"),
    CorrectedField.UNIT: _("Unit kerja"),
    CorrectedField.SUPERVISOR: _("Atasan langsung"),
    CorrectedField.EMAIL: _("Email"),
    CorrectedField.OTHER: _("Data lain"),
}


class CorrectionForm(BaseForm):
    """What is wrong and what is right."""

    field = RadiosField(
        _("Data yang keliru"),
        thing=_("data yang keliru"),
        choices=[SelectChoice(each, name) for each, name in FIELD_NAMES.items()],
        coerce=CorrectedField,
    )
    right = TextField(
        _("Yang benar"), thing=_("yang benar"), hint=_("Seperti di SK atau dokumen resmi lain.")
    )
    note = LongTextField(
        _("Penjelasan"),
        thing=_("penjelasan"),
        required=False,
        max_length=LONGEST_NOTE,
        hint=_("Misalnya nomor SK, atau apa yang keliru bila Anda memilih Data lain."),
    )


class RefusalForm(BaseForm):
    """Why a request is refused; the officer reads it."""

    why = LongTextField(
        _("Alasan menolak"),
        thing=_("alasan menolak"),
        max_length=LONGEST_NOTE,
        hint=_("Dibaca pegawai. Sebutkan dokumen yang menjadi dasar."),
    )


class DoneForm(BaseForm):
    """That something was mended on another page."""

    done = LongTextField(
        _("Yang sudah diperbaiki"),
        thing=_("yang sudah diperbaiki"),
        max_length=LONGEST_NOTE,
        hint=_("Dibaca pegawai. Perbaiki dahulu di halaman pegawai, lalu tulis di sini."),
    )


class MendedPersonForm(PersonForm):
    """One field of the record, as HR's own page has it."""

    def keep_only(self, name: str) -> None:
        """Leave out every other field."""
        for other in list(self._fields):
            if other not in (name, "csrf_token"):
                del self[other]


__all__ = [
    "FIELD_NAMES",
    "CorrectionForm",
    "DoneForm",
    "MendedPersonForm",
    "NipForm",
    "RefusalForm",
]
