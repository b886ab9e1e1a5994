"""Raters whom HR appoints, officer by officer, before a cycle opens; opening erases the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, delete, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import BEFORE_OPENING, Cycle, CycleUnit
from berakhlak.cycles.queries import held_state
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import InvalidInput, NotFound, StateConflict
from berakhlak.nominations.appointment_file import (
    read_appointments,
    why_not_appointed,
)
from berakhlak.nominations.barred_pairs import are_barred, barred_people
from berakhlak.nominations.models import Appointment
from berakhlak.people.models import Person
from berakhlak.people.table_lines import LinesRefused


class AppointingClosed(StateConflict):
    """The cycle has opened: who rates whom is settled."""

    message = _("Siklus sudah dibuka: siapa menilai siapa tidak dapat diubah lagi.")


class NothingToAppoint(StateConflict):
    """The cycle has no group whose raters are appointed."""

    message = _(
        "Siklus ini tidak punya kelompok penilai yang ditunjuk. Tambahkan dahulu di kebijakannya."
    )


class AppointmentsRefused(LinesRefused):
    """The file of appointments cannot be taken."""


class RaterRefused(InvalidInput):
    """This rater cannot be appointed for this officer; the message says why."""


class AppointmentGone(NotFound):
    """The officer has no such appointed rater, or not any more."""

    message = _("Penilai ini sudah tidak ditunjuk.")


@dataclass(frozen=True)
class StandingAppointment:
    """An appointment that opening will turn into an assignment, by ids of people."""

    ratee_id: int
    rater_id: int
    group: str


def appoint_from_file(
    session: Session, cycle: Cycle, content: bytes, *, by: Actor | None, at: datetime
) -> int:
    """Put the appointments of a file in place of all that were there; returns how many.

    All or nothing. Raises AppointingClosed, NothingToAppoint, AppointmentsRefused.
    """
    if not cycle.policy.appointed:
        raise NothingToAppoint
    wanted, faults = read_appointments(session, cycle, content)
    if faults:
        raise AppointmentsRefused(faults)
    session.execute(delete(Appointment).where(Appointment.cycle_id == cycle.id))
    rows = [
        {"cycle_id": cycle.id, "ratee_id": ratee, "rater_id": rater, "group": group}
        for (ratee, rater), group in wanted.items()
    ]
    if rows:
        session.execute(insert(Appointment), rows)
    _record(session, cycle, len(rows), by=by, at=at)
    return len(rows)


def appoint_rater(
    session: Session,
    cycle: Cycle,
    ratee: Person,
    rater: Person,
    group: str,
    *,
    instead_of: int | None = None,
    by: Actor | None,
    at: datetime,
) -> None:
    """Appoint one more rater of an officer, or one in place of another (`instead_of`).

    Raises AppointingClosed, NothingToAppoint, RaterRefused.
    """
    if group not in {each.code for each in cycle.policy.appointed}:
        raise NothingToAppoint
    if not rater.is_active or rater.agency_id != ratee.agency_id:
        raise RaterRefused(_("%(name)s bukan pegawai aktif instansi ini.", name=rater.called))
    if why := why_not_appointed(ratee, rater, barred_people(session, cycle.agency_id)):
        raise RaterRefused(why)
    if instead_of is not None:
        _take_away(session, cycle, ratee, instead_of)
    row = {"cycle_id": cycle.id, "ratee_id": ratee.id, "rater_id": rater.id, "group": group}
    known = _count_kept(session, cycle)
    session.execute(insert_unless_known(session, Appointment, row))
    if _count_kept(session, cycle) == known:
        words = {"rater": rater.called, "ratee": ratee.called}
        raise RaterRefused(_("%(rater)s sudah ditunjuk menilai %(ratee)s.", **words))
    _record(session, cycle, _count_kept(session, cycle), by=by, at=at)


def remove_appointment(
    session: Session, cycle: Cycle, ratee: Person, rater_id: int, *, by: Actor | None, at: datetime
) -> None:
    """Take one appointed rater of an officer away. Raises AppointingClosed, AppointmentGone."""
    _take_away(session, cycle, ratee, rater_id)
    _record(session, cycle, _count_kept(session, cycle), by=by, at=at)


def _take_away(session: Session, cycle: Cycle, ratee: Person, rater_id: int) -> None:
    row = (Appointment.cycle_id == cycle.id, Appointment.ratee_id == ratee.id)
    gone = delete(Appointment).where(*row, Appointment.rater_id == rater_id)
    if not rows_changed(session, gone):
        raise AppointmentGone


def _record(session: Session, cycle: Cycle, raters: int, *, by: Actor | None, at: datetime) -> None:
    """How many are appointed now; of whom is not kept, for opening erases it.

    Raises AppointingClosed. Asked after writing: a cycle that opens meanwhile waits for us, or we
    see that it has.
    """
    detail = {"raters": raters}
    audit.record_act(session, Act.APPOINTED_RATERS, cycle.id, by=by, at=at, detail=detail)
    session.flush()
    if held_state(session, cycle.id) not in BEFORE_OPENING:
        raise AppointingClosed


def _count_kept(session: Session, cycle: Cycle) -> int:
    rows = select(func.count()).where(Appointment.cycle_id == cycle.id)
    return session.scalar(rows.select_from(Appointment)) or 0


def standing_appointments(session: Session, cycle: Cycle) -> list[StandingAppointment]:
    """Those that count as things are now: the group is still there, the officer still rated, the
    rater still active, neither leads the other, and HR did not bar the pair."""
    if not cycle.policy.appointed:
        return []
    rows = session.execute(_standing(cycle).order_by(Appointment.ratee_id, Appointment.rater_id))
    return [StandingAppointment(*row) for row in rows]


def _standing(cycle: Cycle) -> Select[int, int, str]:
    codes = [group.code for group in cycle.policy.appointed]
    return select(Appointment.ratee_id, Appointment.rater_id, Appointment.group).where(
        Appointment.cycle_id == cycle.id,
        Appointment.group.in_(codes),
        _is_somebody(
            Appointment.ratee_id,
            Person.unit_id.in_(select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)),
            Person.supervisor_id.is_distinct_from(Appointment.rater_id),
        ),
        _is_somebody(
            Appointment.rater_id,
            Person.supervisor_id.is_distinct_from(Appointment.ratee_id),
        ),
        ~are_barred(Appointment.rater_id, Appointment.ratee_id),
    )


def _is_somebody(
    person_id: InstrumentedAttribute[int], *conditions: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Whether an active officer of this number meets the conditions. Looked up one by one:
    PostgreSQL would else read everybody of the agency for a few thousand."""
    found = select(Person.id).where(Person.id == person_id, Person.is_active, *conditions)
    return found.correlate(Appointment).limit(1).scalar_subquery().is_not(None)


def count_appointments(session: Session, cycle: Cycle) -> tuple[dict[str, int], int]:
    """Standing appointments by group, and how many more are kept but do not count."""
    found = _standing(cycle).with_only_columns(Appointment.group, func.count())
    standing = dict(session.execute(found.group_by(Appointment.group)).all())
    return standing, _count_kept(session, cycle) - sum(standing.values())


def erase_appointments(session: Session, cycle: Cycle) -> None:
    """Forget the list; from here on assignments say it."""
    session.execute(delete(Appointment).where(Appointment.cycle_id == cycle.id))
