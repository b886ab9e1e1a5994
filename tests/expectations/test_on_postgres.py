"""On PostgreSQL, opening waits for whoever is writing, and refuses who comes after it."""

from __future__ import annotations

import pytest

from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.expectations.operations import ExpectationsFixed, write_expectations
from berakhlak.expectations.queries import OfficerExpectations, expectations_of
from berakhlak.extensions import db
from berakhlak.people.models import Person
from tests.factories.cycles import AT, close, make_next_draft, make_open_cycle, state_purpose
from tests.support.races import begun_beside, wait_until_somebody_waits


@pytest.mark.postgres
def test_of_a_writer_and_an_opening_at_once_each_finds_the_other(make_app, migrated_postgres_url):
    app = make_app(migrated_postgres_url)
    with app.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=3)
        close(opened.cycle)
        draft = make_next_draft(db.session, opened)
        state_purpose(draft)
        cycle_id, person_id = draft.id, opened.staff[0].id
        for person in opened.staff[:2]:
            write(cycle_id, person.id, "Ramah.")
        opened.staff[1].is_active = False
        db.session.commit()
        left = opened.staff[1].id

        write(cycle_id, person_id, "Sabar.")  # Not committed yet.
        thread, met = begun_beside(app, lambda: open_now(cycle_id))
        wait_until_somebody_waits(db.session)
        db.session.commit()
        thread.join(30)
        assert met == [None]
        assert expectations_of(db.session(), cycle_id, person_id) == {"BP": "Sabar."}
        assert expectations_of(db.session(), cycle_id, left) == {}
        with pytest.raises(ExpectationsFixed):
            write(cycle_id, person_id, "Terlambat.")
        db.session.remove()
        db.engine.dispose()


def write(cycle_id: int, person_id: int, words: str) -> None:
    session = db.session()
    now = OfficerExpectations(
        session.get_one(Cycle, cycle_id), session.get_one(Person, person_id), {}
    )
    write_expectations(session, now, {"BP": words})


def open_now(cycle_id: int) -> None:
    cycle = db.session.get_one(Cycle, cycle_id)
    open_cycle(db.session(), cycle, keys=key_store(), by=None, at=AT)
