"""The nine statements of Format B.1.8 of PermenPANRB 6/2022, in its order and under its headings.

Where the wording was read, and what could not be verified, is in docs/decisions/0208.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.statistics.talk_answers import TalkAnswer

HEADINGS = (
    (0, _("Tentang pegawai")),
    (3, _("Tentang pimpinan")),
    (6, _("Tentang pegawai dan pimpinan")),
)
"""(Place of the first statement below it, heading)."""

STATEMENTS = (
    _("Saya merasa diperhatikan dan dipahami"),
    _("Saya merasa tindakan/langkah yang telah saya lakukan dihargai"),
    _("Saya merasa dapat dengan bebas mengemukakan pendapat/pemikiran saya"),
    _("Saya merasa bahwa pandangan yang diberikan berdasarkan data/fakta yang akurat"),
    _("Saya merasa bahwa pandangan/pendapat yang diberikan kepada saya bersifat positif"),
    _("Lebih banyak menggunakan metode bertanya dibandingkan menggurui"),
    _("Saya merasa dibantu dalam mencari solusi dan aksi tindak lanjut"),
    _("Saya tahu apa yang harus saya lakukan setelah mengikuti kegiatan bimbingan kinerja ini"),
    _("Saya memahami maksud dan tujuan kegiatan bimbingan kinerja ini"),
)

ANSWERS = {
    TalkAnswer.YES: _("Ya"),
    TalkAnswer.PARTLY: _("Sebagian"),
    TalkAnswer.NO: _("Tidak"),
}
