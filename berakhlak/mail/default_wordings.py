"""What is sent where HR has not worded it anew, by kind."""

from __future__ import annotations

from berakhlak.mail.kinds import MailKind, MailWording
from berakhlak.run_language import N_, gettext_in

_DEFAULTS = {
    MailKind.INVITATION: (
        N_("Anda diminta menilai: {siklus}"),
        N_(
            "Anda diminta mengisi formulir penilaian perilaku dalam {siklus}, "
            "paling lambat {batas_waktu}.\n\n"
            "Satu formulir memerlukan sekitar lima menit, dapat diisi di ponsel, dan dapat "
            "dilanjutkan kapan saja. Jawaban Anda dikunci tanpa nama ketika siklus ditutup."
        ),
    ),
    MailKind.EXTENDED: (
        N_("Batas waktu diundur: {siklus}"),
        N_(
            "Batas waktu mengisi formulir penilaian dalam {siklus} diundur menjadi "
            "{batas_waktu}.\n\n"
            "Email ini dikirim kepada semua penilai, juga yang sudah mengirim semuanya."
        ),
    ),
    MailKind.REMINDER: (
        N_("Belum selesai: {siklus}"),
        N_(
            "Masih ada formulir penilaian Anda dalam {siklus} yang belum terkirim. "
            "Hari terakhir untuk mengisi: {batas_waktu}.\n\n"
            "Bila hari ini Anda sudah mengirim semuanya, abaikan email ini."
        ),
    ),
    MailKind.PART_REMINDER: (
        N_("Mohon periksa formulir Anda: {siklus}"),
        N_(
            "Menurut catatan pengelola kepegawaian masih ada formulir penilaian Anda dalam "
            "{siklus} yang belum terkirim. Hari terakhir untuk mengisi: {batas_waktu}.\n\n"
            "Catatan itu tidak langsung berubah, agar tidak menunjukkan kapan seseorang menjawab. "
            "Bila Anda sudah mengirim semuanya, abaikan email ini."
        ),
    ),
    MailKind.NAME_PEERS: (
        N_("Usulkan rekan penilai: {siklus}"),
        N_(
            "Anda belum mengusulkan rekan yang mengenal pekerjaan Anda untuk {siklus}. "
            "Hari terakhir mengusulkan: {batas_waktu}.\n\n"
            "Tanpa usulan, penilai ditentukan dari susunan organisasi. "
            "Bila hari ini Anda sudah mengusulkan, abaikan email ini."
        ),
    ),
    MailKind.JUDGE_NAMES: (
        N_("Usulan tim menunggu Anda: {siklus}"),
        N_(
            "Ada pegawai Anda yang mengusulkan rekan penilai untuk {siklus}, dan Anda belum "
            "menanggapi. Coret atau tambahkan nama, atau setujui, sebelum siklus dibuka.\n\n"
            "Diam berarti setuju. Bila hari ini Anda sudah menanggapi, abaikan email ini."
        ),
    ),
    MailKind.HOLDER_CODES: (
        N_("Siapkan kode pemegang kunci: {siklus}"),
        N_(
            "Anda pemegang kunci {siklus}. Hari terakhir mengisinya {batas_waktu}; sesudah itu "
            "siklus ditutup, dan jawaban yang tersegel hanya terbuka dengan kode para pemegang.\n\n"
            "Pastikan lembar kode Anda ada, dan sepakati dengan pengelola kepegawaian kapan Anda "
            "mengetiknya di halaman penutupan. Jangan kirim kode lewat email, pesan, atau telepon, "
            "juga bila ada yang memintanya.\n\n"
            "Bila kode Anda hilang, beri tahu pengelola kepegawaian sekarang: selama kode yang "
            "lain cukup, kode baru dapat dibuat. Email ini datang lagi sampai siklus ditutup."
        ),
    ),
    MailKind.PUBLISHED: (
        N_("Profil perilaku Anda sudah terbit: {siklus}"),
        N_(
            "Profil perilaku Anda dari {siklus} sudah dapat dibaca setelah masuk dengan "
            "kata sandi. Atasan langsung Anda dan pengelola kepegawaian juga dapat membacanya.\n\n"
            "Di halaman profil Anda dapat menyatakan sudah membacanya, membalas, atau mengajukan "
            "keberatan dalam 14 hari kerja.\n\n"
            "Profil ini bukan penilaian kinerja; untuk apa hasilnya dipakai tertulis di dalamnya. "
            "Bila Anda berkeberatan atas penilaian kinerja yang kemudian ditetapkan, ajukan "
            "secara tertulis kepada atasan Pejabat Penilai Kinerja paling lambat 14 hari kerja "
            "setelah menerimanya (PermenPANRB 6/2022)."
        ),
    ),
    MailKind.CHECK_IN: (
        N_("Waktunya melihat kembali langkah Anda"),
        N_(
            "Beberapa waktu lalu Anda memilih langkah sesudah membaca profil dari {siklus}. "
            "Seberapa sering langkah itu Anda lakukan?\n\n"
            "Satu sentuhan di beranda sudah cukup. Jawabannya hanya dibaca oleh Anda dan atasan "
            "langsung Anda."
        ),
    ),
    MailKind.TALK_OPINION: (
        N_("Bagaimana percakapan Anda dengan atasan?"),
        N_(
            "Anda dan atasan sudah mengonfirmasi percakapan tentang profil dari {siklus}. "
            "Sembilan pernyataan menanyakan bagaimana percakapan itu bagi Anda: satu menit, dan "
            "sukarela.\n\n"
            "Jawabannya dikunci; atasan dan pengelola kepegawaian tidak dapat membacanya. Email "
            "ini dikirim satu kali kepada semua yang sudah bercakap, juga yang sudah menjawab."
        ),
    ),
    MailKind.PULSE_CONSENT: (
        N_("Ingin tahu apakah langkah Anda terlihat?"),
        N_(
            "Sekitar enam bulan lalu profil Anda dari {siklus} terbit, dan Anda memilih langkah. "
            "Bila Anda setuju, penilai ditanyai lagi tentang perilaku itu, paling banyak tiga "
            "pertanyaan. Hanya Anda yang membaca hasilnya.\n\n"
            "Setuju tidak diharuskan."
        ),
    ),
    MailKind.PULSE_OUT: (
        N_("Hasil tinjauan ulang Anda: {siklus}"),
        N_(
            "Hasil {siklus} tentang perilaku yang Anda pilih sudah dapat dibaca setelah masuk "
            "dengan kata sandi. Hanya Anda yang membacanya."
        ),
    ),
    MailKind.OBJECTION_RECEIVED: (
        N_("Keberatan Anda tercatat"),
        N_(
            "Keberatan Anda atas profil dari {siklus} tercatat. Nomor dan tenggat putusannya "
            "tertulis di halaman tanggapan Anda.\n\n"
            "Selama belum diputus, keberatan dapat ditarik."
        ),
    ),
    MailKind.OBJECTION_HEARING: (
        N_("Anda boleh didengar tentang suatu keberatan"),
        N_(
            "Seorang pegawai yang Anda pimpin mengajukan keberatan atas profilnya dari {siklus}. "
            "Sebelum diputus, Anda boleh memberi satu keterangan.\n\n"
            "Siapa dan apa isinya hanya terbaca setelah masuk."
        ),
    ),
    MailKind.OBJECTION_TO_DECIDE: (
        N_("Suatu keberatan menunggu putusan Anda"),
        N_(
            "Ada keberatan atas profil dari {siklus} yang menunggu putusan Anda, sebagai atasan "
            "Pejabat Penilai Kinerja atau atas penunjukan. Tenggatnya tujuh hari kerja sejak "
            "diajukan; tanggalnya tertulis di beranda Anda.\n\n"
            "Siapa dan apa isinya hanya terbaca setelah masuk."
        ),
    ),
    MailKind.OBJECTION_REMINDER: (
        N_("Tenggat putusan keberatan sudah dekat"),
        N_(
            "Keberatan atas profil dari {siklus} masih menunggu putusan Anda, dan tenggatnya "
            "tinggal dua hari kerja atau kurang."
        ),
    ),
    MailKind.OBJECTION_LATE: (
        N_("Keberatan Anda belum diputus"),
        N_(
            "Tenggat putusan atas keberatan Anda dari {siklus} sudah lewat tanpa putusan. "
            "Pengelola kepegawaian diberi tahu. Putusan masih dapat dijatuhkan, dan ditandai lewat "
            "tenggat."
        ),
    ),
    MailKind.OBJECTION_DECIDED: (
        N_("Suatu keberatan sudah diputus"),
        N_(
            "Keberatan atas profil dari {siklus} sudah diputus. Putusannya terbaca di halaman "
            "tanggapan, setelah masuk."
        ),
    ),
    MailKind.OBJECTION_DESK: (
        N_("Keberatan perlu ditindaklanjuti: {siklus}"),
        N_(
            "Ada keberatan atas profil dari {siklus} yang lewat tenggat tanpa putusan, atau yang "
            "belum mempunyai pemutus. Halaman keberatan siklus itu menyebut mana; isinya tidak."
        ),
    ),
    MailKind.FEEDBACK_ASKED: (
        N_("Seorang rekan meminta umpan balik Anda"),
        N_(
            "Seorang pegawai meminta umpan balik Anda tentang satu perilaku. Paling banyak tiga "
            "kalimat, dan hanya Anda berdua yang membacanya.\n\n"
            "Menjawab tidak diharuskan."
        ),
    ),
    MailKind.FEEDBACK_GIVEN: (
        N_("Ada umpan balik untuk Anda"),
        N_(
            "Seorang pegawai memberi Anda umpan balik tentang satu perilaku. Hanya Anda berdua "
            "yang membacanya, setelah masuk."
        ),
    ),
    MailKind.COMPLAINT_NEW: (
        N_("Ada keluhan baru untuk unit Anda"),
        N_(
            "Seorang pengguna layanan menyampaikan keluhan tentang unit Anda. Isinya dan batas "
            "waktunya terbaca setelah masuk."
        ),
    ),
    MailKind.COMPLAINT_DUE: (
        N_("Batas waktu keluhan sudah dekat"),
        N_(
            "Ada keluhan yang menunggu jawaban unit Anda, dan batas waktunya segera tiba. Kirim "
            "tanggapan, atau tutup dengan jawaban."
        ),
    ),
    MailKind.COMPLAINT_LATE: (
        N_("Keluhan lewat batas waktu"),
        N_(
            "Ada keluhan yang menunggu jawaban unit Anda, dan batas waktunya sudah lewat. Atasan "
            "Anda dan pengelola kepegawaian melihatnya juga. Jawab hari ini."
        ),
    ),
    MailKind.COMPLAINT_WATCH: (
        N_("Keluhan lewat batas waktu di unit bawahan"),
        N_(
            "Ada keluhan yang lewat batas waktunya tanpa jawaban. Beranda menyebut berapa dan di "
            "mana."
        ),
    ),
    MailKind.DECLINED: (
        N_("Ada formulir yang tidak akan diisi: {siklus}"),
        N_(
            "Ada penilai dalam {siklus} yang menyatakan tidak bisa menilai orang yang diminta. "
            "Periksa apakah setiap pegawai masih memiliki cukup penilai."
        ),
    ),
    MailKind.NOT_OPENED: (
        N_("Siklus tidak dibuka: {siklus}"),
        N_(
            "{siklus} tidak dibuka pada hari yang direncanakan. Tidak ada yang berubah.\n\n"
            "Sebabnya tertulis di halaman siklus. Bereskan, lalu buka siklus atau rencanakan "
            "hari lain."
        ),
    ),
    MailKind.JOB_DONE: (
        N_("Pekerjaan selesai: {pekerjaan}"),
        N_(
            "Pekerjaan yang Anda minta sudah selesai: {pekerjaan}, {tentang}.\n\n"
            "Bila ada berkasnya, unduh dari halaman pekerjaan itu; di sana tertulis sampai kapan "
            "berkas itu disimpan."
        ),
    ),
    MailKind.JOB_FAILED: (
        N_("Pekerjaan tidak selesai: {pekerjaan}"),
        N_(
            "Pekerjaan yang Anda minta tidak selesai: {pekerjaan}, {tentang}.\n\n"
            "Sebabnya tertulis di halaman pekerjaan itu. Dari sana Anda dapat melanjutkannya."
        ),
    ),
}


def default_wording(kind: MailKind, language: str) -> MailWording:
    """What is sent where HR has not worded it anew."""
    subject, body = _DEFAULTS[kind]
    return MailWording(gettext_in(language, subject), gettext_in(language, body))
