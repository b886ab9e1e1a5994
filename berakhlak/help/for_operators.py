"""Help for operators of an installation, and for HR of an agency with a quota."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.help.topics import HelpPart, HelpTopic

AGENCIES = HelpTopic(
    "instansi",
    _("Menambah instansi dan kuota"),
    _("Bagi pengelola instalasi"),
    (
        HelpPart(
            _("Menambah instansi"),
            (
                _("Buka Instansi, lalu Tambah instansi. Isi kode, nama, dan kuotanya."),
                _(
                    "Serahkan slip kode masuk kepada administrator pertama. Kode tampil satu kali "
                    "dan berlaku tujuh hari."
                ),
                _(
                    "Bila slipnya hilang, buat undangan baru. Itu tidak dapat lagi sesudah "
                    "administrator membuat kata sandinya."
                ),
            ),
            is_steps=True,
        ),
        HelpPart(
            _("Bila kuota habis"),
            (
                _(
                    "Impor pegawai dan ekspor baru ditolak dengan angkanya. Siklus yang berjalan "
                    "tidak terganggu, dan tidak ada yang dihapus."
                ),
            ),
        ),
        HelpPart(
            _("Yang tidak dilihat pengelola instalasi"),
            (
                _(
                    "Hanya kode, nama, dan angka setiap instansi. Nama pegawai, siklus, dan hasil "
                    "tidak terbuka."
                ),
            ),
        ),
    ),
)
