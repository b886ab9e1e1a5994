"""A lock is held for a write, never for a calculation: SQLite has one for everybody."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.cycle_steps.jobs import AUDIT, CLOSE, OPEN, PUBLISH
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.extensions import db
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.people.models import Unit
from tests.jobs.test_killed_workers import AT, ask, world  # noqa: F401  # A fixture.
from tests.support.locks import watched_writes

# What takes long when an agency is large, and which jobs do it.
CALCULATIONS = {
    "berakhlak.sealing.closing:link_cycle": {CLOSE},
    "berakhlak.sealing.computing:freeze_cycle": {CLOSE},
    "berakhlak.sealing.sealing:result_rows": {CLOSE},
    "berakhlak.disclosure.operations:audit_cycle": {CLOSE, AUDIT},
}
CALCULATING = (
    "berakhlak.assignments.draw",
    "berakhlak.assignments.prepared_opening",
    "berakhlak.assignments.proposal",
    "berakhlak.disclosure",
    "berakhlak.instrument.answers",
    "berakhlak.people.namesakes",
    "berakhlak.ratings",
    "berakhlak.sealing.freezing",
    "berakhlak.statistics",
)
"""Modules that work on every officer or sheet by Python."""


@pytest.fixture
def under_lock(world, monkeypatch):  # noqa: F811
    """Which calculations were made, by name; those that were made while anybody waited."""
    made, waited_for = Counter[str](), list[str]()

    def watch(place: str, holders: set[int]) -> Callable[..., Any]:
        calculate = resolve_name(place)

        def watching(*given: Any, **named: Any) -> Any:
            made[place] += 1
            if holders:
                waited_for.append(place)
            return calculate(*given, **named)

        return watching

    with world.app.app_context(), watched_writes(db.engine) as holders:
        for place in CALCULATIONS:
            monkeypatch.setattr(place.replace(":", "."), watch(place, holders))
        yield made, waited_for


def test_nobody_waits_while_a_cycle_is_computed_or_attacked(world, under_lock):  # noqa: F811
    made, waited_for = under_lock
    for kind in (CLOSE, AUDIT, PUBLISH):
        made.clear()
        ask(world.app, kind, world.cycle_id)
        run_waiting_jobs(world.app)
        expected = {place for place, kinds in CALCULATIONS.items() if kind in kinds}
        assert set(made) == expected, kind
    assert waited_for == []


def test_a_sheet_that_was_given_back_meanwhile_is_not_in_the_result(world, monkeypatch):  # noqa: F811
    """A request that began before the answers stopped may end after the calculation."""
    from berakhlak.assignments.models import Assignment, DeclineReason
    from berakhlak.sealing import sealing

    prepare, rounds = sealing.prepare_results, []

    def raced(*given: Any, **named: Any) -> Any:
        prepared = prepare(*given, **named)
        rounds.append(prepared.counts)
        with world.app.app_context():
            late = db.session.query(Assignment).filter_by(group="peer").order_by("id").first()
            late.declined = DeclineReason.DOES_NOT_KNOW
            db.session.commit()
        return prepared

    monkeypatch.setattr(sealing, "prepare_results", raced)
    ask(world.app, CLOSE, world.cycle_id)
    run_waiting_jobs(world.app)

    assert [(each.given_back, each.sheets) for each in rounds] == [
        (0, rounds[0].sheets),
        (1, rounds[0].sheets - 1),
    ]


def test_what_runs_between_the_first_write_and_the_commit_is_no_calculation(world):  # noqa: F811
    """Of opening and sealing: whichever modules of ours are entered while others wait."""
    with world.app.app_context():
        session = db.session()
        old = get_cycle(session, world.cycle_id)
        units = session.scalars(select(Unit).where(Unit.agency_id == old.agency_id)).all()
        draft_id = create_cycle(
            session, agency_id=old.agency_id, name="Berikutnya", instrument=old.instrument,
            opens_on=old.opens_on, closes_on=old.closes_on, units=units, by=None, at=AT,
        ).id  # fmt: skip
        session.commit()
    entered = Counter[str]()
    with world.app.app_context(), watched_writes(db.engine) as holders:

        def note(frame: Any, what: str, _argument: object) -> None:
            if what == "call" and holders:
                entered[frame.f_globals.get("__name__", "")] += 1

        for kind, cycle_id in ((CLOSE, world.cycle_id), (OPEN, draft_id)):
            ask(world.app, kind, cycle_id)
            sys.setprofile(note)
            try:
                run_waiting_jobs(world.app)
            finally:
                sys.setprofile(None)
    assert entered["berakhlak.engines"], "nothing was watched"
    assert {name for name in entered if name.startswith(CALCULATING)} == set()
