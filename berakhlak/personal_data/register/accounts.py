"""Accounts, getting in, and mail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.personal_data.kinds import Access, Basis, DataKind, Ending, Kept, Subject
from berakhlak.personal_data.register.periods import WHILE_EMPLOYED, daily

_HOLDERS = (Subject.ACCOUNTS,)
_TO_LET_IN = _("Memastikan bahwa hanya Anda yang masuk dengan akun Anda.")
_NOBODY = _("Tidak seorang pun; hanya dipakai aplikasi")
_SECRET_PARTS = _(
    "Bagian rahasianya (hash kata sandi, rahasia aplikasi kode, kunci) tidak diberikan: siapa yang "
    "memegang berkasnya dapat masuk sebagai Anda (UU 27/2022 pasal 33 huruf a)."
)

ACCOUNTS = (
    DataKind(
        "account",
        _("Akun untuk masuk"),
        ("account",),
        _HOLDERS,
        _TO_LET_IN,
        Basis.PUBLIC_TASK,
        WHILE_EMPLOYED,
        _("Anda; administrator dan pengelola kepegawaian, tanpa kata sandi"),
        Access.GIVEN,
        _SECRET_PARTS,
        sealed=_("Kata sandi hanya disimpan sebagai hash argon2."),
    ),
    DataKind(
        "roles",
        _("Peran dan wewenang"),
        ("account_role", "partner_account"),
        _HOLDERS,
        _("Menentukan siapa boleh melakukan apa, dan sampai kapan."),
        Basis.PUBLIC_TASK,
        WHILE_EMPLOYED,
        _("Anda; administrator dan pengelola kepegawaian"),
        Access.GIVEN,
    ),
    DataKind(
        "second_step",
        _("Langkah kedua untuk masuk"),
        ("second_factor", "passkey", "recovery_code"),
        _HOLDERS,
        _TO_LET_IN,
        Basis.PUBLIC_TASK,
        Kept(_("Sampai Anda mematikannya atau akun diatur ulang"), Ending.BY_ITSELF),
        _NOBODY,
        Access.GIVEN,
        _SECRET_PARTS,
        sealed=_("Rahasianya terenkripsi di bawah SECRET_KEY; kode pemulihan hanya hash."),
    ),
    DataKind(
        "single_sign_on",
        _("Tautan ke akun di penyedia login instansi"),
        ("federated_identity",),
        _HOLDERS,
        _TO_LET_IN,
        Basis.PUBLIC_TASK,
        WHILE_EMPLOYED,
        _NOBODY,
        Access.GIVEN,
    ),
    DataKind(
        "sessions",
        _("Sesi masuk"),
        ("device_session", "spent_proof"),
        _HOLDERS,
        _TO_LET_IN,
        Basis.PUBLIC_TASK,
        daily(_("Sampai hari terakhirnya, menurut pengaturan lama sesi"), "sessions"),
        _("Anda sendiri"),
        Access.ELSEWHERE,
        _(
            "Tidak ada baris yang menyebut akun; hanya sesi Anda sendiri dapat membukanya. Lihat "
            "Akun saya > Perangkat yang masuk."
        ),
        sealed=_("Pemilik dan perangkatnya terenkripsi di bawah SECRET_KEY."),
    ),
    DataKind(
        "notices",
        _("Tanda bahwa pemberitahuan pelindungan data sudah dibaca"),
        ("notice_mark",),
        (Subject.RATERS,),
        _("Membuktikan bahwa penilai diberi tahu sebelum menilai."),
        Basis.LEGAL_DUTY,
        daily(_("Sampai ada versi pemberitahuan yang baru"), "notices"),
        _("Anda sendiri"),
        Access.ELSEWHERE,
        _(
            "Tandanya tidak menyebut akun dan hari, hanya bulan. Halaman Pelindungan data "
            "menunjukkan kepada Anda apakah Anda sudah membacanya."
        ),
        sealed=_("Pemiliknya hanya dapat dikenali dengan SECRET_KEY."),
    ),
    DataKind(
        "codes",
        _("Kode masuk sekali pakai"),
        ("access_code", "access_mail"),
        _HOLDERS,
        _("Membuat kata sandi pertama, atau yang baru bila lupa."),
        Basis.PUBLIC_TASK,
        daily(_("90 hari sesudah berakhir"), "codes"),
        _("Anda; siapa memberinya dilihat pengelola kepegawaian"),
        Access.GIVEN,
        sealed=_("Kodenya hanya disimpan sebagai hash."),
    ),
    DataKind(
        "mail_choices",
        _("Pilihan email, dan alamat yang menolak email"),
        ("mail_preference", "mail_bounce"),
        _HOLDERS,
        _("Mengirim pemberitahuan dalam bahasa Anda, dan tidak ke alamat yang tidak menerima."),
        Basis.PUBLIC_TASK,
        WHILE_EMPLOYED,
        _("Anda; pengelola kepegawaian melihat alamat yang menolak email"),
        Access.GIVEN,
    ),
    DataKind(
        "waiting_mail",
        _("Email yang menunggu dikirim"),
        ("mail_message", "mail_item", "mail_job"),
        _HOLDERS,
        _("Mengirim satu email sehari, berisi semua yang perlu Anda ketahui."),
        Basis.PUBLIC_TASK,
        Kept(_("Sampai terkirim"), Ending.BY_ITSELF),
        _NOBODY,
        Access.ELSEWHERE,
        _(
            "Isinya Anda terima sebagai email, lalu barisnya dihapus. Jenisnya tidak ditulis dalam "
            "berkas: pengingat menunjukkan siapa yang belum mengisi."
        ),
    ),
    DataKind(
        "links",
        _("Dasar tautan masuk dalam email"),
        ("mail_link", "link_devices", "part_reminder"),
        (Subject.RATERS,),
        _("Membuka tugas menilai dari email tanpa mengetik kata sandi."),
        Basis.PUBLIC_TASK,
        daily(_("Selama siklusnya dibuka"), "links"),
        _NOBODY,
        Access.REFUSED,
        _(
            "Siapa yang memegang dasarnya dapat membuat tautan masuk, dan perangkat yang "
            "membukanya menunjukkan kapan penilai datang (UU 27/2022 pasal 33 huruf a dan b)."
        ),
        sealed=_("Perangkatnya terenkripsi di bawah kunci siklus."),
    ),
)
