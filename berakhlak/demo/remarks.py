"""Sentences that raters might write, by value; invented, naming nobody and no event."""

from __future__ import annotations

STRENGTHS: dict[str, tuple[str, ...]] = {
    "BP": (
        "Menjelaskan persyaratan dengan sabar sampai warga benar-benar paham.",
        "Berkas yang kurang langsung diberi tahu, jadi warga tidak bolak-balik.",
        "Tetap ramah walaupun antrean panjang.",
        "Mencarikan jalan keluar, tidak sekadar menyebut aturan.",
        "Warga lanjut usia selalu didahulukan dan dibantu.",
    ),
    "AK": (
        "Pekerjaannya rapi dan dapat ditelusuri kembali.",
        "Berani mengatakan belum selesai dan menyebut kapan selesai.",
        "Datang tepat waktu dan menyelesaikan yang sudah dijanjikan.",
        "Memakai barang kantor seperlunya.",
    ),
    "KP": (
        "Mau membagi cara kerja baru kepada yang lain.",
        "Hasil kerjanya jarang perlu diperbaiki.",
        "Rajin membaca aturan terbaru sebelum bertanya.",
        "Penjelasannya mudah diikuti oleh pegawai baru.",
    ),
    "HM": (
        "Membuat suasana kerja nyaman dan tidak membeda-bedakan.",
        "Cepat menawarkan bantuan ketika yang lain kewalahan.",
        "Menegur dengan cara yang tidak mempermalukan.",
        "Mendengarkan sampai selesai sebelum menanggapi.",
    ),
    "LY": (
        "Menjaga nama baik kantor saat ada keluhan.",
        "Tidak membicarakan data warga di luar pekerjaan.",
        "Mendahulukan kepentingan layanan di atas kepentingan sendiri.",
        "Tetap menjalankan keputusan bersama walau pendapatnya berbeda.",
    ),
    "AD": (
        "Cepat menyesuaikan diri ketika aturan atau aplikasi berganti.",
        "Sering mengusulkan cara yang lebih ringkas.",
        "Mencoba dulu, baru mengeluh.",
        "Menyiapkan cadangan ketika sistem sedang terganggu.",
    ),
    "KB": (
        "Memberi ruang bagi yang lebih muda untuk ikut memutuskan.",
        "Mudah diajak bekerja lintas bidang.",
        "Mengabarkan perubahan kepada bidang lain tanpa diminta.",
        "Menghargai sumbangan orang lain saat melapor.",
    ),
}
WISHES: dict[str, tuple[str, ...]] = {
    "BP": (
        "Akan lebih baik bila waktu tunggu disampaikan sejak awal.",
        "Nada bicara kadang terdengar terburu-buru pada jam sibuk.",
        "Warga perlu diberi tahu langkah berikutnya sebelum pulang.",
    ),
    "AK": (
        "Catatan serah terima pekerjaan perlu lebih lengkap.",
        "Batas waktu sebaiknya ditepati atau dikabarkan lebih awal.",
        "Angka dalam laporan perlu diperiksa sekali lagi sebelum dikirim.",
    ),
    "KP": (
        "Perlu lebih sering berbagi pengetahuan, tidak menunggu ditanya.",
        "Baik bila mengikuti pelatihan untuk aplikasi yang baru.",
        "Hasil kerja sudah benar, tinggal lebih teliti pada bagian kecil.",
    ),
    "HM": (
        "Masukan sebaiknya disampaikan langsung, tidak lewat orang lain.",
        "Akan lebih baik bila semua anggota diajak bicara.",
        "Candaan perlu melihat situasi.",
    ),
    "LY": (
        "Keluhan tentang aturan sebaiknya tidak disampaikan di depan warga.",
        "Perlu lebih hati-hati membicarakan urusan kantor di tempat umum.",
    ),
    "AD": (
        "Perlu waktu agak lama untuk menerima cara kerja baru.",
        "Baik bila lebih dulu mencoba sebelum meminta bantuan.",
        "Usulan perbaikan ditunggu, tidak hanya mengikuti yang ada.",
    ),
    "KB": (
        "Informasi sebaiknya dibagikan lebih awal kepada bidang lain.",
        "Perlu lebih terbuka pada usul yang berbeda.",
        "Tugas bersama sebaiknya dibagi rata sejak awal.",
    ),
}
CITIZENS = {
    True: (
        "Pelayanannya cepat dan jelas.",
        "Petugasnya ramah, terima kasih.",
        "Dibantu sampai selesai walau berkas saya kurang.",
    ),
    False: (
        "Mohon penjelasannya jangan terlalu cepat.",
        "Antrean lama dan tidak ada kabar.",
    ),
}
