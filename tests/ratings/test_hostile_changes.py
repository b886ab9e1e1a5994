"""Changes that no browser of ours sends are refused, and what is saved stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from berakhlak.assignments.models import Assignment
from berakhlak.ratings.box_content import SheetContent
from tests.support.pages import PageClient


@pytest.mark.parametrize(
    "body",
    [
        '{"base": 0, "answers": {}, "comments": {"BP": "setengah \\ud800 huruf"}}',
        '{"base": 0, "answers": {"BP1": 99999999999999999999}, "comments": {}}',
        '{"base": NaN, "answers": {}, "comments": {}}',
        '{"base": 0, "answers": {"XX9": 1}, "comments": {}}',
    ],
    ids=["half a sign", "huge answer", "not a number", "unknown behaviour"],
)
def test_a_change_that_cannot_be_stored_is_refused(
    budi: PageClient,
    peer: Assignment,
    stored: Callable[[Assignment], tuple[SheetContent, bool]],
    body: str,
) -> None:
    answer = budi.open(
        f"/tugas/{peer.id}/jawaban",
        method="POST",
        data=body,
        content_type="application/json",
        headers={"X-CSRFToken": budi.token()},
    )

    assert answer.status_code == 422
    assert stored(peer) == (SheetContent(), False)
