"""What an account may do, and how far a right can reach: the words of the table of permissions."""

from __future__ import annotations

from enum import Enum, StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Scope(StrEnum):
    """How far a right reaches, from the nearest to the widest."""

    SELF = "self"  # What is one's own.
    LINE = "line"  # Of those whom one leads.
    UNITS = "units"  # The unit that the role was given for, with all below it.
    AGENCY = "agency"
    INSTALLATION = "installation"  # Numbers of all agencies; nothing of what is in them.


class Action(Enum):
    """Something that an account may do; the words continue "may …"."""

    OWN_ACCOUNT = "own account", _("Mengurus akun, pekerjaan di belakang layar, dan email sendiri")
    RATE = "rate", _("Mengisi penilaian yang diminta darinya")
    NAME_PEERS = "name peers", _("Mengusulkan rekan penilai; atasan memeriksa usulan timnya")
    EXPECT = (
        "expect",
        _(
            "Menulis ekspektasi khusus bagi timnya sebelum siklus dibuka; pegawai membacanya; "
            "tidak terbuka bagi peran"
        ),
    )
    READ_PROFILES = "read profiles", _("Membaca profil seorang pegawai yang sudah terbit")
    PREVIEW_PROFILES = "preview profiles", _("Membaca profil sebelum terbit")
    EXPORT_PROFILES = "export profiles", _("Mencari dan mengekspor profil banyak pegawai")
    EXPORT_TEAM = "export team", _("Mengunduh profil tim yang dipimpinnya")
    DEVELOP = (
        "develop",
        _("Membaca dan menyusun langkah serta percakapan sesudah profil; tidak terbuka bagi peran"),
    )
    NOTE = (
        "note",
        _(
            "Menulis catatan sendiri untuk percakapan dengan pegawai yang dipimpinnya; hanya "
            "dibaca penulisnya"
        ),
    )
    SHARE = (
        "share",
        _(
            "Membagikan paling banyak tiga kalimat kepada unitnya, dan membaca yang dibagikan di "
            "unitnya; tidak terbuka bagi peran"
        ),
    )
    RESPOND = (
        "respond",
        _(
            "Menanggapi profil dan mengajukan keberatan; atasan memberi keterangan, pemutus "
            "memutus; tidak terbuka bagi peran"
        ),
    )
    FEEDBACK = (
        "feedback",
        _(
            "Memberi, meminta, dan membaca umpan balik bernama antara dua pegawai; tidak terbuka "
            "bagi peran"
        ),
    )
    RATE_BEHAVIOUR = (
        "rate behaviour",
        _("Menetapkan rating perilaku timnya; pegawai membacanya setelah final"),
    )
    HANDLE_RATINGS = (
        "handle ratings",
        _("Melihat rating perilaku yang final, mengimpor hasil kerja, mengekspor untuk e-Kinerja"),
    )
    COUNT_TALKS = "count talks", _("Melihat berapa percakapan dan langkah menurut unit")
    WATCH_OBJECTIONS = (
        "watch objections",
        _("Melihat jumlah keberatan dan yang terlambat, menunjuk pemutus, mengatur hari libur"),
    )
    STATE_STANDARDS = "state standards", _("Menulis standar layanan dan perubahan unitnya")
    PUBLISH_UNITS = "publish units", _("Membuka halaman publik unit, menunjuk penulisnya")
    ANSWER_COMPLAINTS = "answer complaints", _("Menjawab keluhan tentang unit yang dipimpinnya")
    WATCH_COMPLAINTS = "watch complaints", _("Memantau keluhan tanpa isinya, dan mengaturnya")
    MANAGE_TRAINING = (
        "manage training",
        _(
            "Mengelola katalog pelatihan, kebutuhan dan anggaran, peserta, serta mitra; langkah "
            "pegawai tidak terbuka"
        ),
    )
    PARTNER = (
        "partner",
        _(
            "Melihat kebutuhan gabungan yang dibuka baginya, mengusulkan program, dan melaporkan "
            "kehadiran pada program lembaganya"
        ),
    )
    OPERATE = (
        "operate",
        _(
            "Menambah instansi, mengundang administrator pertamanya, dan mengatur kuotanya; "
            "melihat angka saja"
        ),
    )
    READ_PEOPLE = "read people", _("Melihat daftar pegawai dan susunan unit")
    EDIT_PEOPLE = "edit people", _("Mengubah data pegawai, menonaktifkan, mengganti NIP")
    IMPORT_PEOPLE = "import people", _("Mengimpor berkas pegawai")
    MERGE_PEOPLE = "merge people", _("Menggabungkan data ganda, menarik pegawai dari siklus")
    GIVE_CODES = "give codes", _("Membuat kode masuk dan slip")
    GIVE_CODES_TO_ALL = "give codes to all", _("Membuat kode masuk bagi akun dengan peran")
    RESET_SECOND_STEPS = "reset second steps", _("Mengatur ulang langkah kedua sebuah akun")
    WATCH_CYCLES = "watch cycles", _("Memantau siklus dan kemajuan pengisian")
    CHASE = "chase", _("Melihat dan mengingatkan penilai yang belum selesai")
    MANAGE_COUNTERS = "manage counters", _("Mengatur loket dan posternya")
    RUN_SURVEYS = "run surveys", _("Menjalankan survei kepuasan masyarakat (SKM) unit")
    PREPARE_CYCLES = "prepare cycles", _("Membuat siklus, mengatur kebijakan, menunjuk penilai")
    OPEN_AND_CLOSE = "open and close", _("Membuka dan menutup siklus")
    MODERATE = "moderate", _("Memeriksa komentar sebelum terbit")
    PUBLISH = "publish", _("Memeriksa kerahasiaan hasil dan menerbitkannya")
    DELETE_RESULTS = "delete results", _("Menetapkan masa simpan hasil dan menghapus hasil lama")
    READ_UNPUBLISHED = "read unpublished", _("Membaca hasil unit sebelum terbit")
    READ_RESULTS = "read results", _("Membaca hasil unit yang sudah terbit")
    EXPORT_RESULTS = "export results", _("Mengekspor laporan semua unit sekaligus")
    SEND_MAIL = "send mail", _("Mengatur email dan mengirim undangan ulang")
    READ_DOWNLOADS = "read downloads", _("Melihat riwayat unduhan")
    READ_RECORD = "read record", _("Melihat riwayat tindakan dalam lingkupnya")
    READ_SIGN_INS = (
        "read sign-ins",
        _("Melihat juga siapa masuk dan siapa mengganti kata sandinya sendiri"),
    )
    BREAK_GLASS = (
        "break glass",
        _(
            "Membuka dengan alasan tertulis satu profil atau keberatan yang tertutup bagi perannya"
            "; pegawainya diberi tahu"
        ),
    )
    GIVE_ROLES = "give roles", _("Memberi, mendelegasikan, dan mengakhiri peran")
    CREATE_ACCOUNTS = "create accounts", _("Membuat akun bagi yang bukan pegawai")

    words: LazyString

    def __new__(cls, code: str, words: LazyString) -> Action:
        action = object.__new__(cls)
        action._value_ = code
        action.words = words
        return action


def action_of(code: str) -> Action:
    """The action with this code. Raises ValueError."""
    return Action(code)  # type: ignore[call-arg]  # Looked up, not made.
