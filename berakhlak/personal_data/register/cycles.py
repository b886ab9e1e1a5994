"""Cycles: who takes part, who is asked, what is answered, and the results."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.personal_data.kinds import Access, Basis, DataKind, Ending, Kept, Subject
from berakhlak.personal_data.register.periods import (
    UNTIL_CLOSING,
    UNTIL_OPENING,
    WITH_RESULTS,
)

_ABOUT_RATERS = _(
    "Menunjukkannya, juga hanya jumlahnya, dapat mengungkap siapa menilai siapa, jadi data pribadi "
    "orang lain (UU 27/2022 pasal 33 huruf b). Formulir yang harus Anda isi selalu ada di halaman "
    "Tugas; siapa yang menilai Anda tidak ditunjukkan kepada siapa pun."
)
_LIST_OF_TWO = _(
    "Berkas memuat jumlahnya saja: nama pada daftar adalah data orang lain. Selama usulan dibuka, "
    "daftar Anda ada di halaman Usulan rekan."
)
_WITHHELD = _(
    "Berkas memuat angka yang ditampilkan pada profil Anda. Angka kelompok kecil ditahan: dari "
    "angka itu jawaban seorang penilai dapat dihitung (UU 27/2022 pasal 33 huruf b)."
)
_UNDER_KEY = _("Terenkripsi AES-256-GCM di bawah kunci siklus, yang disimpan di luar basis data.")

CYCLES = (
    DataKind(
        "seats",
        _("Keikutsertaan dalam siklus"),
        ("participant", "counter_officer"),
        (Subject.OFFICERS, Subject.RATERS),
        _("Menyelenggarakan penilaian perilaku dengan data seperti saat siklus dibuka."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _("Anda, atasan langsung Anda, dan pengelola kepegawaian"),
        Access.GIVEN,
    ),
    DataKind(
        "named_peers",
        _("Usulan rekan penilai"),
        ("nomination_list",),
        (Subject.OFFICERS,),
        _("Mengundi penilai dari rekan yang Anda usulkan dan atasan Anda periksa."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _("Anda dan atasan langsung Anda; pengelola kepegawaian hanya melihat jumlahnya"),
        Access.GIVEN,
        _LIST_OF_TWO,
    ),
    DataKind(
        "names_on_lists",
        _("Nama pada usulan dan penunjukan penilai"),
        ("nomination", "appointment"),
        (Subject.RATERS,),
        _("Menentukan dari siapa penilai diundi atau ditunjuk."),
        Basis.PUBLIC_TASK,
        UNTIL_OPENING,
        _("Pengusul dan atasannya; penunjukan hanya pengelola kepegawaian"),
        Access.REFUSED,
        _ABOUT_RATERS,
    ),
    DataKind(
        "key_holders",
        _("Pemegang kunci siklus, dan akun yang diingatkan"),
        (),
        (Subject.ACCOUNTS,),
        _("Membuka jawaban yang tersegel bersama-sama, dan mengingatkan bahwa kodenya diperlukan."),
        Basis.PUBLIC_TASK,
        Kept(
            _("Akun yang diingatkan sampai siklus ditutup; nama atau jabatan bersama siklusnya"),
            Ending.NONE,
            why=_("Siapa yang membuka jawaban tersegel tercatat bersama siklusnya."),
        ),
        _("Penilai membaca nama atau jabatan; akunnya hanya terlihat oleh pengelola kepegawaian"),
        Access.ELSEWHERE,
        _("Nama atau jabatan pemegang kunci terbaca pada setiap formulir siklusnya."),
        columns=("cycle.holders_json",),
    ),
    DataKind(
        "who_rates_whom",
        _("Siapa diminta menilai siapa"),
        ("assignment", "progress_look"),
        (Subject.OFFICERS, Subject.RATERS),
        _("Meminta penilaian dari orang yang tepat, dan mengingatkan yang belum mengisi."),
        Basis.PUBLIC_TASK,
        UNTIL_CLOSING,
        _("Setiap penilai melihat tugasnya sendiri; pengelola kepegawaian melihat yang terlambat"),
        Access.REFUSED,
        _ABOUT_RATERS,
        sealed=_("Siapa sudah mengisi hanya terbaca dengan kunci siklus."),
    ),
    DataKind(
        "coverage",
        _("Jumlah penilai setiap pegawai"),
        ("rater_coverage",),
        (Subject.OFFICERS,),
        _("Memastikan setiap pegawai mempunyai cukup penilai."),
        Basis.PUBLIC_TASK,
        UNTIL_CLOSING,
        _("Pengelola kepegawaian"),
        Access.REFUSED,
        _ABOUT_RATERS,
    ),
    DataKind(
        "answers",
        _("Jawaban penilai"),
        ("open_sheet",),
        (Subject.OFFICERS, Subject.RATERS),
        _("Menghitung angka kelompok tentang perilaku pegawai."),
        Basis.PUBLIC_TASK,
        UNTIL_CLOSING,
        _("Tidak seorang pun; penilai dapat mengubah jawabannya sendiri sampai siklus ditutup"),
        Access.REFUSED,
        _(
            "Jawaban satu orang adalah data pribadi penilainya juga. Menunjukkannya mengungkap "
            "siapa menjawab apa (UU 27/2022 pasal 33 huruf b), dan tanpa kunci siklus tidak dapat "
            "dicari. Jawaban Anda sendiri terbaca pada formulirnya selama siklus dibuka."
        ),
        sealed=_UNDER_KEY,
    ),
    DataKind(
        "comments",
        _("Komentar penilai"),
        ("comment",),
        (Subject.OFFICERS, Subject.RATERS),
        _("Memberi contoh perilaku di samping angka."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _("Pegawai yang dinilai, atasan langsungnya, dan pengelola kepegawaian yang memeriksanya"),
        Access.GIVEN,
        _(
            "Berkas memuat komentar yang ditampilkan pada profil Anda. Penulisnya tidak tercatat; "
            "bunyi asal dan komentar yang tidak ditampilkan tidak diberikan, karena dapat "
            "mengungkap penulisnya (UU 27/2022 pasal 33 huruf b)."
        ),
    ),
    DataKind(
        "redactions",
        _("Suntingan komentar"),
        ("redaction",),
        (Subject.RATERS, Subject.ACCOUNTS),
        _("Mempertanggungjawabkan apa yang disunting sebelum komentar tampil."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _("Pengelola kepegawaian; bunyi asalnya dihapus saat hasil terbit"),
        Access.REFUSED,
        _(
            "Bunyi asal komentar dapat mengungkap penulisnya (UU 27/2022 pasal 33 huruf b). "
            "Bila Anda yang menyunting, tindakannya ada di Riwayat aktivitas."
        ),
    ),
    DataKind(
        "results",
        _("Hasil penilaian dan profil"),
        ("officer_result", "disclosure_audit"),
        (Subject.OFFICERS,),
        _(
            "Membantu pengembangan pegawai, dan bila siklusnya untuk itu, memberi masukan bagi "
            "Pejabat Penilai Kinerja."
        ),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _("Anda, atasan langsung Anda, pengelola kepegawaian, dan pemutus keberatan Anda"),
        Access.GIVEN,
        _WITHHELD,
    ),
    DataKind(
        "readings",
        _("Siapa membaca profil"),
        ("profile_reading",),
        (Subject.OFFICERS, Subject.ACCOUNTS),
        _("Memberi tahu pegawai siapa membaca profilnya."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _("Pegawai pemilik profil"),
        Access.GIVEN,
        _("Nama pembaca ada di halaman profil Anda; berkas memuat hari dan caranya."),
    ),
    DataKind(
        "documents",
        _("Dokumen profil yang pernah dikeluarkan"),
        ("issued_document",),
        (Subject.OFFICERS,),
        _("Memeriksa keaslian dokumen yang beredar."),
        Basis.PUBLIC_TASK,
        Kept(
            _("Selama dokumennya dapat beredar; sesudah hasil dihapus hanya inisial yang tinggal"),
            Ending.NONE,
            why=_(
                "Kode pada dokumen harus tetap dapat diperiksa, juga sesudah hasilnya dihapus; isi "
                "dokumen tidak disimpan."
            ),
        ),
        _("Siapa pun yang memegang kodenya melihat inisial, siklus, dan tanggal"),
        Access.GIVEN,
    ),
    DataKind(
        "pulse",
        _("Persetujuan tinjauan ulang"),
        ("pulse_consent", "pulse_question"),
        (Subject.OFFICERS,),
        _("Menanyakan lagi perilaku yang Anda pilih, sekitar enam bulan sesudah profil."),
        Basis.CONSENT,
        WITH_RESULTS,
        _("Anda; penilai melihat pertanyaannya"),
        Access.GIVEN,
    ),
)
