"""How long an agency keeps results."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.retention.operations import FEWEST_YEARS, MOST_YEARS
from berakhlak.web.forms import BaseForm, NumberField


class PeriodForm(BaseForm):
    """Empty: everything is kept."""

    years = NumberField(
        _("Hasil disimpan (tahun sesudah terbit)"),
        thing=_("jumlah tahun"),
        required=False,
        least=FEWEST_YEARS,
        most=MOST_YEARS,
        hint=_(
            "Menurut jadwal retensi arsip (JRA) instansi Anda. Kosongkan bila belum ditetapkan: "
            "semua hasil disimpan."
        ),
    )
