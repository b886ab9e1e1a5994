"""The newest act of one object, and of no other."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.audit.operations import record_act
from berakhlak.audit.queries import latest_act
from tests.factories.cycles import AT


@pytest.fixture
def acts(session: Any) -> Any:
    for act, kind, number in (
        ("counted: 1", "cycle", 1),
        ("counted: 2", "cycle", 1),
        ("counted", "cycle", 1),
        ("other: 9", "cycle", 1),
        ("counted: 3", "cycle", 2),
        ("counted: 4", "unit", 1),
        ("c%unted: 5", "cycle", 1),
    ):
        record_act(session, act, kind, number, by=None, at=AT)
        session.flush()
    return session


@pytest.mark.parametrize(
    ("kind", "number", "beginning", "found"),
    [
        ("cycle", 1, "counted: ", "counted: 2"),
        ("cycle", 2, "counted: ", "counted: 3"),
        ("unit", 1, "counted: ", "counted: 4"),
        ("cycle", 1, "other", "other: 9"),
        ("cycle", 1, "c%", "c%unted: 5"),
        ("cycle", 3, "counted: ", None),
        ("unit", 1, "other", None),
    ],
)
def test_the_newest_act_that_begins_so_is_that_of_its_own_object(
    acts: Any, kind: str, number: int, beginning: str, found: str | None
) -> None:
    assert latest_act(acts, kind, number, beginning) == found
