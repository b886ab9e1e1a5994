"""Saving at the very moment when another device saves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keys import KeyStore
from berakhlak.ratings import operations
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.operations import SheetChangedElsewhere, save_sheet
from tests.factories.cycles import OpenCycle


@pytest.mark.parametrize("known", [0, 1], ids=["the first saving", "a later saving"])
def test_a_saving_that_comes_second_is_told_so_and_overwrites_nothing(
    session: Any,
    opened: OpenCycle,
    peer: Assignment,
    keys: KeyStore,
    stored: Callable[[Assignment], tuple[SheetContent, bool]],
    monkeypatch: pytest.MonkeyPatch,
    known: int,
) -> None:
    key = keys.load_key(opened.cycle.key_name)
    instrument = opened.cycle.instrument.content

    def save(score: int, revision: int) -> None:
        save_sheet(
            session,
            peer,
            instrument=instrument,
            key=key,
            answers={"BP1": score},
            comments={},
            revision=revision,
            submit=False,
        )

    for revision in range(known):
        save(3, revision)
    # What this device has read before the other one saves: everything after it comes too late.
    before = operations._stored(session, peer, key)
    save(4, known)
    read: list[int] = []
    monkeypatch.setattr(operations, "_stored", lambda *_same: read.append(1) or before)

    with pytest.raises(SheetChangedElsewhere):
        save(1, known)

    assert read == [1]
    assert stored(peer)[0].answers == {"BP1": 4}
