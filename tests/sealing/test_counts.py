"""Counts as they stand in the record since the first release that kept them."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from berakhlak.sealing.row_counts import SealingCounts

EACH = SealingCounts(
    submitted=11 + 3 + 5, received=7 + 2, sheets=11, voices=7, given_back=3,
    spoilt_sheets=5, spoilt_voices=2,
)  # fmt: skip


DETAIL = {"sheets": 11, "voices": 7, "given_back": 3, "spoilt_sheets": 5, "spoilt_voices": 2}


def test_counts_are_recorded_as_ever() -> None:
    assert EACH.as_detail() == DETAIL
    assert SealingCounts.of_detail(DETAIL) == EACH
    assert EACH.spoilt == 7


def test_where_nothing_was_counted_all_is_none() -> None:
    assert set(astuple(SealingCounts())) == {0}
    assert SealingCounts.of_detail(SealingCounts().as_detail()) == SealingCounts()


@pytest.mark.parametrize("missing", [*DETAIL, None])
def test_other_acts_and_older_ones_have_none(missing: str | None) -> None:
    kept = {name: count for name, count in DETAIL.items() if missing not in (None, name)}

    assert SealingCounts.of_detail(kept) is None
