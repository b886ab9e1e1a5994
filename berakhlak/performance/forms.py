"""A rating as a form: nothing is chosen beforehand."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.performance.words import MEANINGS
from berakhlak.web.forms import BaseForm, LongTextField, RadiosField, SelectChoice


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
