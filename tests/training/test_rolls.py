"""Rolls are erased when they are over, and moved where two records become one."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from berakhlak.formats import local_today
from berakhlak.people.models import Person
from berakhlak.training.models import TrainingAttendance, TrainingRun
from berakhlak.training.rolls import forget_rolls, move_attendance
from tests.factories.people import make_agency, make_person, make_unit
from tests.factories.training import make_programme, make_provider, make_run


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_who_was_absent_goes_after_ninety_days_and_everybody_after_five_years(session):
    agency = make_agency(session)
    unit = make_unit(session, agency)
    came, stayed = (make_person(session, unit) for _each in range(2))
    programme = make_programme(session, make_provider(session, agency))
    today = local_today()
    for days, sent in ((91, 2), (90, 2)):
        day = today - timedelta(days=days)
        run = make_run(session, programme, [came, stayed][:sent], first=day, last=day)
        session.get_one(TrainingAttendance, (run.id, came.id)).attended = True
    old = date(today.year - 6, 12, 31)
    run = make_run(session, programme, [came], first=old, last=old)
    session.get_one(TrainingAttendance, (run.id, came.id)).attended = True
    session.flush()
    assert forget_rolls(session(), make_agency(session).id, today) == 0
    # Who was absent of the older run, and the roll of six years ago; runs name nobody and stay.
    assert forget_rolls(session(), agency.id, today) == 2
    assert count(session, TrainingRun) == 3
    assert count(session, TrainingAttendance) == 3


def test_trainings_of_two_records_of_one_officer_become_one_record_s(session):
    agency = make_agency(session)
    unit = make_unit(session, agency)
    kept, ended = (make_person(session, unit) for _each in range(2))
    programme = make_programme(session, make_provider(session, agency))
    day = local_today()
    both = make_run(session, programme, [kept, ended], first=day, last=day)
    one = make_run(session, programme, [ended], first=day, last=day)
    move_attendance(session(), kept, ended)
    rows = session.execute(select(TrainingAttendance.run_id, TrainingAttendance.person_id)).all()
    assert sorted(map(tuple, rows)) == [(both.id, kept.id), (one.id, kept.id)]
    assert session.get(Person, ended.id) is not None
