"""Each officer of a cycle has one result in it; a result of somebody elsewhere is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from berakhlak.cycles.keys import KeyStore
from berakhlak.disclosure.queries import _is_released_once
from berakhlak.sealing.models import OfficerResult
from tests.factories.cycles import OpenCycle, make_open_cycle, participants


@pytest.fixture
def two(session: Any, tmp_path: Path) -> tuple[OpenCycle, OpenCycle]:
    keys = KeyStore(tmp_path)
    return make_open_cycle(session, keys), make_open_cycle(session, keys)


def put_results(session: Any, opened: OpenCycle, people: list[Any]) -> None:
    for person in people:
        row = {"participant_id": person.id, "cycle_id": opened.cycle.id, "payload": "{}"}
        session.add(OfficerResult(**row))
    session.flush()


def test_as_many_people_of_the_cycle_as_results_and_officers(
    session: Any, two: tuple[OpenCycle, OpenCycle]
) -> None:
    one, other = two
    mine, theirs = participants(session, one.cycle)[:3], participants(session, other.cycle)[:2]
    put_results(session, one, mine)
    put_results(session, other, theirs)

    assert _is_released_once(session, one.cycle, 3, 3)
    assert _is_released_once(session, other.cycle, 2, 2)
    assert not _is_released_once(session, one.cycle, 3, 4)
    assert not _is_released_once(session, one.cycle, 5, 5)


def test_a_result_that_belongs_to_somebody_of_another_cycle_is_not_counted(
    session: Any, two: tuple[OpenCycle, OpenCycle]
) -> None:
    one, other = two
    mine, (stranger, *_rest) = (
        participants(session, one.cycle)[:2],
        participants(session, other.cycle),
    )
    put_results(session, one, [*mine, stranger])

    assert not _is_released_once(session, one.cycle, 3, 3)
