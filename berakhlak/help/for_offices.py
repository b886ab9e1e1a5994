"""Help for the HR office and for administrators."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.help.topics import HelpPart, HelpTopic

CYCLE = HelpTopic(
    "siklus",
    _("Menjalankan satu siklus"),
    _("Bagi pengelola kepegawaian"),
    (
        HelpPart(
            _("Dari rancangan sampai terbit"),
            (
                _("Buat siklus, atau salin siklus terakhir supaya hasilnya dapat dibandingkan."),
                _(
                    "Tentukan unit kerja, bobot, dan jumlah minimal. Halaman siklus menunjukkan "
                    "siapa yang penilainya kurang."
                ),
                _(
                    "Bila perlu, minta pegawai mengusulkan rekan. Lalu buka siklus: sejak itu "
                    "aturannya tetap."
                ),
                _(
                    "Pantau pengisian dan ingatkan yang belum selesai, lewat email atau teks "
                    "WhatsApp."
                ),
                _(
                    "Sesudah hari terakhir, tutup siklus. Jawaban perorangan dihapus dan kuncinya "
                    "dimusnahkan."
                ),
                _(
                    "Periksa komentar, lalu terbitkan. Sejak itu pegawai dan atasannya dapat "
                    "membaca profil."
                ),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Siapa yang memegang kunci"),
            (
                _(
                    "Sebelum membuka siklus, Anda dapat menyebut pemegang kunci, dengan paling "
                    "sedikit dua saksi. Yang sudah dikirim rekan, bawahan, dan masyarakat lalu "
                    "hanya terbuka dengan kode mereka saat penutupan."
                ),
                _(
                    "Setiap pemegang mencetak kodenya dan menyimpannya di tempat terkunci. Uji "
                    "kodenya pada minggu pertama dan tiga hari sebelum hari terakhir; menguji "
                    "tidak membuka apa pun."
                ),
                _(
                    "Kode yang hilang dapat diganti selama kode yang tersisa cukup. Bila tidak "
                    "cukup, jawaban itu hilang: siklus hanya dapat ditutup tanpa formulir yang "
                    "tersegel, dengan menyebut jumlahnya."
                ),
            ),
        ),
        HelpPart(
            _("Bila waktunya kurang"),
            (
                _("Undur batas waktu dari halaman siklus. Batas waktu tidak dapat dimajukan."),
                _(
                    "Menutup sebelum hari terakhir memerlukan dua pengelola kepegawaian: satu "
                    "meminta, yang lain menyetujui."
                ),
            ),
        ),
        HelpPart(
            _("Bila pegawai pindah, pensiun, atau salah penilai"),
            (
                _(
                    "Siklus yang dibuka memakai susunan pada hari pembukaan. Perubahan sesudah itu "
                    "berlaku bagi siklus berikutnya."
                ),
                _(
                    "Pegawai dapat ditarik dari siklus, dan penilai pengganti dapat diminta. Siapa "
                    "yang sudah mengirim tidak pernah diberitahukan."
                ),
            ),
        ),
        HelpPart(
            _("Mengapa angka pengisian tidak langsung berubah"),
            (
                _(
                    "Kemajuan ditampilkan sebagaimana adanya pada hari yang lalu dan dibulatkan. "
                    "Dengan begitu tidak seorang pun dapat melihat formulir siapa yang baru masuk."
                ),
            ),
        ),
        HelpPart(
            _("Mengekspor"),
            (
                _(
                    "Profil, laporan unit, dan tabel hasil dibuat di belakang layar. Anda boleh "
                    "menutup halamannya dan kembali lagi."
                ),
                _(
                    "Setiap unduhan dan setiap pembacaan profil dicatat; pegawai melihat siapa "
                    "yang membaca profilnya."
                ),
            ),
        ),
        HelpPart(
            _("Tinjauan ulang"),
            (
                _(
                    "Sekitar enam bulan sesudah profil terbit, buat tinjauan ulang dari halaman "
                    "siklus. Dinilai lagi hanya pegawai yang setuju, tentang paling banyak tiga "
                    "perilaku dari langkahnya."
                ),
                _(
                    "Anda membuka, mengingatkan, menutup, dan menerbitkannya seperti siklus lain, "
                    "tetapi tidak membaca perilakunya dan angkanya. Yang tampil bagi Anda hanya "
                    "jumlah, mulai lima pegawai."
                ),
            ),
        ),
        HelpPart(
            _("Arsip dan masa simpan"),
            (
                _(
                    "Siklus yang sudah terbit dapat dipindahkan ke arsip: tidak tampil "
                    "sehari-hari, tetapi profil dan hasilnya tetap dapat dibaca."
                ),
                _(
                    "Hasil dihapus hanya sesudah masa simpan yang ditetapkan instansi lewat, dan "
                    "hanya oleh dua pengelola kepegawaian: satu meminta, yang lain menyetujui. "
                    "Hasil terakhir selalu disimpan."
                ),
            ),
        ),
    ),
)
PEOPLE = HelpTopic(
    "pegawai",
    _("Pegawai dan kode masuk"),
    _("Bagi pengelola kepegawaian"),
    (
        HelpPart(
            _("Memasukkan pegawai"),
            (
                _(
                    "Unggah berkas pegawai Anda apa adanya (XLSX, CSV, XLS, atau ODS) di Pegawai, "
                    "Impor."
                ),
                _(
                    "Periksa pratinjaunya. Yang salah disebut baris demi baris; tidak ada yang "
                    "tersimpan sebelum Anda menyetujui."
                ),
                _(
                    "Yang tidak ada lagi di berkas dapat dinonaktifkan satu per satu atau "
                    "semuanya, dengan alasan."
                ),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Memberi kode masuk"),
            (
                _(
                    "Cetak slip per unit, atau kirim kode lewat email. Setiap kode berlaku satu "
                    "kali dan ada batas harinya."
                ),
                _(
                    "Pegawai membuat kata sandinya sendiri dengan kode itu. Anda tidak pernah tahu "
                    "kata sandinya."
                ),
                _(
                    "Bila slip hilang, batalkan kodenya. Bila kata sandi terlupa, buat kode baru "
                    "di halaman pegawai."
                ),
            ),
        ),
        HelpPart(
            _("Ganti NIP, data ganda, dan Plt."),
            (_("Ketiganya ada di halaman pegawai. Riwayat penilaiannya tetap tersambung."),),
        ),
    ),
)
OPERATING = HelpTopic(
    "administrator",
    _("Peran, cadangan, dan gangguan"),
    _("Bagi administrator"),
    (
        HelpPart(
            _("Peran"),
            (
                _(
                    "Peran diberikan di Peran dan wewenang: untuk seluruh instansi atau satu unit "
                    "beserta bawahannya, dengan atau tanpa hari terakhir."
                ),
                _(
                    "Sediakan paling sedikit dua pengelola kepegawaian, supaya penutupan lebih "
                    "awal dapat disetujui."
                ),
            ),
        ),
        HelpPart(
            _("Cadangan dan kunci"),
            (
                _(
                    "Jangan simpan cadangan basis data bersama folder kunci. Yang memegang "
                    "keduanya dapat membuka jawaban selama siklus dibuka."
                ),
                _("Hapus cadangan dari masa pengisian setelah siklus ditutup."),
                _(
                    "Bila kunci siklus tidak dapat dibuat, periksa di server apakah folder kunci "
                    "(KEY_DIR) ada, dapat ditulisi, dan disknya tidak penuh. Perintah doctor "
                    "menyebut sebabnya."
                ),
            ),
        ),
        HelpPart(
            _("Bila ada yang tidak beres"),
            (
                _(
                    "Jalankan perintah doctor di server. Ia menyebut apa yang salah dan cara "
                    "memperbaikinya."
                ),
                _(
                    "Pekerjaan yang terhenti dilanjutkan sendiri setelah server hidup lagi; lihat "
                    "Pekerjaan di belakang layar."
                ),
            ),
        ),
    ),
)
