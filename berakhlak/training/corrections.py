"""Runs that were entered wrongly: attendance undone, days and hours corrected, the run deleted.

Each with a reason, on record; docs/decisions/0250 says in which order and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.formats import local_day
from berakhlak.training.models import MOST_HOURS, TrainingAttendance, TrainingRun
from berakhlak.training.rolls import UNATTENDED_KEPT
from berakhlak.training.runs import hold_run, require_days, require_unconfirmed

LONGEST_REASON = 300


class ReasonMissing(InvalidInput):
    """What is changed afterwards is changed for a reason that others can read."""

    message = _(
        "Tulis alasannya, paling banyak 300 huruf. Alasan ini tercatat di Riwayat aktivitas."
    )


class HoursOutOfBounds(InvalidInput):
    """No number of hours that a training could have."""

    message = _("Isi JP dengan angka bulat dari 1 sampai 2000.")


class AttendanceReported(StateConflict):
    """Somebody has said who came on these days; that is undone first, not overwritten."""

    message = _(
        "Kehadiran sudah dilaporkan. Batalkan dahulu kehadirannya, lalu betulkan atau hapus "
        "pelaksanaan ini."
    )


class NothingToUndo(StateConflict):
    """Nobody has reported attendance."""

    message = _("Belum ada laporan kehadiran yang dapat dibatalkan.")


class TooOldToUndo(StateConflict):
    """Whoever did not attend is erased by now, and whoever did would be with them."""

    message = _(
        "Kehadiran hanya dapat dibatalkan sampai 90 hari sesudah hari terakhir; sesudah itu yang "
        "tidak hadir sudah dihapus."
    )


@dataclass(frozen=True)
class RunFacts:
    """What HR states of a run; hours are JP."""

    starts_on: date
    ends_on: date
    hours: int


def undo_attendance(
    session: Session, run: TrainingRun, reason: str, *, by: Actor | None, at: datetime
) -> None:
    """Take back who attended, and the hours where they count; the roll stays. Raises
    ReasonMissing, NothingToUndo, TooOldToUndo."""
    why = _checked(reason)
    hold_run(session, run)
    if run.reported_on is None:
        raise NothingToUndo
    if local_day(at) > run.ends_on + UNATTENDED_KEPT:
        raise TooOldToUndo
    came = _on_roll(session, run, attended=True) if run.confirmed_on else 0
    mine = TrainingAttendance.run_id == run.id
    session.execute(update(TrainingAttendance).where(mine).values(attended=None))
    run.confirmed_on = run.reported_on = None
    session.flush()
    # Hours of so many officers no longer count.
    detail: dict[str, int | str] = {"reason": why, "people": came}
    record_act(session, Act.UNDID_ATTENDANCE, run.id, by=by, at=at, detail=detail)


def correct_run(
    session: Session, run: TrainingRun, facts: RunFacts, reason: str, *,
    by: Actor | None, at: datetime,
) -> None:  # fmt: skip
    """Raises ReasonMissing, HoursOutOfBounds, DaysInOrder, DaysTooFar, RunConfirmed,
    AttendanceReported."""
    why = _checked(reason)
    if not 1 <= facts.hours <= MOST_HOURS:
        raise HoursOutOfBounds
    require_days(facts.starts_on, facts.ends_on, local_day(at))
    _require_unreported(session, run)
    before = _told(run)
    run.starts_on, run.ends_on, run.hours = facts.starts_on, facts.ends_on, facts.hours
    session.flush()
    detail = {"reason": why, "before": before, "after": _told(run)}
    record_act(session, Act.CORRECTED_RUN, run.id, by=by, at=at, detail=detail)


def delete_run(
    session: Session, run: TrainingRun, reason: str, *, by: Actor | None, at: datetime
) -> None:
    """Delete a run with its roll. Raises ReasonMissing, RunConfirmed, AttendanceReported."""
    why = _checked(reason)
    _require_unreported(session, run)
    sent = _on_roll(session, run)
    run_id, name = run.id, run.programme.title
    detail: dict[str, int | str] = {
        "reason": why,
        "name": name,
        "before": _told(run),
        "people": sent,
    }
    session.execute(delete(TrainingAttendance).where(TrainingAttendance.run_id == run_id))
    session.delete(run)
    session.flush()
    record_act(session, Act.DELETED_RUN, run_id, by=by, at=at, detail=detail)


def _checked(reason: str) -> str:
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        raise ReasonMissing
    return why


def _require_unreported(session: Session, run: TrainingRun) -> None:
    require_unconfirmed(session, run)
    if run.reported_on is not None:
        raise AttendanceReported


def _on_roll(session: Session, run: TrainingRun, *, attended: bool | None = None) -> int:
    found = select(func.count()).select_from(TrainingAttendance)
    found = found.where(TrainingAttendance.run_id == run.id)
    if attended is not None:
        found = found.where(TrainingAttendance.attended.is_(attended))
    return session.scalar(found) or 0


def _told(run: TrainingRun) -> str:
    return f"{run.starts_on.isoformat()}/{run.ends_on.isoformat()}, {run.hours} JP"
