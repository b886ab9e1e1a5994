"""Sentences that raters might write, by value; invented, naming nobody and no event."""

from __future__ import annotations

STRENGTHS: dict[str, tuple[str, ...]] = {
    "BP": (
        "Menjelaskan persyaratan dengan sabar sampai warga benar-benar paham.",
        "Berkas yang kurang langsung diberi tahu, jadi warga tidak bolak-balik.",
        "Tetap ramah walaupun antrean panjang.",
    ),
    "AK": (
        "Pekerjaannya rapi dan dapat ditelusuri kembali.",
        "Berani mengatakan belum selesai dan menyebut kapan selesai.",
    ),
    "KP": (
        "Mau membagi cara kerja baru kepada yang lain.",
        "Hasil kerjanya jarang perlu diperbaiki.",
    ),
    "HM": (
        "Membuat suasana kerja nyaman dan tidak membeda-bedakan.",
        "Cepat menawarkan bantuan ketika yang lain kewalahan.",
    ),
    "LY": (
        "Menjaga nama baik kantor saat ada keluhan.",
        "Tidak membicarakan data warga di luar pekerjaan.",
    ),
    "AD": (
        "Cepat menyesuaikan diri ketika aturan atau aplikasi berganti.",
        "Sering mengusulkan cara yang lebih ringkas.",
    ),
    "KB": (
        "Memberi ruang bagi yang lebih muda untuk ikut memutuskan.",
        "Mudah diajak bekerja lintas bidang.",
    ),
}
WISHES: dict[str, tuple[str, ...]] = {
    "BP": (
        "Akan lebih baik bila waktu tunggu disampaikan sejak awal.",
        "Nada bicara kadang terdengar terburu-buru pada jam sibuk.",
    ),
    "AK": ("Catatan serah terima pekerjaan perlu lebih lengkap.",),
    "KP": ("Perlu lebih sering berbagi pengetahuan, tidak menunggu ditanya.",),
    "HM": ("Masukan sebaiknya disampaikan langsung, tidak lewat orang lain.",),
    "LY": ("Keluhan tentang aturan sebaiknya tidak disampaikan di depan warga.",),
    "AD": ("Perlu waktu agak lama untuk menerima cara kerja baru.",),
    "KB": ("Informasi sebaiknya dibagikan lebih awal kepada bidang lain.",),
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
