"""What is kept for how long, and why; each room removes its own rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.access.forgetting import forget_old_codes
from berakhlak.accounts.devices import forget_ended_sessions
from berakhlak.accounts.spent_proofs import forget_spent_proofs
from berakhlak.complaints.erasing import forget_complaints
from berakhlak.data_rights.notices import forget_old_notices
from berakhlak.data_rights.operations import forget_answered
from berakhlak.development.notes import forget_ended_notes
from berakhlak.feedback.operations import forget_feedback
from berakhlak.formats import local_day
from berakhlak.jobs.operations import forget_old_jobs
from berakhlak.mail.ended_links import forget_ended_links
from berakhlak.people.photos import forget_photos
from berakhlak.training.rolls import forget_rolls

Forget = Callable[[Session, int, datetime], int | None]


@dataclass(frozen=True)
class RetentionRule:
    """`forget` removes what is over in the office with this id; its caller commits.

    It says how many rows that were, or None where the number itself could tell of a rater.
    """

    code: str
    what: LazyString
    kept: LazyString
    why: LazyString
    forget: Forget


def _sessions(session: Session, _agency_id: int, at: datetime) -> None:
    # Their rows name nobody, so they belong to no office. Where few sign in, the number that ends
    # on a day would tell that somebody came on the day when it began.
    forget_ended_sessions(session, local_day(at))
    forget_spent_proofs(session, local_day(at))


def _notes(session: Session, agency_id: int, _at: datetime) -> None:
    # Others read how many rows a run removed; a note is known to its writer alone.
    forget_ended_notes(session, agency_id)


def _notices(session: Session, _agency_id: int, _at: datetime) -> None:
    # Of no office, like sessions: the number would tell one office how many read it in all.
    forget_old_notices(session)


RULES = (
    RetentionRule(
        "photos",
        _("Foto petugas yang tidak tampil lagi"),
        _("sampai pembersihan berikutnya"),
        _("Foto hanya untuk mengenali petugas yang masih melayani di loket."),
        lambda session, agency_id, _at: forget_photos(session, agency_id),
    ),
    RetentionRule(
        "notes",
        _("Catatan atasan tentang pegawai yang tidak lagi dipimpinnya"),
        _("sampai pembersihan berikutnya"),
        _("Catatan hanya untuk menyiapkan percakapan, dan tidak berpindah kepada penerusnya."),
        _notes,
    ),
    RetentionRule(
        "links",
        _("Dasar tautan masuk dalam email, dan perangkat yang membukanya"),
        _("selama siklusnya dibuka"),
        _("Sesudah siklus ditutup, tautan tidak membuka apa-apa lagi."),
        lambda session, agency_id, _at: forget_ended_links(session, agency_id),
    ),
    RetentionRule(
        "sessions",
        _("Sesi masuk yang sudah berakhir"),
        _("sampai hari terakhirnya"),
        _("Hanya sesi yang masih berlaku perlu dikenali."),
        _sessions,
    ),
    RetentionRule(
        "feedback",
        _("Umpan balik antarpegawai"),
        _(
            "selama masa simpan hasil instansi, atau dua tahun bila belum ditetapkan; sampai "
            "penerimanya keluar; permintaan yang tidak dijawab 60 hari"
        ),
        _("Umpan balik berguna selama perilakunya masih dibicarakan."),
        lambda session, agency_id, at: forget_feedback(session, agency_id, local_day(at)),
    ),
    RetentionRule(
        "notices",
        _("Tanda bahwa versi lama pemberitahuan pelindungan data sudah dibaca"),
        _("sampai ada versi baru"),
        _("Hanya versi yang berlaku perlu dibuktikan."),
        _notices,
    ),
    RetentionRule(
        "codes",
        _("Catatan kode masuk yang tidak berlaku lagi"),
        _("90 hari sesudah berakhir"),
        _("Pegawai dan BKD dapat melihat siapa memberi kode masuk, selama masih dapat ditanyakan."),
        lambda session, agency_id, at: forget_old_codes(session, agency_id, local_day(at)),
    ),
    RetentionRule(
        "corrections",
        _("Permintaan perbaikan data yang sudah dijawab"),
        _("satu tahun sesudah dijawab"),
        _("Pegawai dapat menunjukkan apa yang diminta dan dijawab, selama masih ditanyakan."),
        lambda session, agency_id, at: forget_answered(session, agency_id, local_day(at)),
    ),
    RetentionRule(
        "complaints",
        _("Keluhan pengguna layanan"),
        _("selama masa simpan keluhan instansi sesudah ditutup, biasanya 24 bulan"),
        _("Pembuat keluhan dapat membaca jawabannya; sesudah itu tinggal jumlah per unit."),
        lambda session, agency_id, at: forget_complaints(session, agency_id, local_day(at)),
    ),
    RetentionRule(
        "rolls",
        _("Daftar peserta pelatihan"),
        _("yang tidak hadir 90 hari sesudah hari terakhir; yang hadir lima tahun"),
        _("JP yang dicapai dapat ditunjukkan; siapa yang batal hadir tidak perlu disimpan."),
        lambda session, agency_id, at: forget_rolls(session, agency_id, local_day(at)),
    ),
    RetentionRule(
        "jobs",
        _("Catatan pekerjaan di belakang layar"),
        _("90 hari sesudah selesai"),
        _(
            "Sesudah itu tidak ada yang menanyakan jalannya; hasilnya sendiri disimpan di "
            "tempatnya."
        ),
        forget_old_jobs,
    ),
)
