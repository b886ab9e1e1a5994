"""What docs/method.md says of invented cycles is what is found in them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from berakhlak.aggregation.inference.centring import mean_of_available
from berakhlak.aggregation.inference.verdicts import Verdict
from tests.aggregation.test_method_doc import rows
from tests.method.test_change import draw_pair
from tests.method.test_rules_2 import drawn
from tests.method.worlds import NEW_WEIGHTS, SCULLEN, SELF, seeds, true_composites

CLAIMS = [
    (reference.removeprefix("measured "), float(shown))
    for _working, shown, reference in rows()
    if reference.startswith("measured ")
]
# Percentage points that another set of cycles may differ by.
ROOM = {"value_gaps": 0.4, "large_value_gaps": 3, "groups": 1.5, "rises": 3}


@cache
def measured() -> dict[str, float]:
    """In percent, over seeded cycles with the proportions of research."""
    shares: dict[str, list[np.ndarray]] = {name: [] for name, _shown in CLAIMS}
    for cycle, found in drawn(SCULLEN):
        own = cycle.values[:, SELF]
        gap = own - true_composites(cycle.values, NEW_WEIGHTS, found.values.shown)
        told = found.gaps.verdict
        shares["value_gaps"].append(told[told > Verdict.NONE] > Verdict.UNDECIDED)
        large = (told > Verdict.NONE) & (np.abs(gap) >= 0.75)
        shares["large_value_gaps"].append(told[large] > Verdict.UNDECIDED)
        overall = found.overall.gap.verdict[:, 0]
        known = (overall > Verdict.NONE) & ~np.isnan(mean_of_available(gap))
        shares["overall_gaps"].append(overall[known] > Verdict.UNDECIDED)
        behaviours = found.contrast_statements.verdict > Verdict.UNDECIDED
        shares["behaviours"].append(behaviours.any(axis=1))
        shares["groups"].append(found.groups.column >= 0)
    for seed in seeds(4):
        for same_boss in (False, True):
            pair = draw_pair(seed, SCULLEN, same_boss=same_boss, share=0.2)
            shares["rises"].append(pair.found.verdict[pair.rose] == Verdict.HIGHER)
    return {name: 100 * float(np.concatenate(each).mean()) for name, each in shares.items()}


@pytest.mark.parametrize(("name", "shown"), CLAIMS)
def test_what_the_page_says_of_invented_cycles_is_found_in_them(name: str, shown: float) -> None:
    assert measured()[name] == pytest.approx(shown, abs=ROOM.get(name, 5))
