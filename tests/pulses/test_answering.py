"""Raters of a pulse are asked what the officer chose, and nothing else is taken from them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.assignments.models import Assignment
from berakhlak.cycles.models import CycleState, Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.demo.operations import simulate_answers
from berakhlak.extensions import db
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.models import OfficerResult
from berakhlak.statistics.frozen_result import OfficerFigures
from tests.factories.pulses import (
    ASKED,
    answer_all,
    close_and_publish,
    make_old_cycle,
    make_pulse,
    open_pulse,
)


@pytest.fixture
def opened(old, session):
    make_pulse(session, old)
    open_pulse(session, old)
    return old


def _one_peer_form(session, opened):
    """(Account of the rater, number of the assignment)."""
    row = session.scalars(
        select(Assignment)
        .where(Assignment.cycle_id == opened.pulse.id, Assignment.group == Relation.PEER)
        .order_by(Assignment.id)
    ).first()
    rater = session.get(Participant, row.rater_id)
    return opened.account_of(rater), row.id


def test_the_form_asks_what_the_officer_chose_without_comments(client, opened, session):
    account, number = _one_peer_form(session, opened)
    page = client.sign_in(account).get(f"/tugas/{number}")
    asked = {each["name"] for each in page.all("input[type=radio]")}
    assert asked == {f"jawaban-{code}" for code in ASKED}
    assert page.all("textarea") == []
    assert "jangan membicarakan perilakunya" in page.text
    assert "atasannya dan pengelola kepegawaian tidak" in page.text
    assert "Komentar tidak diminta." in page.text


def test_no_other_answer_is_taken_and_a_whole_form_is_sent(client, opened, session):
    account, number = _one_peer_form(session, opened)
    reader = client.sign_in(account)
    answers = {f"jawaban-{code}": 4 for code in ASKED}
    page = reader.get(f"/tugas/{number}")
    revision = page.one("input[name=revision]")["value"]
    sent = answers | {"jawaban-BP2": 5, "revision": revision, "action": "submit"}
    reader.post(f"/tugas/{number}", sent)
    page = reader.get(f"/tugas/{number}/periksa")
    assert page.text.count("Sering") == len(ASKED)
    revision = page.one("input[name=revision]")["value"]
    reader.post(f"/tugas/{number}/periksa", {"revision": revision})
    sent = select(func.count()).select_from(OpenSheet).where(OpenSheet.is_submitted)
    assert session.scalar(sent.where(OpenSheet.cycle_id == opened.pulse.id)) == 1


def test_several_are_never_rated_together_as_each_is_asked_about_something_else(
    client, opened, session
):
    account, _number = _one_peer_form(session, opened)
    reader = client.sign_in(account)
    assert "sekaligus" not in reader.get("/tugas").text.lower()
    value = opened.cycle.instrument.content.values[0].code
    reader.get(f"/tugas/bersama/{opened.pulse.id}/peer/{value}", status=404)


@pytest.mark.postgres
def test_a_pulse_goes_its_way_on_postgresql(make_app, migrated_postgres_url):
    app = make_app(migrated_postgres_url)
    from berakhlak.cycles.keys import KeyStore

    with app.app_context():
        session = db.session
        made = make_old_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir))
        pulse = make_pulse(session, made, agreeing=5)
        open_pulse(session, made)
        answer_all(session, made.keys, pulse, seed=2, rise=1)
        close_and_publish(session, made.keys, pulse, at=clock.utc_now())
        assert (pulse.state, pulse.published_at is not None) == (CycleState.CLOSED, True)
        assert made.cycle.state is CycleState.PUBLISHED
        session.remove()
        db.engine.dispose()


def test_invented_answers_of_a_pulse_are_to_its_questions(opened, session):
    simulate_answers(session(), opened.pulse, keys=opened.keys, share=1)
    session.commit()
    close_and_publish(session, opened.keys, opened.pulse, at=clock.utc_now())
    seat = opened.seat_in_pulse(session, opened.officers[0])
    figures = OfficerFigures.from_json(session.get(OfficerResult, seat.id).payload)
    told = {b.code for v in figures.values for b in v.behaviours if b.others is not None}
    assert told == set(ASKED)
