"""What a unit types: a standard, a change, and whom HR names."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from berakhlak.service_standards.models import ChangeKind
from berakhlak.service_standards.operations import ChangeWords, Standard
from berakhlak.service_standards.words import ANSWERS_TO, KINDS
from berakhlak.web.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    LongTextField,
    RadiosField,
    SelectChoice,
    TextField,
)


class StandardForm(BaseForm):
    """The parts of a standard; `what_changed` is asked from the second version on."""

    name = TextField(
        _("Nama layanan"),
        thing=_("nama layanan"),
        hint=_("Misalnya: Penerbitan akta kelahiran"),
        max_length=120,
    )
    requirements = LongTextField(
        _("Persyaratan"),
        thing=_("persyaratan"),
        hint=_("Satu persyaratan tiap baris."),
        max_length=1500,
    )
    procedure = LongTextField(
        _("Prosedur"),
        thing=_("prosedur"),
        hint=_("Satu langkah tiap baris, dari datang sampai selesai."),
        max_length=1500,
    )
    duration = TextField(
        _("Waktu penyelesaian"),
        thing=_("waktu penyelesaian"),
        hint=_("Misalnya: 2 hari kerja sejak berkas lengkap"),
    )
    cost = TextField(_("Biaya"), thing=_("biaya"), hint=_("Misalnya: Tidak dipungut biaya"))
    product = TextField(
        _("Hasil layanan"),
        thing=_("hasil layanan"),
        hint=_("Misalnya: Kutipan akta kelahiran"),
    )
    holds_from = DateField(_("Berlaku sejak"), thing=_("hari mulai berlaku"))


class NextStandardForm(StandardForm):
    """The same for a version that follows another."""

    what_changed = LongTextField(
        _("Apa yang berubah dari versi sebelumnya?"),
        thing=_("apa yang berubah"),
        hint=_("Satu atau dua kalimat; tampil di halaman publik."),
        max_length=300,
        rows=2,
    )


def standard_of(form: StandardForm) -> Standard:
    """What was typed; the form has been checked."""
    return Standard(**_typed(form))


class ChangeForm(BaseForm):
    """What was changed after the public spoke."""

    words = LongTextField(
        _("Apa yang diubah?"),
        thing=_("apa yang diubah"),
        hint=_("Tanpa nama orang. Misalnya: Loket ketiga dibuka pada pagi hari."),
        max_length=500,
        rows=3,
    )
    happened_on = DateField(_("Sejak kapan?"), thing=_("hari perubahannya"))
    kind = RadiosField(
        _("Jenis"),
        thing=_("jenis perubahan"),
        choices=[SelectChoice(code.value, words) for code, words in KINDS.items()],
        default=ChangeKind.SERVICE.value,
    )
    answers_to = ChoiceField(
        _("Menanggapi apa?"),
        thing=_("apa yang ditanggapi"),
        required=False,
        choices=[SelectChoice(code, words) for code, words in ANSWERS_TO.items()],
    )


class CorrectionForm(ChangeForm):
    """The same once more, with why."""

    reason = TextField(
        _("Mengapa dibetulkan?"),
        thing=_("alasan pembetulan"),
        hint=_("Tampil di halaman publik bersama bunyi yang lama."),
    )


def change_words_of(form: ChangeForm) -> ChangeWords:
    """What was typed; the form has been checked."""
    typed = _typed(form)
    return ChangeWords(**(typed | {"kind": ChangeKind(typed["kind"])}))


class WriterForm(BaseForm):
    """Whom HR names."""

    officer = TextField(_("Pegawai"), thing=_("pegawai"), hint=_("Nama lengkap atau NIP."))


def _typed(form: BaseForm) -> dict[str, Any]:
    return {field.name: field.data or "" for field in form if field.name != "csrf_token"}
