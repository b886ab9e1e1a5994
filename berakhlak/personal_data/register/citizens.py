"""Voices of the public. Nobody who gives one is known to the product."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.personal_data.kinds import Access, Basis, DataKind, Ending, Kept, Subject
from berakhlak.personal_data.register.periods import UNTIL_CLOSING, daily

_CITIZENS = (Subject.CITIZENS,)
_NAMELESS = _(
    "Aplikasi tidak tahu siapa yang menjawab, jadi tidak dapat mencari jawaban seseorang."
)

CITIZENS = (
    DataKind(
        "voices",
        _("Jawaban pengguna layanan"),
        ("open_voice", "held_batch"),
        (Subject.CITIZENS, Subject.OFFICERS),
        _("Menghitung angka pengguna layanan tentang petugas dan loket."),
        Basis.PUBLIC_TASK,
        UNTIL_CLOSING,
        _("Tidak seorang pun; hanya angka kelompok yang tampil"),
        Access.REFUSED,
        _NAMELESS,
        sealed=_("Terenkripsi AES-256-GCM di bawah kunci siklus, tanpa nama, waktu, dan urutan."),
    ),
    DataKind(
        "tickets",
        _("Tiket kunjungan yang sudah dipakai"),
        ("spent_ticket", "ticket_source", "door_count"),
        _CITIZENS,
        _("Menerima setiap tiket satu kali, dan menemukan jawaban yang dibuat-buat."),
        Basis.PUBLIC_TASK,
        UNTIL_CLOSING,
        _("Pengelola kepegawaian melihat jumlah per jalur dan jam"),
        Access.REFUSED,
        _NAMELESS,
        sealed=_("Tiket hanya disimpan sebagai hash."),
    ),
    DataKind(
        "complaints",
        _("Keluhan pengguna layanan, dan jawabannya"),
        ("complaint", "complaint_word"),
        _CITIZENS,
        _("Menjawab keluhan tentang unit kerja; tidak masuk penilaian atau profil siapa pun."),
        Basis.PUBLIC_TASK,
        daily(_("Selama masa simpan keluhan instansi sesudah ditutup"), "complaints"),
        _(
            "Kepala unit dan petugas keluhannya; atasannya bila lewat batas waktu; pemegang kode "
            "tanda terima"
        ),
        Access.ELSEWHERE,
        _(
            "Dibuka dengan kode tanda terima; tanpa kode, aplikasi tidak tahu keluhan siapa, dan "
            "kode hanya disimpan sebagai hash."
        ),
    ),
    DataKind(
        "complaint_officers",
        _("Siapa menjawab keluhan bagi unitnya"),
        ("complaint_officer",),
        (Subject.OFFICERS,),
        _("Menyampaikan keluhan kepada yang menjawabnya."),
        Basis.PUBLIC_TASK,
        Kept(_("Sampai pengelola kepegawaian menggantinya"), Ending.BY_ITSELF),
        _("Pengelola kepegawaian"),
        Access.ELSEWHERE,
        _("Anda melihatnya di halaman Keluhan."),
    ),
    DataKind(
        "satisfaction_answers",
        _("Jawaban survei kepuasan masyarakat (SKM)"),
        ("satisfaction_box", "spent_survey_form", "spent_survey_ticket"),
        _CITIZENS,
        _("Menghitung indeks kepuasan masyarakat unit layanan (PermenPANRB 14/2017)."),
        Basis.PUBLIC_TASK,
        Kept(
            _("Sampai survei ditutup; saat itu dihapus dan kuncinya dimusnahkan"),
            Ending.BY_ITSELF,
        ),
        _("Tidak seorang pun; hanya angka unit dari sedikitnya sepuluh orang yang tampil"),
        Access.REFUSED,
        _NAMELESS,
        sealed=_(
            "Terenkripsi AES-256-GCM di bawah kunci survei, tanpa nama, waktu, dan urutan; data "
            "diri terpisah dari jawaban."
        ),
    ),
    DataKind(
        "addresses",
        _("Hitungan percobaan menurut alamat internet"),
        (),
        (Subject.CITIZENS, Subject.ACCOUNTS),
        _("Menahan pengiriman beruntun dan tebakan kata sandi."),
        Basis.PUBLIC_TASK,
        Kept(
            _("Paling lama satu jam dalam penyimpanan hitungan, di luar basis data"), Ending.OUTSIDE
        ),
        _("Tidak seorang pun; hanya dipakai aplikasi"),
        Access.REFUSED,
        _("Hitungan menurut alamat tidak menyebut orang, jadi tidak dapat dicari menurut orang."),
    ),
)
