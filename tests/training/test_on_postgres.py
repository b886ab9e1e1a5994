"""The way from a wish to hours on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Person
from berakhlak.training.hours import hours_by_unit, hours_of_all, officers_and_reached
from berakhlak.training.needs import budget_view, set_ceiling
from berakhlak.training.plans import ask_for_place, plan_training, requests_for_places
from berakhlak.training.rolls import forget_rolls
from berakhlak.training.runs import (
    Report,
    RunConfirmed,
    confirm_attendance,
    report_attendance,
    report_mark,
    take_off_roll,
)
from tests.factories.cycles import AT
from tests.factories.published import make_published_cycle
from tests.factories.training import make_programme, make_provider, make_run

pytestmark = pytest.mark.postgres


def test_a_wish_becomes_hours_and_what_is_over_is_erased(make_app, migrated_postgres_url):
    with make_app(migrated_postgres_url).app_context():
        made = make_published_cycle(db.session, key_store())
        session, agency, today = db.session(), made.opened.agency, local_today()
        seat, other = made.officers[:2]
        programme = make_programme(db.session, make_provider(db.session, agency), hours=20)
        for _twice in range(2):
            plan_training(session, seat.id, programme, today=today)
        ask_for_place(session, seat.id, programme.id, is_asked=True, today=today)
        session.commit()
        (asked,) = requests_for_places(session, agency.id)
        people = [asked.person, session.get_one(Person, other.person_id)]
        run = make_run(db.session, programme, people, first=today, last=today)
        session.commit()
        assert requests_for_places(session, agency.id) == []
        given = {"by": made.opened.hr, "at": AT}
        report = Report(frozenset({seat.person_id}), "Modul")
        report_attendance(session, run, report, today=today, **given)
        confirm_attendance(session, run, seen=report_mark(session, run), today=today, **given)
        session.commit()
        with pytest.raises(RunConfirmed):
            take_off_roll(session, run, seat.person_id, **given)
        session.rollback()
        assert hours_of_all(session, agency.id, today.year) == {seat.person_id: 20}
        listed = hours_by_unit(session, agency.id, today.year, 1, 50)
        assert sum(row.reached for row in listed) == 1
        assert officers_and_reached(session, agency.id, today.year) == (
            sum(row.officers for row in listed), 1,
        )  # fmt: skip
        assert forget_rolls(session, agency.id, today + timedelta(days=91)) == 1
        for ceiling in (5, 10**12):
            set_ceiling(session, agency, today.year, ceiling, **given)
        assert budget_view(session, agency.id, today.year).left == 10**12
