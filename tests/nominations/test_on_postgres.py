"""On PostgreSQL, where rows are locked one by one, lists are written and erased as on SQLite."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select

from berakhlak.assignments import operations as assignments
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy_floors import parse_policy
from berakhlak.extensions import db
from berakhlak.nominations import operations, queries
from berakhlak.nominations.appointed_raters import candidates, count_by_officer
from berakhlak.nominations.appointing import RaterRefused, appoint_rater, standing_appointments
from berakhlak.nominations.barred_pairs import barred_appointments, select_barred
from berakhlak.nominations.barring import BarredAlready, bar_pair
from berakhlak.nominations.models import Nomination, NominationList
from berakhlak.nominations.naming_counts import count_naming
from berakhlak.nominations.operations import CannotBeNamed, NominationClosed
from berakhlak.nominations.period import agree_in_stead, set_last_day
from berakhlak.nominations.standing import NamingState, naming_of_officers
from berakhlak.people.models import Person
from tests.factories.cycles import AT, make_open_cycle
from tests.factories.nominations import make_gathering
from tests.nominations.test_naming_counts import require_same
from tests.support.races import wait_until_somebody_waits

PARTNERS = {"code": "partner", "words": {"id": "Mitra kerja", "en": "Partners"}, "weight": 0.2}

pytestmark = pytest.mark.postgres


def test_a_list_is_written_changed_drawn_from_and_erased(make_app, migrated_postgres_url):
    with make_app(migrated_postgres_url).app_context():
        opened = make_open_cycle(db.session, key_store(), staff=8)
        session, officer = db.session(), opened.staff[0]
        cycle = make_gathering(db.session, opened).cycle
        names = [person.id for person in opened.staff[1:]]

        operations.propose_names(session, cycle, officer, names)
        operations.propose_names(session, cycle, officer, names)
        operations.strike_name(session, cycle, officer, names[0])
        bar_pair(session, officer, opened.staff[2], "Suami istri", by=None, at=AT)
        session.commit()
        with pytest.raises(BarredAlready):
            bar_pair(session, opened.staff[2], officer, "Suami istri", by=None, at=AT)
        with pytest.raises(CannotBeNamed):
            operations.propose_names(session, cycle, officer, names)
        session.rollback()
        found = queries.search_eligible(session, cycle, officer, "KARTIKA")
        last_day, today = cycle.opens_on - timedelta(days=1), cycle.opens_on - timedelta(days=9)
        set_last_day(session, cycle, last_day, by=None, at=AT, today=today)
        operations.propose_names(session, cycle, officer, names[2:], today=today)
        rows = naming_of_officers(session, cycle, today + timedelta(days=2))
        assert [row.waits for row in rows if row.person_id == officer.id] == [2]
        agree_in_stead(session, cycle, officer, by=None, at=AT)
        assert count_naming(session, cycle).of_state[NamingState.AGREED] == 1
        require_same(session, cycle, today)
        assert not session.scalars(select_barred(opened.agency.id, "kartika")).all()
        session.commit()
        open_cycle(session, cycle, keys=key_store(), by=None, at=AT)
        session.commit()

        kept = session.scalars(select(NominationList)).one()
        assert [person.name for person in found] == ["Kartika Sari"]
        assert (kept.n_proposed, kept.n_struck, kept.n_added) == (6, 1, 0)
        assert kept.is_agreed_by_hr
        assert kept.waiting_since is None
        assert session.scalars(select(Nomination)).all() == []
        db.session.remove()
        db.engine.dispose()


def test_opening_waits_for_a_list_that_is_being_saved_and_the_next_one_comes_too_late(
    make_app, migrated_postgres_url, monkeypatch
):
    app, reached, told = make_app(migrated_postgres_url), Event(), {}
    with app.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=8)
        cycle_id, officer_id = make_gathering(db.session, opened).cycle.id, opened.staff[0].id
        names = [person.id for person in opened.staff[1:]]
        save(cycle_id, officer_id, names)

    def slowly(session, cycle):
        reached.set()
        wait_until_somebody_waits(session, turns=200)
        return operations.close_lists(session, cycle)

    def save_meanwhile():
        reached.wait(10)
        with app.app_context(), pytest.raises(NominationClosed) as refusal:
            save(cycle_id, officer_id, names[1:])
        told["refusal"] = refusal.value

    monkeypatch.setattr(assignments, "close_lists", slowly)
    late = Thread(target=save_meanwhile)
    late.start()
    with app.app_context():
        open_cycle(db.session(), db.session.get(Cycle, cycle_id), keys=key_store(), by=None, at=AT)
        db.session.commit()
        late.join(10)

        assert "refusal" in told
        assert db.session.scalars(select(Nomination)).all() == []
        assert db.session.scalars(select(NominationList)).one().n_proposed == 7
        db.session.remove()
        db.engine.dispose()


def save(cycle_id, officer_id, names):
    """Save a list as a request of its own would."""
    session = db.session()
    cycle, officer = session.get(Cycle, cycle_id), session.get(Person, officer_id)
    try:
        operations.propose_names(session, cycle, officer, names)
        session.commit()
    finally:
        db.session.remove()


def test_raters_are_appointed_one_by_one_and_barred_ones_are_not(make_app, migrated_postgres_url):
    policy = parse_policy(json.dumps({"groups": [PARTNERS]}))
    with make_app(migrated_postgres_url).app_context():
        opened = make_open_cycle(db.session, key_store(), staff=2)
        gathering = make_gathering(db.session, opened, policy=policy)
        session, cycle, officer = db.session(), gathering.cycle, opened.staff[0]
        joko, kartika = gathering.elsewhere[:2]
        bar_pair(session, officer, kartika, "Sengketa", by=None, at=AT)

        appoint_rater(session, cycle, officer, joko, "partner", by=None, at=AT)
        for barred in (joko, kartika):
            with pytest.raises(RaterRefused):
                appoint_rater(session, cycle, officer, barred, "partner", by=None, at=AT)

        assert count_by_officer(session, cycle, [officer]) == {officer.id: {"partner": 1}}
        hits = candidates(session, cycle, officer, "a")
        assert kartika in {hit.person for hit in hits if hit.why_not}
        assert joko not in {hit.person for hit in hits}
        assert [each.rater_id for each in standing_appointments(session, cycle)] == [joko.id]
        bar_pair(session, officer, joko, "Sengketa", by=None, at=AT)
        assert standing_appointments(session, cycle) == []
        assert barred_appointments(session, cycle) == [(joko.called, officer.called)]
        db.session.remove()
        db.engine.dispose()
