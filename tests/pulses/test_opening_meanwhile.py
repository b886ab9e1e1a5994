"""What changes while an opening is computed is in what opens."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.cycle_steps import opening
from berakhlak.cycles.models import Participant
from berakhlak.cycles.pulse_questions import questions_of
from berakhlak.cycles.pulses import agree
from berakhlak.formats import local_today
from berakhlak.people.models import Person
from tests.factories.pulses import make_pulse


@pytest.fixture
def meanwhile(monkeypatch):
    """Let something happen right after the first computation."""

    def arrange(change):
        real, left = opening.prepare_opening, [change]

        def prepare(*given, **named):
            prepared = real(*given, **named)
            if left:
                left.pop()()
            return prepared

        monkeypatch.setattr(opening, "prepare_opening", prepare)

    return arrange


def rated(session, cycle):
    session.expire_all()
    wanted = select(Participant.person_id).where(Participant.cycle_id == cycle.id)
    return set(session.scalars(wanted.where(Participant.is_rated)))


def test_an_officer_who_takes_it_back_while_a_pulse_opens_is_not_asked_about(
    old, session, meanwhile
):
    pulse, gone = make_pulse(session, old, agreeing=6), old.officers[0]

    def take_back():
        agree(session, gone, (), today=local_today())
        session.commit()

    meanwhile(take_back)
    opening.open_cycle(session(), pulse, keys=old.keys, by=None, at=clock.utc_now())

    assert rated(session, pulse) == {each.person_id for each in old.officers[1:6]}
    assert len(questions_of(session(), pulse)) == 5


def test_who_left_while_a_cycle_opens_has_no_seat_in_it(old, session, meanwhile):
    pulse = make_pulse(session, old, agreeing=6)
    gone = session.get_one(Person, old.officers[7].person_id)

    def leave():
        gone.is_active = False
        session.commit()

    meanwhile(leave)
    opening.open_cycle(session(), pulse, keys=old.keys, by=None, at=clock.utc_now())

    seats = select(Participant.person_id).where(Participant.cycle_id == pulse.id)
    assert gone.id not in set(session.scalars(seats))
