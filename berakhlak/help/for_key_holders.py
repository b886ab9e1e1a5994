"""What key holders are asked to do; most of them open these pages for nothing else."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.help.topics import HelpPart, HelpTopic

HOLDING = HelpTopic(
    "pemegang-kunci",
    _("Memegang kunci siklus"),
    _("Bagi pemegang kunci: pengelola dan saksi"),
    (
        HelpPart(
            _("Mengapa ada pemegang kunci"),
            (
                _(
                    "Formulir rekan, bawahan, dan masyarakat tersegel begitu dikirim. Tidak "
                    "seorang pun dapat membukanya sebelum siklus ditutup, juga bukan pengelola "
                    "server: kuncinya terbagi dalam kode yang Anda dan pemegang lain simpan."
                ),
                _(
                    "Satu kode saja tidak membuka apa pun. Halaman siklus menyebut berapa kode "
                    "yang diperlukan; salah satunya harus milik saksi."
                ),
            ),
        ),
        HelpPart(
            _("Yang diminta dari Anda"),
            (
                _(
                    "Sebelum siklus dibuka: catat atau cetak kode Anda, ketik sekali untuk "
                    "memastikan, lalu simpan lembarnya dalam amplop di tempat terkunci."
                ),
                _(
                    "Selama siklus dibuka: uji kode Anda bila diminta. Menguji tidak membuka apa "
                    "pun."
                ),
                _(
                    "Sesudah hari terakhir: ketik kode Anda sendiri di halaman penutupan, bersama "
                    "pemegang lain. Sesudah siklus ditutup, musnahkan lembarnya."
                ),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Menjaga kode"),
            (
                _(
                    "Jangan memotret kode, dan jangan mengirimnya lewat email, pesan, atau "
                    "telepon. Aplikasi ini tidak pernah memintanya lewat email."
                ),
                _(
                    "Kode hilang atau terlihat orang lain? Beri tahu pengelola kepegawaian hari "
                    "itu juga. Selama kode yang lain cukup, kode baru dapat dibuat."
                ),
                _(
                    "Bila kode yang tersisa tidak cukup, jawaban yang tersegel hilang. Tidak ada "
                    "pintu belakang."
                ),
            ),
        ),
    ),
)
