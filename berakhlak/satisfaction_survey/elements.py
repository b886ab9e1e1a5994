"""The nine elements of a satisfaction survey, in the order of PermenPANRB 14/2017 as most sources
give it; questions and answers are our own words. What is doubted is in docs/decisions/0223."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Element:
    """`code`: U1 to U9; `answers`: words of 1 to 4."""

    code: str
    name: LazyString
    question: LazyString
    answers: tuple[LazyString, LazyString, LazyString, LazyString]

    @property
    def field_name(self) -> str:
        """u1 to u9."""
        return f"u{self.code[1:]}"


ELEMENTS = (
    Element(
        "U1",
        _("Persyaratan"),
        _("Apakah syarat yang diminta sesuai dengan layanannya?"),
        (_("Tidak sesuai"), _("Kurang sesuai"), _("Sesuai"), _("Sangat sesuai")),
    ),
    Element(
        "U2",
        _("Sistem, mekanisme, dan prosedur"),
        _("Apakah langkah-langkah layanannya mudah diikuti?"),
        (_("Tidak mudah"), _("Kurang mudah"), _("Mudah"), _("Sangat mudah")),
    ),
    Element(
        "U3",
        _("Waktu penyelesaian"),
        _("Apakah layanannya selesai dengan cepat?"),
        (_("Tidak cepat"), _("Kurang cepat"), _("Cepat"), _("Sangat cepat")),
    ),
    Element(
        "U4",
        _("Biaya/tarif"),
        _("Apakah biayanya wajar?"),
        (_("Sangat mahal"), _("Mahal"), _("Wajar"), _("Sangat murah atau gratis")),
    ),
    Element(
        "U5",
        _("Produk spesifikasi jenis pelayanan"),
        _("Apakah hasil layanannya sesuai dengan yang dijanjikan?"),
        (_("Tidak sesuai"), _("Kurang sesuai"), _("Sesuai"), _("Sangat sesuai")),
    ),
    Element(
        "U6",
        _("Kompetensi pelaksana"),
        _("Apakah petugas di sini mampu menangani urusan Anda?"),
        (_("Tidak mampu"), _("Kurang mampu"), _("Mampu"), _("Sangat mampu")),
    ),
    Element(
        "U7",
        _("Perilaku pelaksana"),
        _("Apakah petugas di sini sopan dan ramah?"),
        (_("Tidak sopan"), _("Kurang sopan"), _("Sopan dan ramah"), _("Sangat sopan dan ramah")),
    ),
    Element(
        "U8",
        _("Penanganan pengaduan, saran, dan masukan"),
        _("Apakah pengaduan dan saran dapat disampaikan, lalu ditangani?"),
        (
            _("Tidak ada tempatnya"),
            _("Ada, tetapi tidak ditangani"),
            _("Ditangani, tetapi belum baik"),
            _("Ditangani dengan baik"),
        ),
    ),
    Element(
        "U9",
        _("Sarana dan prasarana"),
        _("Apakah tempat dan perlengkapannya nyaman dipakai?"),
        (_("Tidak nyaman"), _("Kurang nyaman"), _("Nyaman"), _("Sangat nyaman")),
    ),
)
