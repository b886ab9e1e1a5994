"""The newest act of one object, and of no other."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import record_act
from berakhlak.audit.queries import entries_of, latest_detail
from tests.factories.cycles import AT


@pytest.fixture
def acts(session: Any) -> Any:
    for act, number, count in (
        (Act.OPENED_CYCLE, 1, 1),
        (Act.OPENED_CYCLE, 1, 2),
        (Act.SEALED_CYCLE, 1, 9),
        (Act.OPENED_CYCLE, 2, 3),
        (Act.CREATED_AGENCY, 1, 4),
        (Act.CREATED_ACCOUNT, 2, None),
        (Act.SEALED_CYCLE, 3, 7),
        (Act.SEALED_CYCLE, 3, None),
    ):
        detail = None if count is None else {"count": count}
        record_act(session, act, number, by=None, at=AT, detail=detail)
        session.flush()
    return session


@pytest.mark.parametrize(
    ("act", "number", "count"),
    [
        (Act.OPENED_CYCLE, 1, 2),
        (Act.OPENED_CYCLE, 2, 3),
        (Act.SEALED_CYCLE, 1, 9),
        (Act.CREATED_AGENCY, 1, 4),
        (Act.CREATED_ACCOUNT, 1, None),
        (Act.CREATED_ACCOUNT, 2, None),
        (Act.CREATED_CYCLE, 1, None),
        (Act.SEALED_CYCLE, 3, None),
    ],
)
def test_the_newest_detail_is_that_of_the_act_and_its_own_object(
    acts: Any, act: Act, number: int, count: int | None
) -> None:
    assert latest_detail(acts, act, number).get("count") == count


def test_every_time_that_an_act_was_done_to_an_object_is_found(acts: Any) -> None:
    details = [entry.detail for entry in acts.scalars(entries_of(Act.OPENED_CYCLE, 1))]

    assert details == [{"count": 1}, {"count": 2}]
