"""What is told of how a group answered is never the habit of one rater."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from berakhlak.statistics.cycle_statistics import answering_quality
from berakhlak.statistics.packed_sheets import PackedSheets
from berakhlak.statistics.rules import ScoringRules

RULES = ScoringRules(straightline_min_items=3)
HEADS = RULES.groups.index("supervisor")


def rated_by(raters: list[int]) -> PackedSheets:
    """One sheet of each of these raters, by number, about officers of one unit."""
    return PackedSheets(
        answers=np.full((len(raters), 3), 5, np.uint8),
        officer=np.arange(len(raters)),
        group=np.full(len(raters), HEADS),
        n_officers=len(raters),
        rater=np.array(raters),
        n_raters=max(raters) + 1,
        unit=np.zeros(len(raters), np.int64),
        n_units=1,
    )


@pytest.mark.parametrize("by_unit", [True, False])
@pytest.mark.parametrize(
    ("raters", "is_told"),
    [([0] * 8, False), ([0, 1] * 4, False), ([0, 1, 2, 0], True)],
    ids=["one head", "two heads", "three heads"],
)
def test_quality_is_told_of_three_raters_not_of_three_sheets(
    raters: list[int], is_told: bool, by_unit: bool
) -> None:
    found = answering_quality(rated_by(raters), RULES, by_unit=by_unit)[0]["supervisor"]

    assert (found is not None) == is_told
    assert found is None or found.straightlined == 1


@pytest.mark.parametrize("uniform", [0, 1, 2, 3, 5, 8, 12])
@pytest.mark.parametrize("sheets", [9, 10, 20, 60])
def test_many_uniform_sheets_are_worth_a_word_only_beyond_chance(sheets: int, uniform: int) -> None:
    answers = np.tile(np.array([3, 4, 5], np.uint8), (sheets, 1))
    answers[:uniform] = 5
    found = answering_quality(
        replace(rated_by(list(range(sheets))), answers=answers), RULES, by_unit=False
    )[0]["supervisor"]

    assert found is not None
    count = min(uniform, sheets)
    low = stats.binomtest(count, sheets).proportion_ci(method="wilson").low
    assert found.often_uniform == (sheets >= 10 and low > 0.10)
