"""Everything that is recorded, each with the kind of object it is done to and its words."""

from __future__ import annotations

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Act(Enum):
    """What was done. `kind` and `code` are as they are stored; `words` are what readers see."""

    SIGNED_IN = "account", "signed in", _("Masuk")
    CHANGED_PASSWORD = "account", "changed password", _("Mengganti kata sandi")
    SET_PASSWORD = "account", "set password", _("Menetapkan kata sandi")
    ADDED_SECOND_FACTOR = "account", "set up second step", _("Memasang langkah kedua")
    REMOVED_SECOND_FACTOR = "account", "turned second step off", _("Mematikan langkah kedua")
    ADDED_PASSKEY = "account", "added a passkey", _("Menambah kunci sandi")
    REMOVED_PASSKEY = "account", "removed a passkey", _("Menghapus kunci sandi")
    RENEWED_RECOVERY_CODES = "account", "renewed recovery codes", _("Membuat kode pemulihan baru")
    USED_RECOVERY_CODE = "account", "used a recovery code", _("Masuk dengan kode pemulihan")
    RESET_SECOND_FACTOR = "account", "reset second step", _("Mengatur ulang langkah kedua untuk")
    LINKED_IDENTITY = "account", "linked single sign-on", _("Menautkan akun dengan SSO")
    UNLINKED_IDENTITY = "account", "unlinked single sign-on", _("Memutus tautan akun dengan SSO")
    ISSUED_CODE = "account", "issued an access code", _("Membuat kode masuk untuk")
    USED_CODE = "account", "used an access code", _("Membuat kata sandi dengan kode masuk")
    ISSUED_SLIPS = "agency", "issued access slips", _("Membuat slip kode masuk")
    MAILED_CODES = "agency", "mailed access codes", _("Mengirim kode masuk lewat email")
    VOIDED_CODES = "agency", "voided access codes", _("Membatalkan kode masuk")
    CREATED_ACCOUNT = "account", "created", _("Membuat akun")
    GRANTED_ROLE = "account", "granted role", _("Memberi wewenang")
    REVOKED_ROLE = "account", "revoked role", _("Mencabut wewenang")
    CREATED_AGENCY = "agency", "created", _("Mendaftarkan instansi")
    SET_QUOTA = "agency", "set quota", _("Menetapkan kuota instansi")
    CHANGED_LETTERHEAD = "agency", "changed letterhead", _("Mengubah kop instansi")
    CHOSE_PHOTOS = "agency", "chose photos", _("Mengatur foto petugas")
    SET_RESULTS_PERIOD = (
        "agency",
        "set how long results are kept",
        _("Menetapkan masa simpan hasil"),
    )
    STATED_STANDARD = "agency", "stated a standard", _("Menyimpan standar layanan")
    ENDED_SERVICE = "agency", "ended a service", _("Mengakhiri layanan unit")
    TOLD_CHANGE = "agency", "told of a change", _("Menulis perubahan layanan")
    SHOWED_CHANGE = "agency", "showed a change", _("Menayangkan perubahan layanan")
    HID_CHANGE = "agency", "hid a change", _("Tidak lagi menayangkan perubahan layanan")
    NAMED_STANDARD_WRITER = (
        "agency",
        "named a writer of standards",
        _("Menunjuk penulis standar layanan"),
    )
    REMOVED_STANDARD_WRITER = (
        "agency",
        "removed a writer of standards",
        _("Mengakhiri penulis standar layanan"),
    )
    SWITCHED_PAGE_ON = "agency", "switched a public page on", _("Membuka halaman publik unit")
    SWITCHED_PAGE_OFF = "agency", "switched a public page off", _("Menutup halaman publik unit")
    RELEASED_PUBLIC_FIGURES = (
        "agency",
        "released public figures",
        _("Menerbitkan angka pada halaman publik unit"),
    )
    CHANGED_HOLIDAYS = "agency", "changed holidays", _("Mengubah hari libur dan hari kerja")
    SET_COMPLAINT_RULES = "agency", "set complaint rules", _("Mengatur keluhan")
    NAMED_COMPLAINT_OFFICER = (
        "person",
        "named complaint officer",
        _("Menunjuk petugas keluhan unit"),
    )
    ENDED_COMPLAINT_OFFICER = (
        "person",
        "ended complaint officer",
        _("Mengakhiri petugas keluhan unit"),
    )
    REPLIED_TO_COMPLAINT = "agency", "replied to a complaint", _("Menanggapi satu keluhan")
    CLOSED_COMPLAINT = "agency", "closed a complaint", _("Menutup satu keluhan dengan jawaban")
    FORWARDED_COMPLAINT = (
        "agency",
        "forwarded a complaint",
        _("Meneruskan satu keluhan ke unit lain"),
    )
    IMPORTED_PEOPLE = "agency", "imported people", _("Mengimpor pegawai")
    READ_WHOLE_NIPS = "agency", "read whole nips", _("Membaca daftar dengan NIP lengkap")
    CHANGED_MAIL_CHOICES = "agency", "changed mail choices", _("Mengatur email")
    WORDED_MAIL = "agency", "worded mail anew", _("Mengubah naskah email")
    INVITED_ANEW = "account", "invited anew", _("Mengirim ulang undangan dengan tautan baru")
    RESTORED_BACKUP = "agency", "restored from a backup", _("Memulihkan basis data dari cadangan")
    UPGRADED_SCHEMA = "agency", "upgraded the schema", _("Memutakhirkan skema basis data")
    CONFIRMED_NIP = "person", "confirmed unusual nip", _("Menyatakan NIP yang tidak lazim benar")
    DEACTIVATED_PERSON = "person", "deactivated", _("Menonaktifkan pegawai")
    REACTIVATED_PERSON = "person", "reactivated", _("Mengaktifkan kembali pegawai")
    EDITED_PERSON = "person", "edited", _("Mengubah data pegawai")
    CHANGED_PHOTO = "person", "changed photo", _("Mengganti foto pegawai")
    REMOVED_PHOTO = "person", "removed photo", _("Menghapus foto pegawai")
    CHANGED_NIP = "person", "changed nip", _("Mengganti NIP pegawai")
    ANSWERED_CORRECTION = "person", "answered a correction", _("Menjawab permintaan perbaikan data")
    OPENED_EXCEPTIONALLY = (
        "person",
        "opened by exceptional access",
        _("Membuka data pegawai dengan akses khusus"),
    )
    ENDED_EXCEPTION = "person", "ended exceptional access", _("Mengakhiri akses khusus")
    MERGED_PEOPLE = "person", "merged", _("Menggabungkan data ganda ke pegawai ini")
    ADDED_ACTING_POST = "person", "added acting post", _("Menambah jabatan Plt. atau Plh.")
    ENDED_ACTING_POST = "person", "ended acting post", _("Mengakhiri jabatan Plt. atau Plh.")
    BARRED_PAIR = "person", "barred a pair", _("Melarang saling menilai")
    LIFTED_PAIR = "person", "lifted a pair", _("Mencabut larangan saling menilai")
    ADDED_COUNTER = "counter", "added", _("Menambah loket")
    RENAMED_COUNTER = "counter", "renamed", _("Mengganti nama loket")
    CLOSED_COUNTER = "counter", "closed", _("Menutup loket")
    REOPENED_COUNTER = "counter", "reopened", _("Membuka kembali loket")
    REPLACED_COUNTER_CODE = "counter", "replaced its code", _("Mengganti kode QR loket")
    MADE_TICKETS = "counter", "made tickets", _("Membuat tiket atau sambungan di loket")
    REVOKED_TICKETS = "counter", "revoked tickets", _("Mencabut tiket atau sambungan di loket")
    CHOSE_DOORS = "counter", "chose doors", _("Mengatur jalur penilaian di loket")
    JUDGED_BATCH = "counter", "judged held voices", _("Memutuskan penilaian yang ditahan di loket")
    STARTED_KIOSK = "counter", "started a kiosk", _("Memulai kios di loket")
    ENDED_KIOSK = "counter", "ended a kiosk", _("Mengakhiri kios di loket")
    TYPED_PAPER = "counter", "types paper slips", _("Mengetik slip kertas loket")
    CREATED_CYCLE = "cycle", "created", _("Membuat siklus")
    AMENDED_CYCLE = "cycle", "amended", _("Mengubah siklus sebelum dibuka")
    DELETED_CYCLE = "cycle", "deleted", _("Menghapus rancangan siklus")
    GATHERED_NOMINATIONS = "cycle", "gathers nominations", _("Meminta usulan rekan penilai")
    SET_LAST_DAY_OF_NAMES = (
        "cycle",
        "set last day of names",
        _("Menetapkan hari terakhir usulan rekan"),
    )
    AGREED_TO_NAMES = "cycle", "agreed to names", _("Menyetujui usulan rekan menggantikan atasan")
    APPOINTED_RATERS = "cycle", "appointed", _("Menunjuk penilai")
    PLANNED_OPENING = "cycle", "planned opening", _("Merencanakan pembukaan siklus")
    WITHDREW_OPENING = "cycle", "withdrew opening", _("Menarik rencana pembukaan")
    CHOSE_HOLDERS = "cycle", "chose key holders", _("Menentukan pemegang kunci siklus")
    REPLACED_HOLDER_CODE = "cycle", "replaced a holder's code", _("Mengganti kode pemegang kunci")
    OPENED_CYCLE = "cycle", "opened", _("Membuka siklus")
    DREW_NARROW_CIRCLES = "cycle", "narrow circles", _("Rekan diundi dari lingkungan yang kecil")
    ADDED_RATERS = "cycle", "added raters", _("Meminta penilai pengganti")
    WITHDREW_PARTICIPANT = "cycle", "withdrew", _("Menarik pegawai dari siklus")
    LIFTED_POLICY = "cycle", "policy lifted", _("Menaikkan kebijakan ke batas terendah")
    EXTENDED_DEADLINE = "cycle", "extended deadline", _("Mengundurkan batas waktu")
    ASKED_TO_REMIND = "cycle", "asked to remind", _("Meminta pengingat bagi sebagian penilai")
    ASKED_TO_CLOSE = "cycle", "asked to close early", _("Meminta penutupan lebih awal")
    WITHDREW_CLOSING = (
        "cycle",
        "withdrew closing early",
        _("Menarik permintaan penutupan lebih awal"),
    )
    AGREED_TO_CLOSE = "cycle", "agreed to close early", _("Menyetujui penutupan lebih awal")
    BEGAN_SEALING = "cycle", "began sealing", _("Menutup siklus; penguncian dimulai")
    SEALED_CYCLE = "cycle", "sealed", _("Menutup dan mengunci siklus")
    FIXED_RESULTS = "cycle", "fixed results", _("Mencatat kode keaslian hasil")
    ASKED_TO_PUBLISH = "cycle", "asked to publish", _("Meminta penerbitan hasil")
    WITHDREW_PUBLISHING = "cycle", "withdrew publishing", _("Menarik permintaan penerbitan hasil")
    AGREED_TO_PUBLISH = "cycle", "agreed to publish", _("Menyetujui penerbitan hasil")
    PUBLISHED_CYCLE = "cycle", "published", _("Menerbitkan hasil")
    STARTED_TALK_SURVEY = "cycle", "asked about talks", _("Meminta pendapat tentang percakapan")
    RELEASED_TALK_SURVEY = (
        "cycle",
        "released figures about talks",
        _("Menerbitkan angka tentang percakapan"),
    )
    ENDED_TALK_SURVEY = (
        "cycle",
        "ended asking about talks",
        _("Mengakhiri pendapat tentang percakapan tanpa angka"),
    )
    ARCHIVED_CYCLE = "cycle", "archived", _("Memindahkan siklus ke arsip")
    UNARCHIVED_CYCLE = "cycle", "unarchived", _("Mengeluarkan siklus dari arsip")
    ASKED_TO_DELETE_RESULTS = (
        "cycle",
        "asked to delete results",
        _("Meminta penghapusan hasil lama"),
    )
    WITHDREW_DELETION = "cycle", "withdrew deletion", _("Menarik permintaan penghapusan hasil")
    DELETED_RESULTS = "cycle", "deleted results", _("Menghapus hasil siklus")
    MADE_RATING_FINAL = "cycle", "made a rating final", _("Menetapkan rating perilaku")
    REOPENED_RATING = "cycle", "reopened a rating", _("Membuka kembali rating perilaku")
    IMPORTED_WORK_RESULTS = "cycle", "imported work results", _("Mengimpor rating hasil kerja")
    EXPORTED_PROFILES = "cycle", "exported profiles", _("Mengekspor profil")
    LODGED_OBJECTION = "cycle", "lodged an objection", _("Keberatan atas profil diajukan")
    WITHDREW_OBJECTION = "cycle", "withdrew an objection", _("Keberatan atas profil ditarik")
    DECIDED_OBJECTION = "cycle", "decided an objection", _("Memutus keberatan atas profil")
    NAMED_DECIDER = "cycle", "named who decides", _("Menunjuk pemutus keberatan")
    NAMED_STAND_IN = "cycle", "named a stand-in", _("Menunjuk pengganti Pejabat Penilai Kinerja")
    SHOWED_COMMENT = "cycle", "showed a comment", _("Menayangkan satu komentar")
    REDACTED_COMMENT = "cycle", "redacted a comment", _("Menyunting satu komentar")
    HID_COMMENT = "cycle", "hid a comment", _("Tidak menayangkan satu komentar")
    TOOK_BACK_COMMENT = "cycle", "took back a comment", _("Mengembalikan satu komentar ke antrean")
    TOOK_BACK_COMMENTS = (
        "cycle",
        "took back all comments",
        _("Menarik kembali penayangan semua komentar"),
    )
    SHOWED_COMMENTS = "cycle", "showed all comments", _("Menayangkan semua komentar yang menunggu")
    OPENED_SATISFACTION_SURVEY = "satisfaction survey", "opened", _("Membuka SKM")
    CLOSED_SATISFACTION_SURVEY = "satisfaction survey", "closed", _("Menutup SKM")
    ENDED_SATISFACTION_SURVEY = (
        "satisfaction survey",
        "ended without figures",
        _("Mengakhiri SKM tanpa angka"),
    )
    PRINTED_SURVEY_TICKETS = "satisfaction survey", "printed tickets", _("Mencetak tiket SKM")
    PLANNED_FOLLOW_UP = (
        "satisfaction survey",
        "planned follow-up",
        _("Mengubah rencana tindak lanjut SKM"),
    )
    PUBLISHED_SATISFACTION_SURVEY = "satisfaction survey", "published", _("Menerbitkan SKM")
    ADDED_PROVIDER = "training provider", "added", _("Menambah lembaga pelatihan")
    CHANGED_PROVIDER = "training provider", "changed", _("Mengubah lembaga pelatihan")
    SHARED_NEEDS = "training provider", "shared needs", _("Membuka kebutuhan bagi mitra")
    ADDED_PARTNER = "training provider", "added partner", _("Membuat akun mitra")
    ENDED_PARTNER = "training provider", "ended partner", _("Mengakhiri akun mitra")
    ADDED_PROGRAMME = "training programme", "added", _("Menambah program pelatihan")
    CHANGED_PROGRAMME = "training programme", "changed", _("Mengubah program pelatihan")
    PROPOSED_PROGRAMME = "training programme", "proposed", _("Mengusulkan program pelatihan")
    ACCEPTED_PROGRAMME = "training programme", "accepted", _("Menerima usulan program")
    DECLINED_PROGRAMME = "training programme", "declined", _("Menolak usulan program")
    IMPORTED_CATALOGUE = "agency", "imported catalogue", _("Mengimpor katalog pelatihan")
    SET_TRAINING_CEILING = "agency", "training ceiling", _("Menetapkan pagu pelatihan")
    DECIDED_NEED = "training need", "decided", _("Menetapkan kebutuhan unit (AKPK)")
    ENTERED_RUN = "training run", "entered", _("Mencatat pelaksanaan pelatihan")
    SENT_TO_TRAINING = "training run", "sent officers", _("Mengirim pegawai ke pelatihan")
    TOOK_OFF_ROLL = "training run", "took off roll", _("Mengeluarkan pegawai dari daftar peserta")
    REPORTED_ATTENDANCE = "training run", "reported", _("Melaporkan kehadiran pelatihan")
    CONFIRMED_ATTENDANCE = "training run", "confirmed", _("Mengesahkan kehadiran pelatihan")
    UNDID_ATTENDANCE = "training run", "undid attendance", _("Membatalkan kehadiran pelatihan")
    CORRECTED_RUN = "training run", "corrected", _("Membetulkan pelaksanaan pelatihan")
    DELETED_RUN = "training run", "deleted", _("Menghapus pelaksanaan pelatihan")
    ISSUED_DOCUMENT = "document", "issued", _("Menandatangani dokumen profil")
    REVOKED_DOCUMENT = "document", "revoked", _("Mencabut dokumen profil")

    kind: str
    code: str
    words: LazyString

    def __new__(cls, kind: str, code: str, words: LazyString) -> Act:
        act = object.__new__(cls)
        act._value_ = (kind, code)
        act.kind, act.code, act.words = kind, code, words
        return act

    @classmethod
    def of(cls, kind: str, code: str) -> Act | None:
        """The act as it is stored; None for one that only a newer version knows."""
        return next((act for act in cls if (act.kind, act.code) == (kind, code)), None)
