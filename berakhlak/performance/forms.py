"""A rating as a form: nothing is chosen beforehand."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from berakhlak.performance.words import MEANINGS
from berakhlak.web.forms import (
    BaseForm,
    FileField,
    LongTextField,
    RadiosField,
    SelectChoice,
    TextField,
)


class RatingForm(BaseForm):
    """Which rating, and why."""

    rating = RadiosField(
        _("Rating perilaku kerja"),
        thing=_("rating perilaku kerja"),
        choices=[SelectChoice(each.value, words) for each, words in MEANINGS.items()],
    )
    reason = LongTextField(
        _("Alasan"),
        thing=_("alasan"),
        hint=_(
            "Perilaku yang Anda lihat sendiri dan bukti dukungnya. Pegawai membacanya setelah "
            "rating final; pengelola kepegawaian tidak."
        ),
    )


class ReopenForm(BaseForm):
    """Why a final rating is opened again."""

    why = LongTextField(
        _("Alasan membuka kembali"),
        thing=_("alasan membuka kembali"),
        max_length=1000,
        rows=3,
        hint=_("Misalnya: keberatan dikabulkan. Pegawai membacanya."),
    )


class StandInForm(BaseForm):
    """Who rates where the supervisor cannot."""

    officer = TextField(
        _("Pengganti"),
        thing=_("nama atau NIP pengganti"),
        hint=_("Nama lengkap atau NIP pegawai aktif."),
    )


class WorkResultsForm(BaseForm):
    """A file of ratings of work results."""

    file = FileField(
        _("Berkas rating hasil kerja"),
        thing=_("berkas rating hasil kerja"),
        kinds=("xlsx", "csv", "xls", "ods"),
        hint=_("Kolom nip dan hasil_kerja. Belum ada yang disimpan sebelum Anda menyetujuinya."),
    )


class ConfirmWorkResultsForm(BaseForm):
    """The name under which the examined file is kept."""

    upload = HiddenField()
