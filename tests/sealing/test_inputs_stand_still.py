"""Once answers have stopped nothing moves any more that figures rest on, whoever was under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, update

from berakhlak.assignments.models import DeclineReason
from berakhlak.assignments.operations import decline_assignment, withdraw_decline
from berakhlak.assignments.replacing import ask_replacements, withdraw_participant
from berakhlak.citizens.door_counts import hold_back
from berakhlak.citizens.models import HeldBatch
from berakhlak.citizens.operations import add_counter, judge_batch
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.sealing.linked_inputs import LinkedInputs
from tests.factories.answering import assignments
from tests.factories.cycles import AT, OpenCycle, a_peer_assignment, make_open_cycle, participants
from tests.support.locks import WRITING

Act = Callable[[Any, OpenCycle], object]
WHY = DeclineReason.DOES_NOT_KNOW


def declined(session: Any, opened: OpenCycle) -> object:
    return decline_assignment(
        a_peer_assignment(session, opened, opened.staff[0]), opened.cycle, WHY
    )


def taken_back(session: Any, opened: OpenCycle) -> object:
    row = next(each for each in assignments(session, opened) if each.declined)
    return withdraw_decline(row, opened.cycle)


def withdrawn(session: Any, opened: OpenCycle) -> object:
    seat = participants(session, opened.cycle)[-1]
    return withdraw_participant(session(), opened.cycle, seat, by=None, at=AT)


def replaced(session: Any, opened: OpenCycle) -> object:
    return ask_replacements(session(), opened.cycle, by=None, at=AT)


def judged(session: Any, _opened: OpenCycle) -> object:
    batch = session.query(HeldBatch).one()
    return judge_batch(session(), batch, release=True, by=None, at=AT)


ACTS: dict[str, Act] = {
    "a rater gives a sheet back": declined,
    "a rater takes it back": taken_back,
    "HR withdraws an officer": withdrawn,
    "HR asks others instead": replaced,
    "HR judges a batch of voices": judged,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_began_before_closing_and_ends_after_it_is_refused(app: Flask, act: Act) -> None:
    """Closing begins after everything was read, just before the first row is written."""
    with app.app_context():
        session: Any = db.session
        opened = make_open_cycle(session, key_store(), staff=12)
        seats = participants(session, opened.cycle)[-1:]
        door = add_counter(session(), opened.cycle, name="Loket", officers=seats, by=None, at=AT)
        hold_back(session(), door, AT, "Asia/Jakarta")
        decline_assignment(assignments(session, opened, group="peer")[-1], opened.cycle, WHY)
        session.commit()
        before = inputs_of(opened)
        stop_answers_before_the_first_write(opened.cycle.id)

        with pytest.raises(DomainError):
            act(session, opened)
        session.rollback()

        assert session.get_one(Cycle, opened.cycle.id).state is CycleState.SEALING
        assert inputs_of(opened) == before


def test_a_policy_that_another_version_lifts_meanwhile_has_it_computed_anew(app: Flask) -> None:
    """The leaf of the cycle is made with the policy: figures of an older one could never be
    published."""
    with app.app_context():
        session: Any = db.session
        opened = make_open_cycle(session, key_store())
        session.commit()
        before = LinkedInputs.read(session(), opened.cycle)
        opened.cycle.policy_json = replace(opened.cycle.policy, min_n_spread=20).to_json()
        session.commit()

        assert not before.confirmed(session(), opened.cycle).still_hold(session(), opened.cycle)


def inputs_of(opened: OpenCycle) -> tuple[object, ...]:
    db.session.expire_all()
    found = LinkedInputs.read(db.session(), opened.cycle)
    return found.batches, found.digest


def stop_answers_before_the_first_write(cycle_id: int) -> None:
    """By another connection, as a worker would."""

    waits = [cycle_id]

    def stop(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if waits and statement.lstrip().startswith(WRITING):
            waits.clear()
            other = create_engine(db.engine.url)
            with other.begin() as connection:
                change = update(Cycle).where(Cycle.id == cycle_id)
                connection.execute(change.values(state=CycleState.SEALING))
            other.dispose()

    event.listen(db.engine, "before_cursor_execute", stop)
