"""Saving at the very moment when another device saves."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keys import KeyStore
from berakhlak.ratings.operations import SheetChangedElsewhere, save_sheet
from tests.factories.cycles import OpenCycle


def test_a_first_saving_that_comes_second_is_told_so(
    session: Any,
    opened: OpenCycle,
    peer: Assignment,
    keys: KeyStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = keys.load(opened.cycle.key_name)
    instrument = opened.cycle.instrument.content

    def save(score: int) -> None:
        save_sheet(
            session,
            peer,
            instrument=instrument,
            key=key,
            answers={"BP1": score},
            comments={},
            revision=0,
            submit=False,
        )

    save(4)
    session.commit()
    session.expunge_all()
    session.add(peer)
    # As if the first saving had come between our looking and our writing.
    monkeypatch.setattr(session, "get", lambda *_args, **_options: None)

    with pytest.raises(SheetChangedElsewhere):
        save(1)
