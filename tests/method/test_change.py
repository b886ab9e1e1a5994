"""Sentences on the change of one person, where it is known who changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from berakhlak.statistics.inference.regressed_change import RegressedChange
from berakhlak.statistics.inference.verdicts import DifferenceVerdict
from tests.method.expectations import change_between, inferred
from tests.method.pairs import draw_pair
from tests.method.worlds import (
    WORLDS,
    World,
    seeds,
)


@dataclass(frozen=True)
class Told:
    """Two cycles of the same officers (officers,): what is said, who rose, the former figure."""

    found: RegressedChange
    rose: np.ndarray
    before: np.ndarray

    @property
    def said(self) -> np.ndarray:
        return self.found.verdict > DifferenceVerdict.UNDECIDED


def told_of(seed: int, world: World, *, same_boss: bool, drift: float, share: float = 0.0) -> Told:
    """Draw a pair of cycles and say what may be said."""
    pair = draw_pair(seed, world, same_boss=same_boss, drift=drift, share=share)
    old, new = map(inferred, pair.sheets)
    return Told(change_between(old, new), pair.rose, old.overall.composite)


@pytest.mark.parametrize("same_boss", [False, True], ids=["all_new", "same_boss"])
@pytest.mark.parametrize("name", WORLDS)
def test_change_is_hardly_ever_said_of_who_did_not_change(name: str, same_boss: bool) -> None:
    pairs = [
        # Every other pair has drifted; each has people of its own, so that chance evens out.
        told_of(seed, WORLDS[name], same_boss=same_boss, drift=0.2 if seed % 2 else 0.0)
        for seed in seeds(8)
    ]
    said = np.concatenate([pair.said for pair in pairs])
    before = np.concatenate([pair.before for pair in pairs])
    low, high = np.nanquantile(before, [0.1, 0.9])
    for tenth in (before <= low, before >= high):
        assert said[tenth].mean() <= 0.05
    assert said.mean() <= 0.03


def test_a_rise_is_never_told_as_a_fall_and_luck_of_the_lowest_is_no_rise() -> None:
    pairs = [
        told_of(seed, WORLDS["scullen"], same_boss=False, drift=0.2, share=0.2) for seed in seeds(6)
    ]
    rose = np.concatenate([pair.rose for pair in pairs])
    verdict = np.concatenate([pair.found.verdict for pair in pairs])
    before = np.concatenate([pair.before for pair in pairs])
    lowest = ~rose & (before <= np.nanquantile(before, 0.1))
    assert (verdict[rose] == DifferenceVerdict.LOWER).mean() <= 0.005
    assert (verdict[lowest] == DifferenceVerdict.HIGHER).mean() <= 0.03
    assert (verdict[~rose] > DifferenceVerdict.UNDECIDED).mean() <= 0.05
