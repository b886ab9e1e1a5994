"""Help on trainings: for officers and supervisors, for the HR office, and for partners."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.help.topics import HelpPart, HelpTopic

OWN_TRAINING = HelpTopic(
    "pelatihan",
    _("Pelatihan dan JP saya"),
    _("Bagi pegawai dan atasannya"),
    (
        HelpPart(
            _("Memilih pelatihan"),
            (
                _("Buka langkah Anda sesudah profil terbit. Di sana ada bagian Pelatihan."),
                _(
                    "Yang disarankan selalu dengan alasannya: karena langkah Anda, atau karena "
                    "profil menyarankannya. Tidak ada skor di baliknya."
                ),
                _("Tambahkan ke rencana. Atasan Anda membacanya; orang lain tidak."),
                _(
                    "Minta tempat bila Anda siap. Baru saat itu pengelola kepegawaian membaca nama "
                    "Anda dan programnya."
                ),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Mengapa 70-20-10"),
            (
                _(
                    "Orang belajar terutama dalam pekerjaan, lalu dari orang lain, lalu di kelas. "
                    "Tabel di rencana menunjukkan apakah rencana Anda hanya berisi kelas."
                ),
            ),
        ),
        HelpPart(
            _("20 JP setahun"),
            (
                _("JP dihitung sesudah pengelola kepegawaian mengesahkan kehadiran Anda."),
                _("Halaman JP saya menunjukkan pelatihan yang Anda ikuti."),
            ),
        ),
    ),
)
HR_TRAINING = HelpTopic(
    "kelola-pelatihan",
    _("Katalog, kebutuhan, dan mitra pelatihan"),
    _("Bagi pengelola kepegawaian"),
    (
        HelpPart(
            _("Dari kebutuhan sampai anggaran"),
            (
                _("Isi katalog: tambah lembaga dan programnya, atau impor berkas."),
                _(
                    "Buka Kebutuhan dan anggaran. Lihat nilai yang lebih rendah menurut hasil yang "
                    "sudah terbit, dan permintaan tempat."
                ),
                _("Tetapkan kebutuhan setiap unit, jumlah tempatnya, dan programnya."),
                _("Isi pagu. Halaman itu menjumlahkan biaya dan menunjukkan sisanya."),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Mengirim pegawai"),
            (
                _("Catat pelaksanaan pada halaman program, lalu kirim pesertanya."),
                _("Kehadiran dilaporkan mitra atau Anda. Sesudah Anda mengesahkan, JP dihitung."),
            ),
        ),
        HelpPart(
            _("Mengapa langkah pegawai tidak dihitung"),
            (
                _(
                    "Langkah hanya dibaca pegawai dan atasannya. Jumlah menurut unit dan perilaku "
                    "dapat membuka profil satu orang, jadi tidak pernah dibuat."
                ),
            ),
        ),
    ),
)
PARTNER_TRAINING = HelpTopic(
    "mitra",
    _("Menjadi mitra pelatihan"),
    _("Bagi lembaga pelatihan"),
    (
        HelpPart(
            _("Yang dapat Anda lakukan"),
            (
                _("Baca kebutuhan yang dibuka bagi Anda, dan usulkan program."),
                _("Pengelola kepegawaian menerima atau menolaknya dengan alasan."),
                _("Sesudah pelatihan, centang yang hadir dan tulis materinya."),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Yang tidak Anda lihat"),
            (
                _(
                    "Anda membaca nama dan unit peserta program Anda sampai 30 hari sesudah hari "
                    "terakhir. Profil, penilaian, dan data lain tidak terbuka."
                ),
            ),
        ),
    ),
)
