"""Periods that several kinds of data share."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.personal_data.kinds import Ending, Kept

WITH_RESULTS = Kept(
    _(
        "Bersama hasil siklusnya: sampai dua pengelola kepegawaian menghapusnya sesudah masa "
        "simpan hasil yang ditetapkan instansi"
    ),
    Ending.RESULTS,
)
UNTIL_CLOSING = Kept(
    _("Sampai siklus ditutup; saat itu dihapus dan kuncinya dimusnahkan"), Ending.CLOSING
)
UNTIL_OPENING = Kept(_("Sampai siklus dibuka; saat itu dihapus"), Ending.OPENING)
WHILE_EMPLOYED = Kept(
    _("Selama tercatat sebagai pegawai, dan sesudahnya"),
    Ending.NONE,
    why=_(
        "Hasil siklus dan arsip kepegawaian menunjuk data ini; jadwal retensi arsip instansi "
        "menentukan kapan dihapus, dan aplikasi belum menghapusnya sendiri."
    ),
)


def daily(words: object, rule: str) -> Kept:
    """Deleted by a rule of the daily job."""
    return Kept(words, Ending.DAILY, rule)
