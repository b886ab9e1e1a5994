"""The last day of an open cycle: later, never earlier. See docs/decisions/0162."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.days import require_days_in_order, require_known_year
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.engines import rows_changed
from berakhlak.errors import InvalidInput
from berakhlak.formats import long_date


class DeadlineNotLater(InvalidInput):
    """Raters were promised the day that stands."""

    def __init__(self, after: date) -> None:
        super().__init__(
            _(
                "Batas waktu hanya dapat diundur. Pilih tanggal sesudah %(day)s.",
                day=long_date(after),
            )
        )


def require_later(cycle: Cycle, closes_on: date, *, today: date) -> None:
    """Raises DeadlineNotLater, YearImplausible, CycleTooLong."""
    require_known_year(closes_on)
    standing = max(cycle.closes_on, today)
    if closes_on <= standing:
        raise DeadlineNotLater(standing)
    require_days_in_order(cycle.opens_on, closes_on)


def extend_deadline(
    session: Session,
    cycle: Cycle,
    *,
    closes_on: date,
    by: Actor | None,
    at: datetime,
    today: date,
) -> None:
    """Give raters until a later day. Raises CycleNotInState unless the cycle takes answers and
    nobody has moved its last day meanwhile, and as `require_later`."""
    require_later(cycle, closes_on, today=today)
    was = cycle.closes_on
    change = (
        update(Cycle)
        .where(Cycle.id == cycle.id, Cycle.state == CycleState.OPEN, Cycle.closes_on == was)
        .values(closes_on=closes_on, extended_on=today)
        .execution_options(synchronize_session=False)
    )
    moved = rows_changed(session, change)
    session.refresh(cycle)
    if not moved:
        raise CycleNotInState
    detail = {"was": was.isoformat(), "now": closes_on.isoformat()}
    audit.record_act(session, Act.EXTENDED_DEADLINE, cycle.id, by=by, at=at, detail=detail)
    session.flush()
