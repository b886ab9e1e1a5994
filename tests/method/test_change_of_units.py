"""Sentences on the change of units and of the agency, where it is known which units changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from berakhlak.statistics.inference.regressed_change import (
    MeanChange,
    change_of_mean,
    change_of_units,
)
from berakhlak.statistics.inference.verdicts import DifferenceVerdict
from tests.method.expectations import inferred
from tests.method.measure import UNITS
from tests.method.pairs import draw_pair
from tests.method.worlds import WORLDS, World, seeds

WORLDS_OF_UNITS = {**WORLDS, "units": UNITS}


@dataclass(frozen=True)
class Told:
    """Of two cycles: by unit the `verdict`, who `rose`, the former `difference`; and the `agency`'s
    change."""

    verdict: np.ndarray
    rose: np.ndarray
    difference: np.ndarray
    size: np.ndarray
    agency: MeanChange | None


def told_of(seed: int, world: World, *, drift: float = 0.0, share: float = 0.0) -> Told:
    """Draw a pair of cycles with new bosses and say what may be said."""
    pair = draw_pair(seed, world, same_boss=False, drift=drift, share=share, whole_units=True)
    old, new = map(inferred, pair.sheets)
    before, now = old.effects[0], new.effects[0]
    found = change_of_units(
        before.difference,
        now.difference,
        before.standard_error**2,
        now.standard_error**2,
        z=old.cutoffs.change_z,
    )
    assert old.units is not None
    assert new.units is not None
    return Told(
        verdict=found.verdict,
        rose=np.array([pair.rose[pair.unit == unit].all() for unit in np.unique(pair.unit)]),
        difference=before.difference,
        size=np.bincount(pair.unit),
        agency=change_of_mean(old.units.mean[:, 0], new.units.mean[:, 0]),
    )


@pytest.mark.parametrize("name", WORLDS_OF_UNITS)
def test_change_is_hardly_ever_said_of_a_unit_that_did_not_change(name: str) -> None:
    world = WORLDS_OF_UNITS[name]
    pairs = [told_of(seed, world, drift=0.2 if seed % 2 else 0.0) for seed in seeds(16)]
    said = np.concatenate([each.verdict for each in pairs]) > DifferenceVerdict.UNDECIDED
    before = np.concatenate([each.difference for each in pairs])
    low, high = np.nanquantile(before, [0.1, 0.9])
    for tenth in (before <= low, before >= high):
        # A tenth is some thirty units: one of them may be said by chance.
        assert said[tenth].sum() <= 0.05 * tenth.sum() + 1
    assert said.mean() <= 0.03


def test_units_that_rose_are_told_more_often_than_people_and_never_as_fallen() -> None:
    pairs = [told_of(seed, WORLDS["scullen"], share=0.2) for seed in seeds(16)]
    rose, large = (
        np.concatenate(parts) for parts in ([x.rose for x in pairs], [x.size >= 10 for x in pairs])
    )
    verdict = np.concatenate([each.verdict for each in pairs])
    assert (verdict[rose] == DifferenceVerdict.LOWER).mean() <= 0.01
    assert (verdict[rose & large] == DifferenceVerdict.HIGHER).mean() >= 0.25


@pytest.mark.parametrize("name", WORLDS)
def test_an_agency_is_hardly_ever_told_to_have_changed_when_it_did_not(name: str) -> None:
    found = [told_of(seed, WORLDS[name]).agency for seed in seeds(16)]
    said = [each is not None and each.exceeds_noise for each in found]
    assert np.mean(said) <= 0.19  # Three of sixteen at a true chance of one in twenty.


def test_an_agency_that_rose_is_told_so() -> None:
    found = [told_of(seed, WORLDS["scullen"], drift=0.2).agency for seed in seeds(8)]
    assert all(each is not None and each.exceeds_noise for each in found)
    assert all(each is not None and each.difference > 0 for each in found)
