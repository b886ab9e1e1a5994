"""Help on what the public says of a unit and reads of it, and on exceptional access."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.help.topics import HelpPart, HelpTopic

COMPLAINTS = HelpTopic(
    "keluhan",
    _("Keluhan pengguna layanan"),
    _("Bagi masyarakat, yang menjawab keluhan, dan pengelola kepegawaian"),
    (
        HelpPart(
            _("Membuat keluhan dan membaca jawabannya"),
            (
                _("Tidak perlu akun atau nama. Pilih unitnya, atau Saya tidak tahu, lalu tulis."),
                _(
                    "Simpan kode tanda terima. Hanya dengan kode itu jawabannya dapat dibaca; kode "
                    "yang hilang tidak dapat dicari lagi."
                ),
                _(
                    "Sesudah ditutup Anda dapat mengatakan apakah jawabannya membantu, dan "
                    "membukanya kembali satu kali."
                ),
                _(
                    "Dugaan pelanggaran tidak disimpan di sini. Laporkan lewat SP4N-LAPOR atau WBS "
                    "instansi."
                ),
            ),
        ),
        HelpPart(
            _("Menjawab keluhan"),
            (
                _(
                    "Yang menjawab ialah kepala unit dan petugas yang ditunjuk pengelola "
                    "kepegawaian. Bila di unit itu tidak ada, unit di atasnya."
                ),
                _("Jawab di Keluhan untuk unit Anda. Yang tampil nama unit, bukan nama Anda."),
                _("Bila salah alamat, pakai Teruskan. Batas waktunya berjalan terus."),
                _(
                    "Sebelum batas waktu ada email pengingat. Yang lewat batas terlihat oleh "
                    "kepala di atasnya dan pengelola kepegawaian."
                ),
            ),
        ),
        HelpPart(
            _("Mengatur keluhan"),
            (
                _(
                    "Di Aturan keluhan, pengelola kepegawaian menyalakan keluhan, menentukan batas "
                    "waktu setiap jenis, dan menunjuk petugas bagi setiap unit."
                ),
                _(
                    "Pengelola kepegawaian melihat unit, jenis, dan harinya. Isi keluhan hanya "
                    "dibaca yang menjawab."
                ),
            ),
        ),
    ),
)
SURVEYS = HelpTopic(
    "skm",
    _("Survei kepuasan masyarakat (SKM)"),
    _("Bagi pengelola kepegawaian"),
    (
        HelpPart(
            _("Langkahnya"),
            (
                _("Buka SKM bagi satu unit, tentukan hari terakhirnya, lalu pasang posternya."),
                _(
                    "Pilih Hanya dengan tiket bila petugas dapat memberi setiap tamu satu kode. "
                    "Tanpa tiket, satu orang dapat menjawab lebih dari sekali."
                ),
                _(
                    "Sesudah hari terakhir, tutup surveinya. Jawaban dihitung satu kali, lalu "
                    "dihapus."
                ),
                _("Tulis rencana tindak lanjut, unduh laporannya, lalu terbitkan."),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Mengapa angkanya belum ada"),
            (
                _("Selama berjalan hanya jumlah jawaban yang tampil, dihitung per lima."),
                _("Angka ada bila sedikitnya tiga puluh orang menjawab."),
                _(
                    "Tanda ≥ atau ≤ berarti jawabannya hampir seragam: yang tampil batasnya, agar "
                    "jawaban seseorang tidak dapat disimpulkan."
                ),
            ),
        ),
        HelpPart(
            _("SKM dan penilaian petugas"),
            (
                _(
                    "SKM menilai layanan unit. Menilai petugas dengan namanya bukan SKM, dan "
                    "angkanya tidak dicampur."
                ),
            ),
        ),
    ),
)
PUBLIC_PAGES = HelpTopic(
    "halaman-publik",
    _("Standar layanan dan halaman publik"),
    _("Bagi kepala unit dan pengelola kepegawaian"),
    (
        HelpPart(
            _("Menulis standar layanan"),
            (
                _(
                    "Kepala unit, pegawai yang ditunjuk, dan pengelola kepegawaian menulis syarat, "
                    "langkah, waktu, biaya, dan hasil setiap layanan."
                ),
                _("Setiap perubahan menjadi versi baru; versi lama tetap dapat dibaca."),
                _("Jangan menulis nama, NIP, atau email pegawai: tulisan seperti itu ditolak."),
            ),
        ),
        HelpPart(
            _("Membuka halaman publik"),
            (
                _(
                    "Pengelola kepegawaian membukanya di halaman standar layanan unit, setelah ada "
                    "satu standar yang berlaku."
                ),
                _(
                    "Angka pengguna layanan tampil bila ada sedikitnya lima petugas dan tiga puluh "
                    "penilaian. Angka seorang petugas tidak pernah tampil."
                ),
                _("Siklus yang terbit kemudian ditayangkan satu per satu di halaman yang sama."),
                _("Halaman yang ditutup hilang dalam enam menit; salinan orang lain tidak."),
            ),
        ),
        HelpPart(
            _("Indeks Kepercayaan Layanan"),
            (
                _(
                    "Rata-rata tiga bagian: sikap petugas, indeks SKM, dan keluhan yang dijawab "
                    "tepat waktu. Bila satu bagian tidak ada, indeksnya tidak dihitung."
                ),
                _("Indeks ini buatan aplikasi, bukan Indeks BerAKHLAK nasional."),
            ),
        ),
    ),
)
EXCEPTIONAL_ACCESS = HelpTopic(
    "akses-khusus",
    _("Akses khusus ke satu profil atau keberatan"),
    _("Bagi administrator, pengelola kepegawaian, dan pegawai"),
    (
        HelpPart(
            _("Kapan dipakai"),
            (
                _(
                    "Hanya bila pemeriksaan atau pengadilan memintanya, dengan dasar dan alasan "
                    "tertulis. Untuk pekerjaan sehari-hari tidak perlu."
                ),
                _("Akses berakhir sendiri setelah beberapa jam, atau diakhiri lebih cepat."),
            ),
        ),
        HelpPart(
            _("Yang diketahui pegawai"),
            (
                _(
                    "Pegawai diberi tahu siapa membuka apa, kapan, dan mengapa: lewat email, di "
                    "Beranda, dan di Data saya."
                ),
                _("Setiap akses tercatat dan tidak dapat dihapus dari catatan."),
            ),
        ),
    ),
)
