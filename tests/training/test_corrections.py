"""Runs that were entered wrongly: each precondition taken away, and what is left on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.formats import local_today, short_date
from berakhlak.people.models import Person
from berakhlak.training import corrections, runs
from berakhlak.training.corrections import RunFacts
from berakhlak.training.hours import hours_of
from berakhlak.training.models import TrainingAttendance, TrainingRun
from berakhlak.training.queries import TrainingNotFound
from tests.factories.cycles import AT
from tests.factories.training import make_programme, make_provider, make_run

WHY = {"reason": "Salah hari"}
UNNOTICED = {"synchronize_session": False}
BY: Any = {"by": None, "at": AT}


@pytest.fixture
def run(session: Any, published: Any) -> TrainingRun:
    """A run of today with two officers on its roll, of whom one has come."""
    officers = [session.get_one(Person, seat.person_id) for seat in published.officers[:2]]
    programme = make_programme(session, make_provider(session, published.opened.agency))
    today = local_today()
    return make_run(session, programme, officers, first=today, last=today)


def state(session: Any, run: TrainingRun, which: str) -> None:
    """Bring a run to `planned`, `reported` or `confirmed`."""
    today, first = local_today(), session.scalars(select(TrainingAttendance.person_id)).first()
    if which != "planned":
        report = runs.Report(frozenset({first}), "")
        runs.report_attendance(session(), run, report, today=today, **BY)
    if which == "confirmed":
        seen = runs.report_mark(session(), run)
        runs.confirm_attendance(session(), run, seen=seen, today=today, **BY)
    session.commit()


@pytest.mark.parametrize(
    ("which", "refused"),
    [("reported", corrections.AttendanceReported), ("confirmed", runs.RunConfirmed)],
)
def test_a_run_is_neither_corrected_nor_deleted_while_attendance_stands(
    session: Any, run: TrainingRun, which: str, refused: type[Exception]
) -> None:
    state(session, run, which)
    facts = RunFacts(run.starts_on, run.ends_on, 3)
    with pytest.raises(refused):
        corrections.correct_run(session(), run, facts, "Salah", **BY)
    with pytest.raises(refused):
        corrections.delete_run(session(), run, "Salah", **BY)
    session.rollback()
    assert run.hours == run.programme.hours


def test_whoever_comes_second_after_a_deletion_is_told_that_it_is_gone(
    session: Any, run: TrainingRun
) -> None:
    """The run was read before, and the first one's deletion was committed since."""
    mine = TrainingAttendance.run_id == run.id
    session.execute(delete(TrainingAttendance).where(mine), execution_options=UNNOTICED)
    session.execute(delete(TrainingRun), execution_options=UNNOTICED)
    for act in (corrections.delete_run, corrections.undo_attendance):
        with pytest.raises(TrainingNotFound):
            act(session(), run, "Salah", **BY)


def test_a_correction_needs_days_in_order_hours_and_a_reason(
    session: Any, run: TrainingRun
) -> None:
    day, later = run.starts_on, run.starts_on + timedelta(days=1)
    for facts, why, refused in (
        (RunFacts(later, day, 3), "Salah", runs.DaysInOrder),
        (RunFacts(day, day + timedelta(days=400), 3), "Salah", runs.DaysTooFar),
        (RunFacts(day, day, 0), "Salah", corrections.HoursOutOfBounds),
        (RunFacts(day, day, 2001), "Salah", corrections.HoursOutOfBounds),
        (RunFacts(day, day, 3), " ", corrections.ReasonMissing),
        (RunFacts(day, day, 3), "x" * 301, corrections.ReasonMissing),
    ):
        with pytest.raises(refused):
            corrections.correct_run(session(), run, facts, why, **BY)
    for act in (corrections.delete_run, corrections.undo_attendance):
        with pytest.raises(corrections.ReasonMissing):
            act(session(), run, "", **BY)
    session.rollback()
    assert (run.starts_on, run.hours) == (day, run.programme.hours)


def test_attendance_is_undone_once_there_is_some_and_while_all_of_it_is_still_there(
    session: Any, run: TrainingRun
) -> None:
    with pytest.raises(corrections.NothingToUndo):
        corrections.undo_attendance(session(), run, "Salah", **BY)
    state(session, run, "confirmed")
    run.starts_on = run.ends_on = local_today() - timedelta(days=91)
    session.commit()
    late = {"by": None, "at": AT + (local_today() - AT.date())}
    with pytest.raises(corrections.TooOldToUndo):
        corrections.undo_attendance(session(), run, "Salah", **late)


def test_hr_undoes_corrects_and_deletes_with_reasons_on_record(
    client: Any, published: Any, session: Any, run: TrainingRun
) -> None:
    state(session, run, "confirmed")
    first = session.scalars(
        select(TrainingAttendance.person_id).where(TrainingAttendance.attended)
    ).one()
    year, here = local_today().year, f"/pelatihan/pelaksanaan/{run.id}"
    assert hours_of(session(), first, year) == run.hours
    client.sign_in(published.opened.hr)
    page = client.get(client.get(here).link("Salah catat? Betulkan atau hapus pelaksanaan ini"))
    assert "JP 1 pegawai tidak dihitung lagi." in page.text
    page = client.post(here + "/batalkan-kehadiran", {"reason": ""}, 422)
    assert page.errors == ["Isi alasan."]
    page = client.post(here + "/batalkan-kehadiran", {"reason": "Daftar hadir tertukar"})
    assert "Kehadiran dibatalkan" in page.text
    assert hours_of(session(), first, year) == 0
    assert len(session.scalars(select(TrainingAttendance)).all()) == 2
    soon, far = (short_date(local_today() + timedelta(days=n)) for n in (1, 2000))
    typed = {"starts_on": soon, "ends_on": far, "hours": "6", **WHY}
    page = client.post(here + "/betulkan", typed, 422)
    assert page.one("[name=ends_on]")["value"] == far
    assert page.one("[name=reason]").get_text(strip=True) == WHY["reason"]
    page = client.post(here + "/betulkan", typed | {"ends_on": soon})
    session.expire_all()
    assert (run.hours, run.starts_on) == (6, local_today() + timedelta(days=1))
    assert "2 pegawai" in client.get(here + "/betulkan").text
    client.post(here + "/hapus", {"deletion_reason": "Salah hari"})
    session.expire_all()
    assert session.scalars(select(TrainingRun)).all() == []
    assert session.scalars(select(TrainingAttendance)).all() == []
    said = [
        (entry.act, entry.detail)
        for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(3))
    ]
    assert [act for act, _detail in said] == [
        each.code for each in (Act.DELETED_RUN, Act.CORRECTED_RUN, Act.UNDID_ATTENDANCE)
    ]
    assert all("Salah hari" in str(detail) for _act, detail in said[:2])
    assert "Daftar hadir tertukar" in str(said[2][1])
