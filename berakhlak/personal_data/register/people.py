"""Personnel records."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.personal_data.kinds import Access, Basis, DataKind, Ending, Kept, Subject
from berakhlak.personal_data.register.periods import WHILE_EMPLOYED, daily

_ROWS_OF_HR = _("Anda; pengelola kepegawaian dan administrator instansi")

PEOPLE = (
    DataKind(
        "personnel",
        _("Data kepegawaian"),
        ("person", "former_nip", "acting_post"),
        (Subject.OFFICERS,),
        _("Menentukan siapa bekerja di mana dan dipimpin siapa, agar penilai dapat ditentukan."),
        Basis.PUBLIC_TASK,
        WHILE_EMPLOYED,
        _ROWS_OF_HR,
        Access.GIVEN,
    ),
    DataKind(
        "photo",
        _("Foto petugas"),
        (),
        (Subject.OFFICERS,),
        _("Membantu pengguna layanan mengenali petugas yang melayani mereka di loket."),
        Basis.PUBLIC_TASK,
        daily(_("Selama tampil di loket, dan sampai pembersihan berikutnya"), "photos"),
        _("Pengguna layanan di loket, bila instansi menampilkan foto; pengelola kepegawaian"),
        Access.GIVEN,
        columns=("person.photo",),
    ),
    DataKind(
        "placements",
        _("Perubahan penempatan"),
        ("placement_change",),
        (Subject.OFFICERS,),
        _(
            "Memperlihatkan sebelum siklus dibuka siapa yang baru dipindah, supaya tidak seorang "
            "pun mengatur siapa menilai siapa."
        ),
        Basis.PUBLIC_TASK,
        WHILE_EMPLOYED,
        _("Pengelola kepegawaian instansi"),
        Access.GIVEN,
    ),
    DataKind(
        "corrections",
        _("Permintaan perbaikan data"),
        ("correction_request",),
        (Subject.OFFICERS,),
        _("Memperbaiki data yang keliru dan membuktikan bahwa permintaan dijawab (pasal 30)."),
        Basis.LEGAL_DUTY,
        daily(_("Satu tahun sesudah dijawab"), "corrections"),
        _("Anda; pengelola kepegawaian dan administrator instansi"),
        Access.GIVEN,
    ),
    DataKind(
        "barred",
        _("Pasangan yang tidak boleh saling menilai"),
        ("barred_pair",),
        (Subject.OFFICERS,),
        _("Mencegah konflik kepentingan dalam penilaian."),
        Basis.PUBLIC_TASK,
        WHILE_EMPLOYED,
        _("Pengelola kepegawaian instansi"),
        Access.REFUSED,
        _(
            "Catatan ini selalu juga tentang orang lain, dan alasannya dapat menyangkut kehidupan "
            "pribadinya. Menunjukkannya berdampak pada pengungkapan data pribadi orang lain "
            "(UU 27/2022 pasal 33 huruf b). Tanyakan kepada pengelola kepegawaian."
        ),
    ),
    DataKind(
        "standard_writers",
        _("Penulis standar layanan"),
        ("standard_writer",),
        (Subject.OFFICERS,),
        _("Mengetahui siapa boleh menulis standar layanan unit."),
        Basis.PUBLIC_TASK,
        Kept(_("Sampai pengelola kepegawaian mengakhirinya"), Ending.BY_ITSELF),
        _("Pengelola kepegawaian"),
        Access.ELSEWHERE,
        _("Unit tempat Anda menulis tercantum di halaman Standar layanan."),
    ),
)
