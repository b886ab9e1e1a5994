"""A pulse goes the way of every cycle, and asks nobody about more than they agreed to."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.assignments.models import Assignment
from berakhlak.cycles.models import CycleState, Participant
from berakhlak.cycles.pulse_questions import TooFewAgreed, questions_of
from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.queries import latest_audit
from berakhlak.sealing.models import OfficerResult
from berakhlak.statistics.frozen_result import OfficerFigures
from tests.factories.pulses import ASKED, answer_all, close_and_publish, make_pulse, open_pulse


def test_a_pulse_asks_the_same_kind_of_raters_about_those_alone_who_agreed(old, session):
    pulse = make_pulse(session, old, agreeing=5)
    open_pulse(session, old)
    rows = session.scalars(select(Assignment).where(Assignment.cycle_id == pulse.id)).all()
    rated = {old.seat_in_pulse(session, officer).id for officer in old.officers[:5]}
    assert {row.ratee_id for row in rows} == rated
    asked = questions_of(session(), pulse)
    assert asked == dict.fromkeys(rated, ASKED)
    for ratee in rated:
        peers = {r.rater_id for r in rows if r.ratee_id == ratee and r.group == Relation.PEER}
        assert len(peers) == 5
    everybody = {r.rater_id for r in rows if r.group == Relation.PEER}
    assert everybody - rated, "peers come from those too who are not asked about"


def test_a_pulse_about_fewer_than_five_does_not_open(old, session):
    make_pulse(session, old, agreeing=4)
    with pytest.raises(TooFewAgreed):
        open_pulse(session, old)
    session.rollback()
    assert old.pulse.state is CycleState.DRAFT


def test_a_pulse_is_sealed_audited_and_released_without_ever_counting_as_published(old, session):
    pulse = make_pulse(session, old)
    open_pulse(session, old)
    answer_all(session, old.keys, pulse, seed=2, rise=1)
    close_and_publish(session, old.keys, pulse, at=clock.utc_now())
    assert pulse.state is CycleState.CLOSED
    assert pulse.published_at is not None
    _row, report = latest_audit(session(), pulse.id)
    assert report.is_safe
    rows = session.scalars(
        select(OfficerResult).join(Participant).where(OfficerResult.cycle_id == pulse.id)
    ).all()
    assert len(rows) == len(old.officers)
    for row in rows:
        figures = OfficerFigures.from_json(row.payload)
        told = {b.code for v in figures.values for b in v.behaviours if b.others is not None}
        assert told == set(ASKED)
