"""What the results of a cycle are for: said to everybody who answers or reads, fixed at opening.

Raters answer more leniently where pay or rank depend on it, so they are told beforehand; see
docs/decisions/0192. Floors that depend on the purpose stand here as well.
"""

from __future__ import annotations

from enum import StrEnum

from flask_babel import gettext

LEAST_ANONYMOUS = 3
"""Fewer raters of an anonymous group are never shown."""
LEAST_WHERE_PAY_DEPENDS = 5


def _(words: str) -> str:
    return str(gettext(words))


class Purpose(StrEnum):
    """`UNSTATED`: cycles that were opened before purposes were chosen; they keep their words."""

    UNSTATED = "unstated"
    DEVELOPMENT = "development"
    APPRAISAL = "appraisal"

    @property
    def least_anonymous(self) -> int:
        """Raters of an anonymous group, at least, before it is shown or its comments are."""
        return LEAST_WHERE_PAY_DEPENDS if self is Purpose.APPRAISAL else LEAST_ANONYMOUS

    @property
    def allows_rating(self) -> bool:
        """Whether a rating of behaviour may rest on the results, among other things."""
        return self is not Purpose.DEVELOPMENT

    @property
    def label(self) -> str:
        """In a word or two."""
        return {
            Purpose.UNSTATED: _("tidak dinyatakan"),
            Purpose.DEVELOPMENT: _("pengembangan saja"),
            Purpose.APPRAISAL: _("masukan bagi Pejabat Penilai Kinerja"),
        }[self]

    @property
    def short(self) -> str:
        """Beside a link at the head of a sheet on a phone; empty where nothing was chosen."""
        return {
            Purpose.UNSTATED: "",
            Purpose.DEVELOPMENT: _("Untuk pengembangan saja"),
            Purpose.APPRAISAL: _("Masukan penilaian kinerja"),
        }[self]

    @property
    def standing(self) -> str:
        """What a profile or an export is, and is not; without a full stop."""
        if self is Purpose.DEVELOPMENT:
            return _("Untuk pengembangan saja; bukan bahan penilaian kinerja")
        return _("Bahan pertimbangan Pejabat Penilai Kinerja; bukan predikat kinerja")

    @property
    def explanation(self) -> str:
        """The sentence after `standing`."""
        if self is Purpose.DEVELOPMENT:
            return _(
                "Tujuan ini ditetapkan sebelum siklus dibuka dan dikatakan kepada setiap penilai: "
                "hasilnya untuk belajar, bukan untuk rating perilaku, tunjangan, atau pangkat."
            )
        return _(
            "Menurut PermenPANRB 6/2022, rating perilaku kerja ditetapkan oleh Pejabat Penilai "
            "Kinerja, bukan dihitung dari angka di sini."
        )

    @property
    def to_raters(self) -> str:
        """What raters are told before they answer; empty where nothing was chosen."""
        return {
            Purpose.UNSTATED: "",
            Purpose.DEVELOPMENT: _(
                "Tujuan siklus ini: pengembangan saja. Hasilnya untuk belajar, bukan untuk rating "
                "perilaku, tunjangan, atau pangkat."
            ),
            Purpose.APPRAISAL: _(
                "Tujuan siklus ini: masukan bagi Pejabat Penilai Kinerja. Hasilnya salah satu "
                "bahan pertimbangan rating perilaku, yang tetap diputuskan oleh orang."
            ),
        }[self]

    @property
    def to_citizens(self) -> str:
        """The same in a short line for those who have a minute."""
        return {
            Purpose.UNSTATED: "",
            Purpose.DEVELOPMENT: _("Dipakai agar petugas belajar, bukan untuk menilai kinerjanya."),
            Purpose.APPRAISAL: _("Ikut dipertimbangkan dalam penilaian kinerja petugas."),
        }[self]


CHOSEN = (Purpose.DEVELOPMENT, Purpose.APPRAISAL)
"""What may be chosen for a cycle that has not opened."""
