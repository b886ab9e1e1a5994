"""A lock is held for a write, never for a calculation: SQLite has one for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

import pytest

from berakhlak.cycle_steps.jobs import AUDIT, CLOSE, PUBLISH
from berakhlak.extensions import db
from berakhlak.jobs.worker import run_waiting_jobs
from tests.jobs.test_killed_workers import ask, world  # noqa: F401  # A fixture.
from tests.support.locks import watched_writes

# What takes long when an agency is large, and which jobs do it.
CALCULATIONS = {
    "berakhlak.sealing.closing:link_cycle": {CLOSE},
    "berakhlak.sealing.computing:freeze_cycle": {CLOSE},
    "berakhlak.sealing.sealing:_result_rows": {CLOSE},
    "berakhlak.disclosure.operations:audit_cycle": {CLOSE, AUDIT},
}


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
