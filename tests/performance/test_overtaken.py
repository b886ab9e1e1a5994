"""A rating that was final before an objection was upheld is told as such, until it is looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from berakhlak.objections.models import Objection, ObjectionPart, Outcome
from berakhlak.performance.models import BehaviourRating, ExpectationRating, ReopenedRating

FINAL = date(2027, 1, 12)
FLAG, LISTED = "Keberatan dikabulkan sesudah rating ini final", "keberatan dikabulkan sesudahnya"


@pytest.fixture
def stored(published, session):
    """A final rating of the first officer, and an objection with this outcome on this day."""

    def store(outcome, days, reopened=None):
        seat = published.officers[0].id
        session.add(
            BehaviourRating(
                participant_id=seat,
                rating=ExpectationRating.BELOW,
                reason="Alasan.",
                decided_on=FINAL,
                final_on=FINAL,
            )
        )
        decided = FINAL + timedelta(days=days)
        session.add(
            Objection(
                participant_id=seat,
                round=1,
                part=ObjectionPart.COMMENTS,
                reason="Bukan pekerjaan saya.",
                lodged_on=FINAL,
                lodge_by=FINAL,
                decide_by=FINAL + timedelta(days=9),
                decider_id=published.opened.head.id,
                statement="",
                decision="Dikabulkan.",
                outcome=outcome,
                decided_on=decided,
            )
        )
        if reopened is not None:
            session.add(
                ReopenedRating(
                    participant_id=seat,
                    rating=ExpectationRating.BELOW,
                    reason="Alasan.",
                    final_on=FINAL,
                    reopened_on=decided + timedelta(days=reopened),
                    why="Keberatan.",
                )
            )
        session.commit()

    return store


def told(client, published):
    """What the officer, the supervisor and HR find."""
    officer, opened = published.officers[0], published.opened
    page = f"/profil/{officer.id}/rating"
    both = (published.account_of(officer), opened.account(opened.head))
    listed = client.sign_in(opened.hr).get(f"/siklus/{published.cycle.id}/rating").text
    return [FLAG in client.sign_in(who).get(page).text for who in both] + [LISTED in listed]


@pytest.mark.parametrize(
    ("outcome", "days", "reopened", "flagged"),
    [
        (Outcome.ACCEPTED, 3, None, True),
        (Outcome.PARTLY, 3, None, True),
        (Outcome.PARTLY, 0, None, True),
        (Outcome.REJECTED, 3, None, False),
        (Outcome.ACCEPTED, -1, None, False),
        (Outcome.ACCEPTED, 0, 0, False),
        (Outcome.ACCEPTED, 3, -1, True),
    ],
)
def test_all_three_are_told_where_the_rating_was_final_first_and_nobody_has_looked_since(
    client, published, stored, outcome, days, reopened, flagged
):
    stored(outcome, days, reopened)
    assert told(client, published) == [flagged] * 3


def test_looking_again_takes_the_flag_away_and_the_rating_changes_only_by_a_person(
    client, published, session, stored
):
    stored(Outcome.ACCEPTED, -400)
    session.query(Objection).update({"decided_on": FINAL})
    session.commit()
    seat, opened = published.officers[0].id, published.opened
    page = f"/profil/{seat}/rating"
    assert told(client, published) == [True] * 3
    head = client.sign_in(opened.account(opened.head))
    assert session.get(BehaviourRating, seat).rating is ExpectationRating.BELOW
    head.post(page + "/buka-kembali", {"why": "Keberatan dikabulkan."})
    head.post(page + "/final", {"rating": "below"})
    session.query(ReopenedRating).update({"reopened_on": FINAL})
    session.query(BehaviourRating).update({"final_on": FINAL})
    session.commit()
    assert told(client, published) == [False] * 3
