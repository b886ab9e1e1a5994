"""Runs of a programme and their rolls: who is sent, who attended, what HR confirms.

Docs/decisions/0230 and 0231 say why.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.formats import local_day
from berakhlak.people.models import Person
from berakhlak.training.models import (
    ProgrammeState,
    TrainingAttendance,
    TrainingProgramme,
    TrainingRun,
)
from berakhlak.training.plans import NotOffered
from berakhlak.training.queries import TrainingNotFound

SEEN_AFTER = timedelta(days=30)
"""After the last day, so long the provider reads the roll."""
LONGEST, AHEAD = timedelta(days=366), timedelta(days=731)


class DaysInOrder(InvalidInput):
    """It ends before it starts."""

    message = _("Hari terakhir tidak boleh sebelum hari pertama.")


class DaysTooFar(InvalidInput):
    """Its roll would be open to the provider for years: mostly a slip of the pen."""

    message = _(
        "Pelaksanaan paling lama satu tahun, dan mulai paling lambat dua tahun dari sekarang. "
        "Periksa tahunnya."
    )


class RunConfirmed(StateConflict):
    """Its hours count; nothing of it is changed unless that is undone first."""

    message = _(
        "Kehadiran sudah disahkan, jadi tidak dapat diubah. Batalkan dahulu kehadirannya, dengan "
        "alasan."
    )


class NotStarted(StateConflict):
    """Nobody can have attended."""

    message = _("Kehadiran baru dapat dilaporkan mulai hari pertama pelatihan.")


class NotOver(StateConflict):
    """Somebody may still miss a day."""

    message = _("Kehadiran baru dapat disahkan mulai hari terakhir pelatihan.")


class NotReported(StateConflict):
    """There is nothing to confirm."""

    message = _("Belum ada laporan kehadiran. Isi dahulu siapa yang hadir.")


class ReportChanged(StateConflict):
    """Somebody reported anew since it was read."""

    message = _(
        "Laporan kehadiran berubah sejak halaman ini dibuka. Periksa sekali lagi, lalu sahkan."
    )


class RollClosed(StateConflict):
    """The provider's days to report are over."""

    message = _("Daftar peserta sudah tertutup: 30 hari sesudah hari terakhir sudah lewat.")


@dataclass(frozen=True)
class Report:
    """Which of those sent attended, and what was taught with."""

    attended: frozenset[int]
    materials: str


def enter_run(
    session: Session, programme: TrainingProgramme, starts_on: date, ends_on: date, *,
    by: Actor | None, at: datetime,
) -> TrainingRun:  # fmt: skip
    """Raises DaysInOrder, DaysTooFar, NotOffered."""
    if programme.state is not ProgrammeState.OFFERED:
        raise NotOffered
    require_days(starts_on, ends_on, local_day(at))
    run = TrainingRun(
        programme_id=programme.id,
        starts_on=starts_on,
        ends_on=ends_on,
        hours=programme.hours,
        materials="",
    )
    session.add(run)
    session.flush()
    record_act(session, Act.ENTERED_RUN, run.id, by=by, at=at, detail={"name": programme.title})
    return run


def require_days(starts_on: date, ends_on: date, today: date) -> None:
    """Raises DaysInOrder, DaysTooFar."""
    if ends_on < starts_on:
        raise DaysInOrder
    if ends_on - starts_on > LONGEST or starts_on > today + AHEAD:
        raise DaysTooFar


def send_officers(
    session: Session, run: TrainingRun, people: Collection[Person], *,
    by: Actor | None, at: datetime, today: date,
) -> int:  # fmt: skip
    """Put officers on the roll; how many were not on it. Raises RunConfirmed."""
    require_unconfirmed(session, run)
    rows = [
        {"run_id": run.id, "person_id": each.id, "sent_on": today, "attended": None}
        for each in people
    ]
    new = sum(
        rows_changed(session, insert_unless_known(session, TrainingAttendance, row)) for row in rows
    )
    record_act(session, Act.SENT_TO_TRAINING, run.id, by=by, at=at, detail={"people": new})
    return new


def take_off_roll(
    session: Session, run: TrainingRun, person_id: int, *, by: Actor | None, at: datetime
) -> None:
    """Raises RunConfirmed."""
    require_unconfirmed(session, run)
    mine = (TrainingAttendance.run_id == run.id, TrainingAttendance.person_id == person_id)
    gone = rows_changed(session, delete(TrainingAttendance).where(*mine))
    record_act(session, Act.TOOK_OFF_ROLL, run.id, by=by, at=at, detail={"people": gone})


def report_attendance(
    session: Session, run: TrainingRun, report: Report, *,
    by: Actor | None, at: datetime, today: date,
) -> None:  # fmt: skip
    """Say who attended; another report takes its place. Raises NotStarted, RunConfirmed."""
    if today < run.starts_on:
        raise NotStarted
    require_unconfirmed(session, run)
    on_roll = set(session.scalars(
        select(TrainingAttendance.person_id).where(TrainingAttendance.run_id == run.id)
    ))  # fmt: skip
    for came in (True, False):
        people = [each for each in on_roll if (each in report.attended) is came]
        mine = (TrainingAttendance.run_id == run.id, TrainingAttendance.person_id.in_(people))
        session.execute(update(TrainingAttendance).where(*mine).values(attended=came))
    run.materials, run.reported_on = report.materials, today
    session.flush()
    detail = {"people": len(on_roll & report.attended)}
    record_act(session, Act.REPORTED_ATTENDANCE, run.id, by=by, at=at, detail=detail)


def confirm_attendance(
    session: Session, run: TrainingRun, *, seen: str, by: Actor | None, at: datetime, today: date
) -> None:
    """Let the hours count; `seen`: the mark of the report that was read. Raises RunConfirmed,
    NotReported, NotOver, ReportChanged."""
    require_unconfirmed(session, run)
    if run.reported_on is None:
        raise NotReported
    if today < run.ends_on:
        raise NotOver
    if seen != report_mark(session, run):
        raise ReportChanged
    run.confirmed_on = today
    session.flush()
    record_act(session, Act.CONFIRMED_ATTENDANCE, run.id, by=by, at=at)


def report_mark(session: Session, run: TrainingRun) -> str:
    """By what a report is known: another one, or another roll, has another mark."""
    rows = select(TrainingAttendance.person_id, TrainingAttendance.attended).where(
        TrainingAttendance.run_id == run.id
    )
    found = sorted((person_id, bool(came)) for person_id, came in session.execute(rows))
    said = json.dumps([found, run.materials])
    return sha256(said.encode()).hexdigest()[:16]


def is_open_to_provider(run: TrainingRun, today: date) -> bool:
    """Whether the provider still reads the roll."""
    return today <= run.ends_on + SEEN_AFTER


def require_open_to_provider(run: TrainingRun, today: date) -> None:
    """Raises RollClosed."""
    if not is_open_to_provider(run, today):
        raise RollClosed


def require_unconfirmed(session: Session, run: TrainingRun) -> None:
    """Whoever comes second waits here, then reads what the first one did. Raises RunConfirmed,
    TrainingNotFound."""
    hold_run(session, run)
    if run.confirmed_on is not None:
        raise RunConfirmed


def hold_run(session: Session, run: TrainingRun) -> None:
    """Let nobody else change it meanwhile. Raises TrainingNotFound where the first one deleted
    it."""
    session.flush()
    wanted = select(TrainingRun.id).where(TrainingRun.id == run.id)
    if session.scalar(wanted.with_for_update()) is None:
        raise TrainingNotFound
    session.refresh(run)
