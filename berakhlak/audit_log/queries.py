"""The audit record of one agency, in words, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_decimal, ngettext
from flask_babel import lazy_gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from berakhlak.accounts.models import Account
from berakhlak.assignments.widening import NARROW, NarrowCircles
from berakhlak.audit.models import AuditEntry
from berakhlak.audit.queries import latest_act
from berakhlak.cycles.changes import changed_in
from berakhlak.cycles.models import Cycle
from berakhlak.pagination import paginate_rows
from berakhlak.sealing.row_counts import SEALED_ACT, SealingCounts, parse_sealed_act

PER_PAGE = 50

# By kind of object and act; a test compares these with everything that the code records.
ACTS: dict[tuple[str, str], object] = {
    ("account", "signed in"): _("Masuk"),
    ("account", "changed password"): _("Mengganti kata sandi"),
    ("account", "set password"): _("Menetapkan kata sandi"),
    ("account", "created"): _("Membuat akun"),
    ("account", "granted hr"): _("Memberi wewenang pengelola kepegawaian"),
    ("account", "granted admin"): _("Memberi wewenang administrator"),
    ("account", "revoked hr"): _("Mencabut wewenang pengelola kepegawaian"),
    ("account", "revoked admin"): _("Mencabut wewenang administrator"),
    ("agency", "created"): _("Mendaftarkan instansi"),
    ("agency", "imported people"): _("Mengimpor pegawai"),
    ("agency", "changed mail choices"): _("Mengatur email"),
    ("agency", "worded mail anew"): _("Mengubah naskah email"),
    ("account", "invited anew"): _("Mengirim ulang undangan dengan tautan baru"),
    ("agency", "read whole nips"): _("Membaca daftar dengan NIP lengkap"),
    ("person", "confirmed unusual nip"): _("Menyatakan NIP yang tidak lazim benar"),
    ("person", "deactivated"): _("Menonaktifkan pegawai"),
    ("agency", "restored from a backup"): _("Memulihkan basis data dari cadangan"),
    ("counter", "added"): _("Menambah loket"),
    ("counter", "renamed"): _("Mengganti nama loket"),
    ("counter", "closed"): _("Menutup loket"),
    ("counter", "reopened"): _("Membuka kembali loket"),
    ("counter", "replaced its code"): _("Mengganti kode QR loket"),
    ("cycle", "created"): _("Membuat siklus"),
    ("cycle", "amended"): _("Mengubah siklus sebelum dibuka"),
    ("cycle", "deleted"): _("Menghapus rancangan siklus"),
    ("cycle", "gathers nominations"): _("Meminta usulan rekan penilai"),
    ("cycle", "opened"): _("Membuka siklus"),
    ("cycle", NARROW): _("Rekan diundi dari lingkungan yang kecil"),
    ("cycle", "policy lifted"): _("Menaikkan kebijakan ke batas terendah"),
    ("cycle", "asked to close early"): _("Meminta penutupan lebih awal"),
    ("cycle", "withdrew closing early"): _("Menarik permintaan penutupan lebih awal"),
    ("cycle", "agreed to close early"): _("Menyetujui penutupan lebih awal"),
    ("cycle", "began sealing"): _("Menutup siklus; penguncian dimulai"),
    ("cycle", "sealed"): _("Menutup dan mengunci siklus"),
    ("cycle", "fixed results"): _("Mencatat kode keaslian hasil"),
    ("cycle", "published"): _("Menerbitkan hasil"),
    ("cycle", "exported profiles"): _("Mengekspor profil"),
    ("cycle", "showed a comment"): _("Menayangkan satu komentar"),
    ("cycle", "redacted a comment"): _("Menyunting satu komentar"),
    ("cycle", "showed all comments"): _("Menayangkan semua komentar yang menunggu"),
    ("document", "issued"): _("Menandatangani dokumen profil"),
    ("document", "revoked"): _("Mencabut dokumen profil"),
}
MODERATION = ("showed a comment", "redacted a comment", "showed all comments")

_Subject = aliased(Account)
_Deleted = aliased(AuditEntry)
# A deleted draft leaves its number to the next cycle: what was done to the one is not the other's.
_is_of_a_deleted = (
    select(_Deleted.id)
    .where(
        _Deleted.object_kind == "cycle",
        _Deleted.object_id == AuditEntry.object_id,
        _Deleted.id >= AuditEntry.id,
        _Deleted.act.startswith("deleted: "),
    )
    .exists()
)
_on_cycle = and_(
    AuditEntry.object_kind == "cycle", Cycle.id == AuditEntry.object_id, ~_is_of_a_deleted
)
_on_account = and_(AuditEntry.object_kind == "account", _Subject.id == AuditEntry.object_id)


@dataclass(frozen=True)
class AuditLine:
    """One entry with the names behind its ids; `name` is None for the operator."""

    entry: AuditEntry
    name: str | None
    subject: str | None

    @property
    def act(self) -> object:
        act, _colon, detail = self.entry.act.partition(": ")
        words = ACTS.get((self.entry.object_kind, act), act)
        detail = _in_numbers(self.entry.act) or detail
        return f"{words} ({detail})" if detail else words


def _in_numbers(act: str) -> str:
    """What an act that was recorded with numbers says; empty for others."""
    if (changed := changed_in(act)) is not None:
        return str(
            ngettext(
                "%(num)s pegawai berubah unit, jabatan, atasan, atau akunnya dalam 30 hari "
                "sebelumnya",
                "%(num)s pegawai berubah unit, jabatan, atasan, atau akunnya dalam 30 hari "
                "sebelumnya",
                changed,
            )
        )
    if narrow := NarrowCircles.read(act):
        return str(
            _(
                "%(narrow)s dari %(officers)s pegawai",
                narrow=format_decimal(narrow.narrow),
                officers=format_decimal(narrow.officers),
            )
        )
    if counts := parse_sealed_act(act):
        return str(
            _(
                "%(sheets)s formulir dan %(voices)s penilaian pengguna layanan dihitung, "
                "%(back)s tidak dinilai, %(out)s rusak ditinggalkan",
                sheets=format_decimal(counts.sheets),
                voices=format_decimal(counts.voices),
                back=format_decimal(counts.given_back),
                out=format_decimal(counts.spoilt),
            )
        )
    return ""


def audit_page_of(session: Session, agency_id: int, page: int) -> Pagination:
    """A page of what accounts of the agency did, and operators to what is the agency's."""
    return paginate_rows(session, _lines(_within(agency_id)), page, PER_PAGE, _line)


