"""What heads a report on units, and its parts."""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.instrument.dimension import CORE_VALUES
from berakhlak.results.report import ResultsSource


def agency_title() -> str:
    """What the report on the whole agency is called."""
    return str(_("Hasil Penilaian Perilaku 360"))


def unit_title(source: ResultsSource) -> str:
    """What a report on one unit is called."""
    if source.instrument.dimension is CORE_VALUES:
        return str(_("Hasil Unit Kerja BerAKHLAK"))
    return str(_("Hasil Unit Kerja"))


def standing(source: ResultsSource) -> str:
    """What the report is for, or that it is not published."""
    if source.published_on is None:
        return str(
            _("Belum diterbitkan: untuk pemeriksaan pengelola kepegawaian, jangan diedarkan.")
        )
    return str(_("Bahan pembicaraan dan perencanaan pelatihan; bukan peringkat unit."))
