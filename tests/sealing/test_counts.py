"""Counts as they stand in the record since the first release that kept them."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from berakhlak.sealing.row_counts import SealingCounts, parse_sealed_act, sealed_act

EACH = SealingCounts(
    submitted=11 + 3 + 5, received=7 + 2, sheets=11, voices=7, given_back=3,
    spoilt_sheets=5, spoilt_voices=2,
)  # fmt: skip


def test_counts_are_recorded_as_ever() -> None:
    assert sealed_act(EACH) == "sealed: s=11 v=7 b=3 x=5+2"
    assert sealed_act(SealingCounts()) == "sealed: s=0 v=0 b=0 x=0+0"
    assert parse_sealed_act("sealed: s=11 v=7 b=3 x=5+2") == EACH
    assert EACH.spoilt == 7


def test_where_nothing_was_counted_all_is_none() -> None:
    assert set(astuple(SealingCounts())) == {0}


@pytest.mark.parametrize(
    "act",
    ["sealed", "sealed: s=1", "began sealing", "", "sealed: s=1 v=1 b=1 x=1+", " sealed: s=1 v=1"],
)
def test_other_acts_and_older_ones_have_none(act: str) -> None:
    assert parse_sealed_act(act) is None
    assert parse_sealed_act(f"{sealed_act(EACH)}{act}x") is None
    assert parse_sealed_act(f"x{act}{sealed_act(EACH)}") is None
