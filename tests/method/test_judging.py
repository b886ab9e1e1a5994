"""Practice moves the figures as research says, and half forms cost what is told before opening."""

from __future__ import annotations

import pytest

from tests.method.judging import (
    ROCH,
    WOEHR,
    Moved,
    effect_on_figures,
    foretold,
    gain_of_raters,
    half_forms,
    practised,
)
from tests.method.worlds import SCULLEN


@pytest.mark.parametrize("d", [ROCH, WOEHR])
def test_simulated_raters_gain_what_research_reports_for_practice(d: float) -> None:
    assert gain_of_raters(practised(d), 1) == pytest.approx(d, abs=0.15)


def test_figures_come_nearer_to_the_truth_the_more_raters_gain() -> None:
    found: list[Moved] = [
        effect_on_figures(each) for each in (SCULLEN, practised(ROCH), practised(WOEHR))
    ]

    distances, shared = [each.distance for each in found], [each.shared for each in found]
    assert distances == sorted(distances, reverse=True)
    assert shared == sorted(shared)
    assert 0.10 < 1 - distances[1] / distances[0] < 0.30
    assert shared[1] - shared[0] > 0.05


def test_half_forms_are_unbiased_and_err_as_was_told_before_opening() -> None:
    simulated, told = half_forms(replications=8), foretold()

    assert abs(simulated.bias) < 0.01
    pairs = (
        (simulated.whole, told.value_whole),
        (simulated.half, told.value_half),
        (simulated.overall_whole, told.overall_whole),
        (simulated.overall_half, told.overall_half),
    )
    for seen, said in pairs:
        assert said == pytest.approx(seen, rel=0.08)
    assert told.value_half / told.value_whole == pytest.approx(
        simulated.half / simulated.whole, rel=0.05
    )


def test_the_error_that_is_printed_on_half_forms_is_the_one_they_have() -> None:
    simulated = half_forms(replications=8)

    assert simulated.printed == pytest.approx(simulated.half, rel=0.08)
    assert 0.93 < simulated.covered < 0.97
