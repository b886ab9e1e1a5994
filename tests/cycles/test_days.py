"""Days that no cycle can have are refused wherever a cycle is made or changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from berakhlak.cycles.days import (
    LONGEST_CYCLE,
    CycleTooLong,
    DatesReversed,
    YearImplausible,
)
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.operations import amend_cycle, create_cycle
from berakhlak.errors import InvalidInput
from tests.factories.cycles import AT, OpenCycle, make_open_cycle

FIRST = date(2027, 1, 4)
DAYS: list[tuple[date, date, type[InvalidInput] | None]] = [
    (FIRST, FIRST, None),
    (FIRST, FIRST + LONGEST_CYCLE, None),
    (FIRST, FIRST + LONGEST_CYCLE + timedelta(days=1), CycleTooLong),
    (FIRST, FIRST - timedelta(days=1), DatesReversed),
    (date(2019, 12, 31), date(2020, 1, 31), YearImplausible),
    (date(2020, 1, 1), date(2020, 1, 31), None),
    (date(2099, 12, 31), date(2099, 12, 31), None),
    (date(2100, 1, 1), date(2100, 1, 2), YearImplausible),
]


@pytest.fixture
def opened(session: Any, tmp_path: Any) -> OpenCycle:
    return make_open_cycle(session, KeyStore(tmp_path))


def draft(session: Any, opened: OpenCycle, opens_on: date, closes_on: date) -> Any:
    return create_cycle(
        session,
        agency_id=opened.agency.id,
        name="Rancangan",
        instrument=opened.cycle.instrument,
        opens_on=opens_on,
        closes_on=closes_on,
        units=[opened.unit],
        by=None,
        at=AT,
    )


@pytest.mark.parametrize(("opens_on", "closes_on", "refused"), DAYS)
def test_days_that_cannot_be_are_refused_when_a_cycle_is_made(
    session: Any,
    opened: OpenCycle,
    opens_on: date,
    closes_on: date,
    refused: type[InvalidInput] | None,
) -> None:
    if refused is None:
        assert draft(session, opened, opens_on, closes_on).state is CycleState.DRAFT
        return
    with pytest.raises(refused):
        draft(session, opened, opens_on, closes_on)


@pytest.mark.parametrize(("opens_on", "closes_on", "refused"), DAYS)
def test_and_when_its_days_are_changed(
    session: Any,
    opened: OpenCycle,
    opens_on: date,
    closes_on: date,
    refused: type[InvalidInput] | None,
) -> None:
    made = draft(session, opened, FIRST, FIRST)
    days = {"opens_on": opens_on, "closes_on": closes_on}
    if refused is None:
        amend_cycle(session, made, name="Lain", **days, by=None, at=AT)
        assert (made.opens_on, made.closes_on) == (opens_on, closes_on)
        return
    with pytest.raises(refused):
        amend_cycle(session, made, name="Lain", **days, by=None, at=AT)
