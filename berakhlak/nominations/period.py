"""HR steers the gathering of names: its last day, reminders, and lists whose supervisor is silent.

See docs/decisions/0169-last-day-of-nominations.md.
"""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.queries import held_state
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.formats import long_date
from berakhlak.nominations.models import NominationPeriod
from berakhlak.nominations.operations import NominationClosed, agree_to_list, writable_list
from berakhlak.people.models import Person


class LastDayRefused(InvalidInput):
    """Names cannot be gathered until this day."""


class NothingToAgreeTo(StateConflict):
    """Nobody has named anybody on this list, or it is agreed to."""

    message = _("Daftar ini kosong atau sudah disetujui.")


def set_last_day(
    session: Session,
    cycle: Cycle,
    last_day: date,
    *,
    by: Actor | None,
    at: datetime,
    today: date,
) -> None:
    """Let officers name colleagues until this day, before the day of opening.

    A day of opening that has passed binds nobody any more. Raises LastDayRefused, NominationClosed.
    """
    if last_day < today:
        raise LastDayRefused(_("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."))
    if today < cycle.opens_on <= last_day:
        day = long_date(cycle.opens_on)
        raise LastDayRefused(
            _("Siklus direncanakan dibuka %(day)s. Pilih hari sebelum itu.", day=day)
        )
    _period(session, cycle).last_day = last_day
    detail = {"day": last_day.isoformat()}
    audit.record_act(session, Act.SET_LAST_DAY_OF_NAMES, cycle.id, by=by, at=at, detail=detail)
    _require_gathering(session, cycle)


def ask_reminders(session: Session, cycle: Cycle, *, day: date) -> None:
    """Let the mail of that day remind who has named nobody, and supervisors whose lists wait.

    Raises NominationClosed.
    """
    _period(session, cycle).remind_from = day
    _require_gathering(session, cycle)


def agree_in_stead(
    session: Session, cycle: Cycle, officer: Person, *, by: Actor | None, at: datetime
) -> None:
    """HR agrees to a list in the supervisor's stead, without reading its names.

    Raises NominationClosed, NothingToAgreeTo.
    """
    found = writable_list(session, cycle, officer)
    if found.is_agreed or not any(row.stands for row in found.names):
        raise NothingToAgreeTo
    agree_to_list(session, cycle, officer)
    found.is_agreed_by_hr = True
    detail = {"name": officer.called}
    audit.record_act(session, Act.AGREED_TO_NAMES, cycle.id, by=by, at=at, detail=detail)
    session.flush()


def _period(session: Session, cycle: Cycle) -> NominationPeriod:
    found = session.get(NominationPeriod, cycle.id)
    if found is None:
        found = NominationPeriod(cycle_id=cycle.id)
        session.add(found)
    return found


def _require_gathering(session: Session, cycle: Cycle) -> None:
    """Asked after writing, so that opening waits for us, or we see that it has begun."""
    session.flush()
    if held_state(session, cycle.id) is not CycleState.NOMINATION:
        raise NominationClosed
