"""The citizens' index as it is frozen: officers count alike, and its word is hardly ever wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from berakhlak.sealing.freezing.statements import StatementWriter
from berakhlak.statistics.statements import EqualWeightIndex
from tests.method.expectations import RULES, inferred
from tests.method.worlds import CITIZEN, LAYOUT, ON_SHORT_FORM, SCULLEN, Plan, draw_cycle, seeds

CENTRES = (3.4, 3.9, 4.15, 4.4, 4.55)


def index_of(seed: int, centre: float, plan: Plan) -> tuple[EqualWeightIndex | None, float]:
    """The frozen index, and what all citizens of such officers would give."""
    cycle = draw_cycle(seed, replace(SCULLEN, centre=centre), plan)
    found = inferred(cycle.sheets)
    rated = found.values.shown[:, CITIZEN].any(axis=1)
    items = cycle.items[rated][:, CITIZEN][:, ON_SHORT_FORM]
    return StatementWriter(found, LAYOUT, RULES).citizen_index(), float(items.mean())


@pytest.mark.parametrize("officers", [7, 8])
def test_an_index_stands_on_eight_officers(officers: int) -> None:
    plan = Plan(n_units=1, sizes=(officers,), with_citizens=1.0)
    assert (index_of(1, 4.15, plan)[0] is not None) == (officers == 8)


def test_its_interval_holds_the_truth_and_its_word_is_the_true_one() -> None:
    inside, named, wrong = [], [], []
    for seed in seeds(30):
        found, truth = index_of(seed, CENTRES[seed % len(CENTRES)], Plan())
        assert found is not None
        inside.append(found.low <= truth <= found.high)
        named.append(found.level is not None)
        wrong.append(found.level is not None and found.level != round(truth))
        if found.level is not None:
            assert found.level - 0.5 <= found.low <= found.high < found.level + 0.5
    assert np.mean(inside) >= 0.85  # Of thirty at a true .95, four and fewer miss.
    assert np.mean(named) > 0.3
    assert np.mean(wrong) <= 0.05
