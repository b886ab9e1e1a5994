"""The audit record of one agency, in words, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.models import Cycle
from berakhlak.dashboard.slices import Slice, sliced

PER_PAGE = 50

# A test compares these with every act that the code records.
ACTS: dict[str, object] = {
    "signed in": _("Masuk"),
    "changed password": _("Mengganti kata sandi"),
    "created": _("Membuat siklus"),
    "opened": _("Membuka siklus"),
    "began sealing": _("Menutup siklus; penyegelan dimulai"),
    "sealed": _("Menyegel siklus"),
    "published": _("Menerbitkan hasil"),
    "showed a comment": _("Menayangkan satu komentar"),
    "redacted a comment": _("Menyunting satu komentar"),
    "showed all comments": _("Menayangkan semua komentar yang menunggu"),
}


@dataclass(frozen=True)
class Line:
    """One entry with the names behind its ids; `name` is None for the operator."""

    entry: AuditEntry
    name: str | None
    cycle: str | None

    @property
    def act(self) -> object:
        return ACTS.get(self.entry.act, self.entry.act)


def record_of(session: Session, agency_id: int, page: int) -> Slice[Line]:
    """A page of what accounts of the agency did, and operators on its cycles."""
    return sliced(session, _lines(_within(agency_id)), page, PER_PAGE, as_line)


def acts_on_comments(session: Session, cycle: Cycle) -> Sequence[Line]:
    """Who let comments of this cycle through or redacted them, newest first."""
    moderation = ("showed a comment", "redacted a comment", "showed all comments")
    about = and_(
        AuditEntry.object_kind == "cycle",
        AuditEntry.object_id == cycle.id,
        AuditEntry.act.in_(moderation),
    )
    return [as_line(*row.tuple()) for row in session.execute(_lines(about))]


def as_line(entry: AuditEntry, name: str | None, cycle: str | None) -> Line:
    return Line(entry, name, cycle)


def _within(agency_id: int) -> ColumnElement[bool]:
    by_operator = and_(AuditEntry.account_id.is_(None), Cycle.agency_id == agency_id)
    return or_(Account.agency_id == agency_id, by_operator)


def _lines(condition: ColumnElement[bool]) -> Select[AuditEntry, str, str]:
    about_cycle = and_(AuditEntry.object_kind == "cycle", Cycle.id == AuditEntry.object_id)
    return (
        select(AuditEntry, Account.name, Cycle.name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .outerjoin(Cycle, about_cycle)
        .where(condition)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
