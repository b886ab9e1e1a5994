"""Ratings and predicates in the words of the regulation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.performance.models import ExpectationRating
from berakhlak.performance.predicate import Predicate

RATINGS = {
    ExpectationRating.ABOVE: _("Di atas ekspektasi"),
    ExpectationRating.AS_EXPECTED: _("Sesuai ekspektasi"),
    ExpectationRating.BELOW: _("Di bawah ekspektasi"),
}
# With what each means for behaviour, to choose from.
MEANINGS = {
    ExpectationRating.ABOVE: _(
        "Di atas ekspektasi: konsisten menjalankan nilai dasar dan menjadi penjaga penerapannya, "
        "di dalam atau di luar unit kerja"
    ),
    ExpectationRating.AS_EXPECTED: _("Sesuai ekspektasi: konsisten menjalankan nilai dasar"),
    ExpectationRating.BELOW: _("Di bawah ekspektasi: belum konsisten menjalankan nilai dasar"),
}
PREDICATES = {
    Predicate.VERY_GOOD: _("Sangat Baik"),
    Predicate.GOOD: _("Baik"),
    Predicate.NEEDS_IMPROVEMENT: _("Butuh Perbaikan"),
    Predicate.POOR: _("Kurang/Misconduct"),
    Predicate.VERY_POOR: _("Sangat Kurang"),
}
