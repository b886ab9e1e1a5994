"""The part of a cycle's form that says what its results are for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.cycles.purposes import Purpose
from berakhlak.web.forms import BaseForm, RadiosField, SelectChoice


class PurposeForm(BaseForm):
    """Nothing is chosen beforehand: what is never thought about would be wrong half of the time."""

    purpose = RadiosField(
        _("Tujuan siklus"),
        thing=_("tujuan siklus"),
        choices=[
            SelectChoice(
                Purpose.DEVELOPMENT,
                _("Pengembangan saja: hasilnya untuk belajar; rating perilaku tidak dibuat"),
            ),
            SelectChoice(
                Purpose.APPRAISAL,
                _(
                    "Masukan bagi Pejabat Penilai Kinerja: salah satu bahan pertimbangan rating "
                    "perilaku; setiap jumlah minimal paling sedikit 5"
                ),
            ),
        ],
        hint=_("Dicetak di setiap formulir dan profil; tidak dapat diubah setelah siklus dibuka."),
    )

    @property
    def chosen_purpose(self) -> Purpose:
        """Only after validation."""
        return Purpose(self.purpose.data or "")
