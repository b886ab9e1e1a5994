"""Answers and closing at the same moment, over two real connections: kept and counted, or refused.

Nobody is thanked for what is lost.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import RatingClosed
from berakhlak.citizens.admission import BY_POSTER, Admission, VisitUsed
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter, OpenVoice, ReplacedToken, SpentTicket
from berakhlak.citizens.operations import TicketSpent, receive_voice, replace_code
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.operations import _change
from berakhlak.extensions import db
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import SheetChangedElsewhere, change_sheet, save_sheet
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.sealing import seal_cycle
from tests.citizens.conftest import make_counter
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle
from tests.support.races import begun_beside, wait_until_somebody_waits

pytestmark = pytest.mark.postgres
Act = Callable[[], Any]


@pytest.fixture
def place(
    make_app: Callable[..., Flask], migrated_postgres_url: str
) -> tuple[Flask, int, int, int]:
    """An application, and the ids of an open cycle, a counter and an assignment in it."""
    app = make_app(migrated_postgres_url)
    with app.app_context():
        opened = make_open_cycle(db.session, key_store())
        counter = make_counter(db.session, opened, "Budi Santoso")
        owed = db.session.scalars(
            select(Assignment.id).where(Assignment.cycle_id == opened.cycle.id)
        ).first()
        db.session.commit()
        ids = opened.cycle.id, counter.id, owed
        db.session.remove()
    return app, *ids


def speak(counter_id: int, ticket: bytes = b"", admission: Admission = BY_POSTER) -> None:
    session, counter = db.session(), db.session.get_one(Counter, counter_id)
    receive_voice(
        session,
        counter,
        key=key_store().key_of(counter.cycle),
        ticket_digest=ticket or secrets.token_bytes(32),
        ratee_id=counter.officers[0].id,
        answers={"BP2": 5},
        comment="",
        admission=admission,
    )


def tap(owed_id: int, score: int) -> None:
    session, owed = db.session(), db.session.get_one(Assignment, owed_id)
    cycle = session.get_one(Cycle, owed.cycle_id)
    change_sheet(
        session,
        owed,
        instrument=cycle.instrument.content,
        key=key_store().key_of(cycle),
        answers={f"BP{score}": score},
        comments={},
        base=0,
    )


def save(owed_id: int, score: int) -> None:
    session, owed = db.session(), db.session.get_one(Assignment, owed_id)
    cycle = session.get_one(Cycle, owed.cycle_id)
    save_sheet(
        session,
        owed,
        instrument=cycle.instrument.content,
        key=key_store().key_of(cycle),
        answers={"BP1": score},
        comments={},
        revision=0,
        submit=False,
    )


def begin_closing(cycle_id: int) -> None:
    cycle = db.session.get_one(Cycle, cycle_id)
    assert _change(db.session(), cycle, (CycleState.OPEN,), state=CycleState.SEALING)


def second_waits_for_first(app: Flask, first: Act, second: Act) -> BaseException | None:
    """`second` begins while `first` is done but not committed; what the second one met."""
    with app.app_context():
        first()
        late, met = begun_beside(app, second)
        wait_until_somebody_waits(db.session)
        assert met == []
        db.session.commit()
        late.join(120)
        db.session.remove()
    assert len(met) == 1
    return met[0]


def kept(app: Flask, model: Any) -> int:
    with app.app_context():
        rows = len(db.session.execute(select(model)).all())
        db.session.remove()
        db.engine.dispose()
    return rows


def test_closing_waits_for_a_voice_on_its_way_and_counts_it(
    place: tuple[Flask, int, int, int],
) -> None:
    app, cycle_id, counter_id, _owed = place
    counted: list[int] = []

    def close() -> None:
        counts = seal_cycle(
            db.session(), cycle_id, keys=key_store(), by=None, at=AT, today=LAST_DAY
        )
        assert counts is not None
        counted.append(counts.voices)

    assert second_waits_for_first(app, lambda: speak(counter_id), close) is None

    assert counted == [1]
    assert kept(app, CycleResult) == 1
    assert kept(app, OpenVoice) == 0


def test_a_voice_that_comes_after_closing_began_is_refused(
    place: tuple[Flask, int, int, int],
) -> None:
    app, cycle_id, counter_id, _owed = place

    met = second_waits_for_first(app, lambda: begin_closing(cycle_id), lambda: speak(counter_id))

    assert isinstance(met, RatingClosed)
    assert kept(app, OpenVoice) == 0


def test_an_answer_that_comes_after_closing_began_is_refused(
    place: tuple[Flask, int, int, int],
) -> None:
    app, cycle_id, _counter, owed = place

    met = second_waits_for_first(app, lambda: begin_closing(cycle_id), lambda: tap(owed, 3))

    assert isinstance(met, RatingClosed)
    assert kept(app, OpenSheet) == 0


def test_one_ticket_sent_twice_at_once_lets_one_voice_in(
    place: tuple[Flask, int, int, int],
) -> None:
    app, _cycle, counter_id, _owed = place
    ticket = secrets.token_bytes(32)

    met = second_waits_for_first(
        app, lambda: speak(counter_id, ticket), lambda: speak(counter_id, ticket)
    )

    assert isinstance(met, TicketSpent)
    assert kept(app, OpenVoice) == 1


def test_one_visit_by_two_forms_at_once_lets_one_voice_in(
    place: tuple[Flask, int, int, int],
) -> None:
    app, _cycle, counter_id, _owed = place
    visit = Admission(Door.SLIP, (b"v" * 32,))

    met = second_waits_for_first(
        app,
        lambda: speak(counter_id, admission=visit),
        lambda: speak(counter_id, admission=visit),
    )

    assert isinstance(met, VisitUsed)
    assert kept(app, OpenVoice) == 1
    assert kept(app, SpentTicket) == 2  # Of the one form and the one visit.


def test_two_first_savings_keep_the_first_and_two_taps_keep_both(
    place: tuple[Flask, int, int, int],
) -> None:
    app, cycle_id, _counter, owed = place

    met = second_waits_for_first(app, lambda: save(owed, 4), lambda: save(owed, 2))
    assert isinstance(met, SheetChangedElsewhere)
    assert second_waits_for_first(app, lambda: tap(owed, 2), lambda: tap(owed, 3)) is None

    with app.app_context():
        key = key_store().key_of(db.session.get_one(Cycle, cycle_id))
        from berakhlak.ratings.queries import open_sheet

        own = db.session.get_one(Assignment, owed)
        content, _sent = open_sheet(db.session(), own, key)
        db.session.remove()
        db.engine.dispose()
    assert content.answers == {"BP1": 4, "BP2": 2, "BP3": 3}


def test_a_code_replaced_twice_at_once_is_kept_once_each_time(
    place: tuple[Flask, int, int, int],
) -> None:
    app, _cycle, counter_id, _owed = place

    def replace() -> None:
        session = db.session()
        replace_code(session, session.get_one(Counter, counter_id), by=None, at=AT)
        session.flush()

    assert second_waits_for_first(app, replace, replace) is None

    assert kept(app, ReplacedToken) == 2
