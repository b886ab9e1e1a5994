"""Units are hardly ever named by chance, and large differences as often as anybody could find."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from berakhlak.statistics.inference.verdicts import DifferenceVerdict
from tests.method.expectations import inferred
from tests.method.measure import LARGE, UNITS, at_best, units_of
from tests.method.worlds import NULL, Plan, draw_cycle, seeds


@pytest.mark.parametrize("size", [5, 10, 30])
@pytest.mark.parametrize("boss", [0.37, 0.60])
def test_where_units_do_not_differ_hardly_any_page_names_one(boss: float, size: int) -> None:
    named, inside = [], []
    for seed in seeds(6):
        world = replace(NULL, boss_leniency=boss)
        cycle = draw_cycle(seed, world, Plan(sizes=(size,), n_units=20))
        for effect in inferred(cycle.sheets).effects:
            named.append((seed, (effect.verdict > DifferenceVerdict.UNDECIDED).any()))
            known = ~np.isnan(effect.standard_error)
            within = np.abs(effect.difference) <= 1.96 * effect.standard_error
            inside.append(within[known])
    pages = {seed for seed, is_named in named if is_named}
    assert len(pages) <= 1
    assert 0.93 <= np.concatenate(inside).mean() <= 0.985


@dataclass(frozen=True)
class UnitsTried:
    """Units of one size: true difference, the side named (0 for none), told error, how far off."""

    truth: np.ndarray
    named: np.ndarray
    error: np.ndarray
    off: np.ndarray

    @property
    def large(self) -> np.ndarray:
        return np.abs(self.truth) >= LARGE

    def best(self) -> float:
        """How many of the large could be named by who keeps the rule and need not estimate."""
        return at_best(self.truth, float(self.off.std()), self.large)


def units_tried(size: int, tried: range) -> UnitsTried:
    found = [units_of(seed, UNITS, size) for seed in tried]
    return UnitsTried(*(np.concatenate(part) for part in zip(*found, strict=True)))


@pytest.mark.parametrize(
    ("sizes", "cycles"), [((5,), 60), ((10, 20, 30), 12)], ids=["small", "larger"]
)
def test_large_differences_of_units_are_found_as_often_as_their_error_allows(
    sizes: tuple[int, ...], cycles: int
) -> None:
    """Four of five, where anybody could find as many. What can be found at best is reckoned from
    the world that is tried: of five officers too few raters see a unit, however it is judged. That
    spread and error must be estimated may cost a twentieth."""
    found = [units_tried(size, seeds(cycles)) for size in sizes]
    inside = np.concatenate([np.abs(each.off) <= 1.96 * each.error for each in found])
    assert 0.93 <= inside.mean() <= 0.985
    named, truth, large = (
        np.concatenate([getattr(each, part) for each in found])
        for part in ("named", "truth", "large")
    )
    best = float(
        np.average([each.best() for each in found], weights=[x.large.sum() for x in found])
    )
    chance = 2.576 * np.sqrt(best * (1 - best) / large.sum())
    assert (named != 0)[large].mean() >= min(0.8, best - 0.05 - chance)
    assert ((named != 0) & (named * truth < 0.1)).mean() <= 0.02
