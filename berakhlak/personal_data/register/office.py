"""The office at work: the record, downloads, jobs, requests, logs, backups."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.personal_data.kinds import Access, Basis, DataKind, Ending, Kept, Subject
from berakhlak.personal_data.register.periods import WITH_RESULTS, daily

_HOLDERS = (Subject.ACCOUNTS,)

OFFICE = (
    DataKind(
        "record",
        _("Riwayat aktivitas"),
        ("audit_entry", "audit_link"),
        (Subject.ACCOUNTS, Subject.OFFICERS),
        _("Mempertanggungjawabkan siapa mengubah apa dan kapan."),
        Basis.LEGAL_DUTY,
        Kept(
            _("Tanpa batas waktu"),
            Ending.NONE,
            why=_(
                "Barisnya terikat menjadi satu rantai, agar yang diubah atau dihapus ketahuan; "
                "menghapus sebagian memutus rantai itu."
            ),
        ),
        _("Administrator dan pengelola kepegawaian dalam lingkupnya"),
        Access.GIVEN,
        _(
            "Berkas memuat tindakan Anda dan perubahan atas data Anda, tanpa nama orang lain. "
            "Tindakan tentang formulir penilaian tidak dibawa."
        ),
    ),
    DataKind(
        "downloads",
        _("Riwayat unduhan"),
        ("download",),
        _HOLDERS,
        _("Mengetahui berkas berisi data pribadi dibawa siapa."),
        Basis.LEGAL_DUTY,
        Kept(
            _("Tanpa batas waktu"),
            Ending.NONE,
            why=_("Dibutuhkan untuk menelusuri kebocoran, juga yang lama tidak ketahuan."),
        ),
        _("Pengelola kepegawaian dan administrator"),
        Access.GIVEN,
    ),
    DataKind(
        "jobs",
        _("Pekerjaan di belakang layar"),
        ("job",),
        _HOLDERS,
        _("Mengerjakan pekerjaan panjang dan melaporkan hasilnya."),
        Basis.PUBLIC_TASK,
        daily(_("90 hari sesudah selesai"), "jobs"),
        _("Anda; pengelola kepegawaian untuk pekerjaan kantor"),
        Access.GIVEN,
    ),
    DataKind(
        "shared_files",
        _("Berkas unggahan dan hasil pekerjaan bersama antarserver"),
        ("stored_file", "stored_piece"),
        (Subject.ACCOUNTS, Subject.OFFICERS),
        _("Menyerahkan berkas antara server yang menerima, mengerjakan, dan membagikannya."),
        Basis.PUBLIC_TASK,
        daily(
            _(
                "Satu jam untuk unggahan; beberapa hari untuk hasil pekerjaan; dokumen terbit "
                "sampai dicabut, diganti, atau hasilnya dihapus"
            ),
            "jobs",
        ),
        _("Yang memintanya; isinya terenkripsi di basis data"),
        Access.ELSEWHERE,
        _("Isinya salinan sementara dari data lain di daftar ini."),
    ),
    DataKind(
        "requests",
        _("Permintaan pengelola tentang siklus"),
        ("early_closing", "publishing_request", "results_deletion", "planned_opening"),
        _HOLDERS,
        _("Memastikan dua orang menyetujui apa yang tidak dapat dibatalkan."),
        Basis.PUBLIC_TASK,
        WITH_RESULTS,
        _("Pengelola kepegawaian"),
        Access.ELSEWHERE,
        _("Tindakannya ada di Riwayat aktivitas."),
    ),
    DataKind(
        "deleted_results",
        _("Catatan hasil yang sudah dihapus"),
        ("deleted_cycle",),
        _HOLDERS,
        _("Membuktikan bahwa hasil dihapus, siapa meminta, dan siapa menyetujui."),
        Basis.LEGAL_DUTY,
        Kept(
            _("Tanpa batas waktu"),
            Ending.NONE,
            why=_(
                "Bukti pemusnahan; menyebut dua pengelola kepegawaian dan tidak ada pegawai lain."
            ),
        ),
        _("Pengelola kepegawaian"),
        Access.ELSEWHERE,
        _("Tindakannya ada di Riwayat aktivitas."),
    ),
    DataKind(
        "import_answers",
        _("Jawaban tentang berkas pegawai"),
        ("import_answer",),
        (Subject.OFFICERS,),
        _("Membaca berkas kepegawaian berikutnya tanpa bertanya lagi."),
        Basis.PUBLIC_TASK,
        Kept(
            _("Sampai diganti"),
            Ending.NONE,
            why=_(
                "Memuat ejaan golongan, nama kolom, dan kode unit; tidak dimaksudkan memuat nama "
                "orang."
            ),
        ),
        _("Pengelola kepegawaian"),
        Access.REFUSED,
        _("Tidak dicatat menurut orang, jadi tidak dapat dicari menurut orang."),
    ),
    DataKind(
        "security_log",
        _("Log keamanan"),
        (),
        _HOLDERS,
        _("Menemukan penyusupan."),
        Basis.LEGAL_DUTY,
        Kept(_("Tiga bulan, bila logrotate dipasang seperti contohnya"), Ending.OUTSIDE),
        _("Pengelola server dan petugas keamanan informasi"),
        Access.REFUSED,
        _(
            "Lognya untuk menemukan penyusupan: siapa yang tahu apa yang tercatat dapat "
            "menghindarinya (UU 27/2022 pasal 33 huruf a). Penilai tidak disebut di dalamnya."
        ),
    ),
    DataKind(
        "backups",
        _("Cadangan basis data"),
        (),
        (Subject.OFFICERS, Subject.ACCOUNTS, Subject.RATERS, Subject.CITIZENS),
        _("Memulihkan data sesudah kerusakan."),
        Basis.LEGAL_DUTY,
        Kept(
            _("Ditentukan pengelola server; yang dari hari siklus dibuka dihapus saat ditutup"),
            Ending.OUTSIDE,
        ),
        _("Pengelola server"),
        Access.REFUSED,
        _("Isinya sama dengan yang di atas; aplikasi tidak menyimpan dan tidak membukanya."),
        sealed=_("Kunci siklus tidak pernah ada di dalamnya."),
    ),
)