def comment_acts(session: Session, cycle: Cycle) -> Sequence[AuditLine]:
    """Who let comments of this cycle through or redacted them; the newest, at most a page."""
    about = and_(
        AuditEntry.object_kind == "cycle",
        AuditEntry.object_id == cycle.id,
        AuditEntry.act.in_(MODERATION),
    )
    found = session.execute(_lines(about).limit(PER_PAGE))
    return [_line(entry, name, title, subject) for entry, name, title, subject in found]


def sealed_counts(session: Session, cycle: Cycle) -> SealingCounts | None:
    """What became of each row when the cycle was sealed; None before, or where none were kept."""
    act = latest_act(session, "cycle", cycle.id, f"{SEALED_ACT}: ")
    return parse_sealed_act(act) if act and cycle.sealed_at else None


def _line(entry: AuditEntry, name: str | None, cycle: str | None, account: str | None) -> AuditLine:
    return AuditLine(entry, name, cycle or account)


def _within(agency_id: int) -> ColumnElement[bool]:
    own_agency = and_(AuditEntry.object_kind == "agency", AuditEntry.object_id == agency_id)
    ours = or_(Cycle.agency_id == agency_id, _Subject.agency_id == agency_id, own_agency)
    return or_(Account.agency_id == agency_id, and_(AuditEntry.account_id.is_(None), ours))


def _lines(condition: ColumnElement[bool]) -> Select[AuditEntry, str, str, str]:
    return (
        select(AuditEntry, Account.name, Cycle.name, _Subject.name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .outerjoin(Cycle, _on_cycle)
        .outerjoin(_Subject, _on_account)
        .where(condition)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
