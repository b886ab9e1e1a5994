"""What follows a profile: replies, objections, steps, ratings of behaviour."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.personal_data.kinds import Access, Basis, DataKind, Ending, Kept, Subject
from berakhlak.personal_data.register.periods import WITH_RESULTS, daily

_OFFICERS = (Subject.OFFICERS,)
_THE_TWO = _("Anda dan atasan langsung Anda; tidak terbuka bagi peran apa pun")

AFTER_PROFILES = (
    DataKind(
        "objections",
        _("Balasan dan keberatan atas profil"),
        ("profile_response", "objection", "objection_notice"),
        _OFFICERS,
        _("Mendengar pegawai tentang profilnya, dan memutus keberatannya."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _(
            "Anda, atasan langsung Anda, dan pemutusnya; pengelola kepegawaian hanya jumlahnya, "
            "isinya hanya dengan akses khusus"
        ),
        Access.GIVEN,
        _(
            "Keterangan atasan dan nama pemutus adalah data orang lain; keduanya terbaca di "
            "halaman tanggapan Anda dan tidak dibawa dalam berkas."
        ),
    ),
    DataKind(
        "steps",
        _("Langkah pengembangan dan percakapan"),
        ("development_step", "development_check_in", "development_talk", "talk_survey_mail"),
        _OFFICERS,
        _("Menindaklanjuti profil bersama atasan langsung."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _THE_TWO,
        Access.GIVEN,
    ),
    DataKind(
        "planned_trainings",
        _("Pelatihan dalam rencana pengembangan"),
        ("planned_training",),
        _OFFICERS,
        _("Merencanakan pengembangan kompetensi bersama atasan langsung."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _(
            "Anda dan atasan langsung Anda; pengelola kepegawaian hanya nama dan program yang "
            "tempatnya Anda minta"
        ),
        Access.GIVEN,
    ),
    DataKind(
        "trainings",
        _("Pelatihan yang diikuti, dan JP"),
        ("training_attendance",),
        _OFFICERS,
        _(
            "Menghitung 20 JP setahun (PP 11/2017 pasal 203, belum dicocokkan dengan naskah "
            "aslinya) dan mengatur peserta pelatihan."
        ),
        Basis.LEGAL_DUTY,
        daily(
            _("Yang tidak hadir 90 hari sesudah hari terakhir; yang hadir lima tahun"),
            "rolls",
        ),
        _(
            "Anda, atasan langsung Anda, dan pengelola kepegawaian; mitra penyelenggara hanya nama "
            "dan unit Anda, sampai 30 hari sesudah hari terakhir"
        ),
        Access.GIVEN,
    ),
    DataKind(
        "shared",
        _("Kalimat yang dibagikan kepada unit"),
        ("shared_sentence",),
        _OFFICERS,
        _("Memberi tahu rekan apa yang sedang Anda coba, bila Anda mau."),
        Basis.CONSENT,
        Kept(
            _("Sampai Anda menariknya, paling lama bersama hasil siklusnya"),
            Ending.RESULTS,
        ),
        _("Rekan seunit Anda"),
        Access.GIVEN,
    ),
    DataKind(
        "behaviour_rating",
        _("Rating perilaku dan hasil kerja"),
        ("behaviour_rating", "reopened_rating", "work_result"),
        _OFFICERS,
        _("Menetapkan rating perilaku dalam penilaian kinerja (PermenPANRB 6/2022)."),
        Basis.LEGAL_DUTY,
        WITH_RESULTS,
        _("Anda sesudah final, dan atasan langsung Anda; pengelola kepegawaian melihat yang final"),
        Access.GIVEN,
        _(
            "Rating yang belum final masih pertimbangan atasan dan belum keputusan tentang Anda, "
            "jadi belum ditunjukkan."
        ),
    ),
    DataKind(
        "expectations",
        _("Ekspektasi khusus pimpinan"),
        ("expectation",),
        _OFFICERS,
        _("Memberi tahu pegawai dan penilainya apa yang khusus diharapkan (PermenPANRB 6/2022)."),
        Basis.LEGAL_DUTY,
        WITH_RESULTS,
        _("Anda, atasan langsung Anda, dan penilai Anda; pengelola kepegawaian hanya jumlahnya"),
        Access.GIVEN,
    ),
    DataKind(
        "exceptional_access",
        _("Akses khusus atas profil atau keberatan"),
        ("exceptional_access",),
        _OFFICERS,
        _("Memberi tahu Anda siapa membuka apa dan mengapa, bila biasanya tertutup baginya."),
        Basis.LEGAL_DUTY,
        WITH_RESULTS,
        _("Anda, administrator, dan pengelola kepegawaian seluruh instansi"),
        Access.GIVEN,
        _("Siapa yang membukanya terbaca di halaman Akses khusus, dan tidak dibawa dalam berkas."),
    ),
    DataKind(
        "stand_in",
        _("Pengganti atasan yang menetapkan rating perilaku"),
        ("stand_in_appraiser",),
        _OFFICERS,
        _("Menetapkan rating perilaku juga bila atasan langsung tidak dapat masuk."),
        Basis.LEGAL_DUTY,
        WITH_RESULTS,
        _("Anda, penggantinya, dan pengelola kepegawaian"),
        Access.GIVEN,
    ),
    DataKind(
        "talk_notes",
        _("Catatan atasan untuk percakapan"),
        ("talk_note",),
        _OFFICERS,
        _("Menyiapkan percakapan; catatan pribadi penulisnya."),
        Basis.PUBLIC_TASK,
        daily(
            _("Sampai penulisnya tidak lagi memimpin Anda, paling lama bersama hasil siklusnya"),
            "notes",
        ),
        _("Penulisnya sendiri"),
        Access.REFUSED,
        _(
            "Catatan itu pertimbangan pribadi penulisnya, tidak dipakai dalam keputusan apa pun, "
            "dan hanya terbaca olehnya (UU 27/2022 pasal 33 huruf b)."
        ),
    ),
    DataKind(
        "talk_answers",
        _("Jawaban tentang percakapan"),
        ("talk_answer",),
        _OFFICERS,
        _("Mengetahui menurut unit apakah percakapan berguna."),
        Basis.CONSENT,
        Kept(_("Sampai dihitung; saat itu dihapus dan kuncinya dimusnahkan"), Ending.BY_ITSELF),
        _("Tidak seorang pun; yang terbaca hanya angka unit dari sedikitnya lima pegawai"),
        Access.ELSEWHERE,
        _(
            "Di halaman pernyataannya sampai hari terakhir; tidak dalam berkas ini, yang akan "
            "menunjukkan bahwa Anda menjawab."
        ),
        sealed=_("Terenkripsi AES-256-GCM di bawah kunci tersendiri di luar basis data."),
    ),
    DataKind(
        "feedback",
        _("Umpan balik antarpegawai"),
        ("feedback",),
        _OFFICERS,
        _("Memberi umpan balik berkelanjutan dengan nama, bila keduanya mau."),
        Basis.CONSENT,
        daily(
            _("Selama masa simpan hasil instansi, atau dua tahun; sampai penerimanya keluar"),
            "feedback",
        ),
        _("Pemberi dan penerimanya; atasan penerima bila penerima menunjukkannya"),
        Access.GIVEN,
        _(
            "Berkas memuat yang Anda tulis dan yang ditulis kepada Anda, tanpa nama pihak lainnya: "
            "nama itu data orang lain, dan terbaca di halaman Umpan balik."
        ),
    ),
)
