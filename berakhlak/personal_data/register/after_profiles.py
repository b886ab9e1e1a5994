"""What follows a profile: replies, objections, steps, ratings of behaviour."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.personal_data.kinds import Access, Basis, DataKind, Ending, Kept, Subject
from berakhlak.personal_data.register.periods import WITH_RESULTS

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
        _("Anda, atasan langsung Anda, dan pemutusnya; pengelola kepegawaian hanya jumlahnya"),
        Access.GIVEN,
        _(
            "Keterangan atasan dan nama pemutus adalah data orang lain; keduanya terbaca di "
            "halaman tanggapan Anda dan tidak dibawa dalam berkas."
        ),
    ),
    DataKind(
        "steps",
        _("Langkah pengembangan dan percakapan"),
        ("development_step", "development_check_in", "development_talk"),
        _OFFICERS,
        _("Menindaklanjuti profil bersama atasan langsung."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _THE_TWO,
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
)
