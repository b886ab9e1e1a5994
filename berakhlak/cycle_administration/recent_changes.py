"""What changed about people shortly before opening, as HR's pages tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.cycles.changes import (
    changes_of,
    count_changed,
    count_first_codes,
    count_kinds,
)
from berakhlak.cycles.models import Cycle
from berakhlak.pagination import paginate_rows
from berakhlak.people.models import PlacementChange, PlacementChangeKind

FEW = 5  # Changes told beside other things; the rest has a page of its own.
PER_PAGE = 50
KINDS: dict[PlacementChangeKind, object] = {
    PlacementChangeKind.NEW: _("Baru dicatat"),
    PlacementChangeKind.RETURNED: _("Diaktifkan kembali"),
    PlacementChangeKind.LEFT: _("Dinonaktifkan"),
    PlacementChangeKind.UNIT: _("Pindah unit kerja"),
    PlacementChangeKind.PARENT: _("Unit kerjanya dipindah"),
    PlacementChangeKind.LEVEL: _("Jenis jabatan"),
    PlacementChangeKind.SUPERVISOR: _("Atasan langsung"),
    PlacementChangeKind.ADDRESS: _("Email untuk masuk"),
    PlacementChangeKind.PASSWORD: _("Kata sandi ditetapkan orang lain, atau kode untuk itu"),
    PlacementChangeKind.FIRST_CODE: _("Kode masuk pertama"),
}


@dataclass(frozen=True)
class RecentChanges:
    """How many people changed shortly before, how many by kind, and the newest changes."""

    people: int
    kinds: Mapping[PlacementChangeKind, int]
    newest: Sequence[PlacementChange]
    first_codes: int = 0

    @property
    def kind_names(self) -> Mapping[PlacementChangeKind, object]:
        return KINDS


def recent_changes(session: Session, cycle: Cycle) -> RecentChanges:
    """In short, for pages about something else."""
    now = clock.utc_now()
    return RecentChanges(
        people=count_changed(session, cycle, now),
        kinds=count_kinds(session, cycle, now),
        newest=session.scalars(changes_of(cycle, now).limit(FEW)).all(),
        first_codes=count_first_codes(session, cycle, now),
    )


def all_changes(session: Session, cycle: Cycle, page: int) -> Pagination:
    """A page of every change."""
    return paginate_rows(
        session, changes_of(cycle, clock.utc_now()), page, PER_PAGE, lambda row: row
    )
