"""Closing early and withdrawing at the same moment, over two real connections: one of them wins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Thread
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import create_account
from berakhlak.cycles.early_closing import (
    ClosingAlreadyRequested,
    NoClosingRequest,
    SecondPersonNeeded,
    ask_to_close,
    standing_request,
    withdraw_request,
)
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.cycles.request_models import EarlyClosing
from berakhlak.extensions import db
from berakhlak.roles import Role
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle

EARLY = LAST_DAY - timedelta(days=1)
Act = Callable[["Place"], Any]


class Place:
    """An open cycle with two of HR; acts run in sessions of their own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            opened = make_open_cycle(db.session, key_store())
            other = create_account(
                db.session(),
                agency_id=opened.agency.id,
                name="Made Wirawan",
                email="made@bkd.example",
                roles=[Role.HR],
            )
            db.session.commit()
            self.cycle_id, self.first_id, self.second_id = opened.cycle.id, opened.hr.id, other.id
            db.session.remove()

    @property
    def cycle(self) -> Cycle:
        return db.session.get_one(Cycle, self.cycle_id)

    def account(self, which: int) -> Account:
        return db.session.get_one(Account, which)

    def state(self) -> tuple[CycleState, int]:
        """The cycle's state, and how many requests are stored."""
        with self.app.app_context():
            asked = len(db.session.scalars(select(EarlyClosing)).all())
            found = self.cycle.state, asked
            db.session.remove()
        return found

    def do(self, *acts: Act) -> None:
        with self.app.app_context():
            for act in acts:
                act(self)
            db.session.commit()
            db.session.remove()

    def second_waits_for_first(self, first: Act, second: Act) -> BaseException | None:
        """`second` begins while `first` is done but not committed; what the second one met."""
        met: list[BaseException | None] = []

        def come_second() -> None:
            try:
                self.do(second)
                met.append(None)
            except Exception as error:
                met.append(error)

        with self.app.app_context():
            first(self)
            late = Thread(target=come_second)
            late.start()
            self._wait_until_it_waits(late)
            assert met == []
            db.session.commit()
            late.join(30)
            db.session.remove()
        return met[0]

    def _wait_until_it_waits(self, late: Thread) -> None:
        for _ in range(100):
            sleep(0.02)
            if db.engine.dialect.name == "postgresql":
                with db.engine.connect() as onlooker:
                    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    if onlooker.scalar(text(waiting)):
                        return
            elif not late.is_alive() or _ > 10:
                return


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Iterator[Place]:
    postgres = request.param == "postgresql"
    place = Place(make_app(request.getfixturevalue("migrated_postgres_url") if postgres else None))
    yield place
    with place.app.app_context():
        db.engine.dispose()


def ask(place: Place) -> None:
    who = place.account(place.first_id)
    ask_to_close(db.session(), place.cycle, by=who, at=AT, today=EARLY)


def ask_too(place: Place) -> None:
    who = place.account(place.second_id)
    ask_to_close(db.session(), place.cycle, by=who, at=AT, today=EARLY)


def withdraw(place: Place) -> None:
    withdraw_request(db.session(), place.cycle, by=place.account(place.first_id), at=AT)


def close(place: Place) -> None:
    who = place.account(place.second_id)
    seal_cycle(db.session(), place.cycle_id, keys=key_store(), by=who, at=AT, today=EARLY)


def stop_answers(place: Place) -> None:
    """The first step of closing, not yet committed."""
    from berakhlak.cycles.early_closing import confirm_request
    from berakhlak.sealing.sealing import _move

    assert _move(db.session(), place.cycle, CycleState.OPEN, CycleState.SEALING)
    who = place.account(place.second_id)
    confirm_request(db.session(), place.cycle, by=who, at=AT, today=EARLY)


def test_a_withdrawal_that_comes_first_keeps_the_cycle_open(place: Place) -> None:
    place.do(ask)

    met = place.second_waits_for_first(withdraw, close)

    assert isinstance(met, SecondPersonNeeded)
    assert place.state() == (CycleState.OPEN, 0)


def test_a_withdrawal_that_comes_second_is_told_so(place: Place) -> None:
    place.do(ask)

    met = place.second_waits_for_first(stop_answers, withdraw)

    assert isinstance(met, NoClosingRequest)
    assert place.state() == (CycleState.SEALING, 0)


def test_a_request_withdrawn_and_made_anew_by_the_closer_is_no_other_persons(place: Place) -> None:
    place.do(ask)

    met = place.second_waits_for_first(lambda p: (withdraw(p), ask_too(p)), close)

    assert met is not None
    assert place.state() == (CycleState.OPEN, 1)


def test_two_requests_at_once_are_one(place: Place) -> None:
    met = place.second_waits_for_first(ask, ask_too)

    assert isinstance(met, ClosingAlreadyRequested)
    assert place.state() == (CycleState.OPEN, 1)


def test_a_request_while_the_cycle_is_being_closed_is_refused(place: Place) -> None:
    def begin(place: Place) -> None:
        place.cycle.state = CycleState.SEALING
        db.session.flush()

    met = place.second_waits_for_first(begin, ask)

    assert isinstance(met, CycleNotInState)
    assert place.state() == (CycleState.SEALING, 0)


def test_a_closing_that_was_cut_short_goes_on_with_one_person(place: Place) -> None:
    place.do(ask, stop_answers)

    place.do(
        lambda p: seal_cycle(
            db.session(), p.cycle_id, keys=key_store(), by=None, at=AT, today=EARLY
        )
    )

    assert place.state() == (CycleState.CLOSED, 0)


def test_a_request_that_lapsed_can_be_made_anew_by_another(place: Place) -> None:
    place.do(ask, lambda p: setattr(p.cycle, "name", "Penilaian lain"))

    place.do(ask_too)

    with place.app.app_context():
        asked = standing_request(db.session(), place.cycle)
        db.session.remove()
    assert asked
    assert asked.account_id == place.second_id
