"""Help for officers and their supervisors, for citizens, and on what figures mean."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.help.topics import HelpPart, HelpTopic

RATING = HelpTopic(
    "menilai",
    _("Mengisi penilaian"),
    _("Bagi semua yang diminta menilai"),
    (
        HelpPart(
            _("Langkahnya"),
            (
                _(
                    "Masuk dengan NIP atau email, lalu buka Penilaian. Di sana ada daftar formulir "
                    "Anda."
                ),
                _(
                    "Pilih satu orang. Untuk setiap perilaku, pilih seberapa sering Anda "
                    "melihatnya."
                ),
                _(
                    "Bila Anda tidak pernah melihat perilaku itu, pilih Tidak dapat menilai. "
                    "Itu jawaban yang sah."
                ),
                _("Tulis komentar bila ada yang menolong. Tulis perilakunya, bukan peristiwanya."),
                _("Periksa, lalu kirim. Jawaban masih dapat Anda ubah sampai siklus ditutup."),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Bila terputus di tengah jalan"),
            (
                _("Jawaban tersimpan setiap kali Anda memilih. Anda dapat melanjutkan kapan saja."),
                _("Tanpa sinyal, jawaban menunggu di browser ini dan dikirim saat sinyal kembali."),
            ),
        ),
        HelpPart(
            _("Bila Anda tidak mengenal pekerjaannya"),
            (
                _(
                    "Pilih Saya tidak bisa menilai orang ini di bawah formulir, dan sebutkan "
                    "sebabnya."
                ),
                _("Pengelola kepegawaian melihat alasan itu supaya dapat meminta penilai lain."),
            ),
        ),
        HelpPart(
            _("Sesudah batas waktu"),
            (
                _("Jawaban masih diterima sampai pengelola kepegawaian menutup siklus."),
                _("Batas waktu dapat diundur, tidak pernah dimajukan. Semua penilai diberi tahu."),
            ),
        ),
    ),
)
PROFILE = HelpTopic(
    "profil",
    _("Membaca profil saya"),
    _("Bagi pegawai yang dinilai"),
    (
        HelpPart(
            _("Mulai dari sini"),
            (
                _(
                    "Profil terbit sesudah siklus ditutup dan hasilnya diperiksa. Bukalah di "
                    "Profil."
                ),
                _("Baca dahulu satu perilaku untuk dipertahankan dan satu untuk dicoba."),
                _("Angka adalah bahan bicara Anda dan atasan, bukan keputusan tentang Anda."),
            ),
        ),
        HelpPart(
            _("Mengapa sebagian angka tidak tampil"),
            (
                _(
                    "Angka sebuah kelompok tampil hanya bila cukup banyak yang menjawab, biasanya "
                    "tiga."
                ),
                _(
                    "Kadang satu angka lain ikut ditahan, supaya yang pertama tidak dapat dihitung "
                    "kembali."
                ),
            ),
        ),
        HelpPart(
            _("Siapa yang sudah membaca profil Anda"),
            (
                _(
                    "Atasan Anda dan pengelola kepegawaian dapat membacanya. Di halaman profil "
                    "tertulis siapa yang membukanya dan pada hari apa."
                ),
            ),
        ),
        HelpPart(
            _("Apakah langkah saya terlihat?"),
            (
                _(
                    "Sekitar enam bulan sesudah profil terbit Anda dapat menyetujui tinjauan ulang "
                    "di Perkembangan saya: penilai ditanyai lagi tentang paling banyak tiga "
                    "perilaku dari langkah Anda."
                ),
                _(
                    "Hanya Anda membaca hasilnya. Belum dapat dikatakan adalah jawaban juga: "
                    "penilainya sedikit, dan kebetulan besar."
                ),
            ),
        ),
        HelpPart(
            _("Bila Anda berkeberatan"),
            (
                _(
                    "Atas profil: di halaman profil, dalam 14 hari kerja sejak terbit. Atasan dari "
                    "atasan Anda memutus dalam 7 hari kerja. Angka tidak berubah; putusannya "
                    "tertulis pada profil."
                ),
                _(
                    "Atas penilaian kinerja yang kemudian ditetapkan: secara tertulis "
                    "kepada atasan Pejabat Penilai Kinerja."
                ),
                _("Batasnya 14 hari kerja sejak penilaian itu Anda terima (PermenPANRB 6/2022)."),
            ),
        ),
    ),
)
LEADING = HelpTopic(
    "atasan",
    _("Menjadi atasan dalam penilaian"),
    _("Bagi yang memimpin pegawai"),
    (
        HelpPart(
            _("Sebelum siklus dibuka"),
            (
                _(
                    "Periksa usulan rekan dari tim Anda bila siklus memintanya. Yang diundang "
                    "diundi dari daftar itu."
                ),
                _("Anda tahu daftarnya, tetapi tidak diberi tahu siapa yang terundi."),
            ),
        ),
        HelpPart(
            _("Saat menilai"),
            (
                _(
                    "Pegawai biasanya hanya punya satu atasan. Karena itu nilai dari Anda tidak "
                    "anonim, dan formulirnya mengatakan itu."
                ),
                _(
                    "Untuk tim yang besar, pakailah Menilai sekaligus: satu perilaku untuk "
                    "beberapa orang."
                ),
            ),
        ),
        HelpPart(
            _("Sesudah hasil terbit"),
            (
                _("Baca profil tim Anda di Profil, atau unduh semuanya sekaligus."),
                _(
                    "Bicarakan satu atau dua perilaku, sepakati satu langkah, dan tentukan kapan "
                    "melihatnya lagi."
                ),
                _(
                    "Rating perilaku tetap Anda yang menetapkan. Tidak ada angka di sini yang "
                    "menetapkannya bagi Anda."
                ),
            ),
        ),
    ),
)
COUNTER = HelpTopic(
    "loket",
    _("Menilai pelayanan di loket"),
    _("Bagi masyarakat"),
    (
        HelpPart(
            _("Caranya"),
            (
                _("Pindai kode QR pada poster di loket dengan kamera ponsel."),
                _(
                    "Pilih petugas yang melayani Anda, atau loketnya bila Anda tidak mengenalinya, "
                    "lalu jawab beberapa pertanyaan pendek."
                ),
                _("Tekan Kirim. Anda tidak perlu akun, dan nama Anda tidak diminta."),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Untuk pengaduan"),
            (
                _(
                    "Penilaian ini bukan saluran pengaduan. Bila instansinya menerima keluhan "
                    "di sini, sampaikan di /keluhan: Anda mendapat kode untuk membaca jawabannya. "
                    "Selain itu, sampaikan lewat SP4N-LAPOR (lapor.go.id) atau kepada kepala "
                    "loket; dugaan pelanggaran selalu lewat SP4N-LAPOR."
                ),
            ),
        ),
    ),
)
FIGURES = HelpTopic(
    "angka",
    _("Dari jawaban menjadi angka"),
    _("Bagi siapa pun yang membaca hasil"),
    (
        HelpPart(
            _("Cara menghitung"),
            (
                _(
                    "Jawaban seorang penilai dirata-ratakan, lalu para penilai dirata-ratakan "
                    "dalam kelompoknya."
                ),
                _(
                    "Kelompok yang tampil digabung menurut bobot yang ditetapkan instansi sebelum "
                    "siklus dibuka."
                ),
                _("Penilaian diri tidak ikut dalam angka gabungan; ia berdiri di sampingnya."),
            ),
        ),
        HelpPart(
            _("Kapan sesuatu dikatakan"),
            (
                _(
                    "Penilai berbeda-beda, jadi setiap angka dapat meleset. Perbedaan disebut "
                    "hanya bila hampir pasti."
                ),
                _(
                    "Belum dapat dikatakan tidak berarti sama. Artinya: jawabannya belum cukup "
                    "untuk memastikan."
                ),
            ),
        ),
        HelpPart(
            _("Membandingkan dengan siklus sebelumnya"),
            (
                _(
                    "Dua siklus dibandingkan hanya bila kuesioner, skala, bobot, dan kelompok "
                    "penilainya sama."
                ),
                _(
                    "Perubahan disebut hanya bila melebihi yang dapat terjadi karena penilainya "
                    "lain."
                ),
            ),
        ),
    ),
)
PROMISE = HelpTopic(
    "janji",
    _("Siapa melihat jawaban saya"),
    _("Bagi semua yang menilai"),
    (
        HelpPart(
            _("Selama siklus dibuka"),
            (
                _(
                    "Jawaban Anda terkunci. Kunci yang menghubungkannya dengan Anda disimpan di "
                    "luar basis data."
                ),
                _(
                    "Pengelola kepegawaian melihat siapa yang belum selesai, tidak pernah apa "
                    "jawabannya."
                ),
            ),
        ),
        HelpPart(
            _("Saat siklus ditutup"),
            (
                _("Kunci dipakai satu kali untuk menghitung hasil, lalu dimusnahkan."),
                _(
                    "Jawaban perorangan dan daftar siapa menilai siapa dihapus. Yang tersisa hanya "
                    "angka."
                ),
                _(
                    "Sebelum terbit, program kami sendiri mencoba menghitung kembali angka yang "
                    "ditahan. Bila berhasil, hasil tidak terbit."
                ),
            ),
        ),
        HelpPart(
            _("Yang tetap perlu Anda ketahui"),
            (
                _("Cara menulis komentar dapat dikenali, walaupun komentar tampil tanpa nama."),
                _(
                    "Penilai yang saling menceritakan jawabannya dapat menghitung jawaban yang "
                    "lain."
                ),
            ),
        ),
    ),
)
