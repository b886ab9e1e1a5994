"""What everybody reads of a unit: nobody works a colleague out, and planted leaks are found."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import hypothesis
from hypothesis import strategies as st

from berakhlak.disclosure.public import PublicLeak, PublicUnit, attack_public
from berakhlak.statistics.frozen_result import CellStatus, CycleFigures, OfficerFigures
from berakhlak.statistics.public_figures import PublicFigures, public_figures
from berakhlak.statistics.statements import EqualWeightIndex
from tests.factories.public_figures import officer

INDEX = EqualWeightIndex(mean=4.0, low=3.8, high=4.2, n=40)
WHOLE = CycleFigures(
    n_officers=60, n_sheets={}, n_invited={}, value_means={}, overall_mean=None, citizen_index=INDEX
)


def printed(officers: Sequence[OfficerFigures]) -> PublicFigures:
    return public_figures(officers, WHOLE, steps=5, group="citizen", least=5)


def page(
    officers: Sequence[OfficerFigures], figures: PublicFigures, name: str = "Loket", first: int = 1
) -> PublicUnit:
    seats = dict(enumerate(officers, start=first))
    return PublicUnit(
        name=name, figures=figures, officers=seats, whole=WHOLE, group="citizen", least=5
    )


def leaks(*units: PublicUnit) -> set[PublicLeak]:
    return {each.leak for each in attack_public(units)}


def by_colleagues(means: Sequence[float], figure: float, rounding: float) -> tuple[float, float]:
    """What all others know of the last: the attack with paper and pencil."""
    rest, n = sum(means[:-1]), len(means)
    return n * (figure - rounding) - rest, n * (figure + rounding) - rest


def test_two_decimals_give_the_last_colleague_away_and_the_printed_figure_does_not() -> None:
    means = [4.25, 3.8, 4.6, 4.1, 3.95, 4.4, 2.75, 3.2]
    low, high = by_colleagues(means, round(sum(means) / 8, 2), 0.005)
    assert high - low < 0.1
    assert low <= 3.2 <= high

    figure = printed([officer(each) for each in means]).values[0]
    assert figure.mean is not None
    low, high = by_colleagues(means, figure.mean, 0.1)
    assert high - low >= 1


@hypothesis.settings(max_examples=25, deadline=None)
@hypothesis.given(
    st.lists(st.integers(100, 500).map(lambda x: x / 100), min_size=1, max_size=14),
    st.integers(3, 12),
)
def test_whatever_officers_are_like_the_attack_finds_nothing_in_what_is_printed(
    means: list[float], voices: int
) -> None:
    officers = [officer(each, n=voices) for each in means]
    figures = printed(officers)

    assert not attack_public([page(officers, figures)])
    is_shown = figures.values[0].status is CellStatus.SHOWN
    assert is_shown == (len(means) >= 5 and len(means) * voices >= 30)


def test_withheld_cells_move_no_letter_of_what_is_printed() -> None:
    shown = [officer(each) for each in (4.0, 4.2, 3.9, 4.4, 4.1)]

    assert printed([*shown, officer(None)]) == printed(shown)


def test_the_spread_of_a_unit_is_not_in_its_interval() -> None:
    even, uneven = ([officer(each) for each in means] for means in ([4.0] * 6, [3.0, 5.0] * 3))

    assert printed(even) == printed(uneven)


OFFICERS = [officer(each) for each in (4.0, 4.2, 3.9, 4.4, 4.1, 3.3)]


def test_planted_leaks_are_found() -> None:
    right = printed(OFFICERS)
    shown = right.values[0]
    assert shown.mean is not None
    assert shown.high is not None
    hidden = replace(shown, status=CellStatus.SUPPRESSED)
    planted = {
        PublicLeak.FINE: replace(shown, mean=3.98),
        PublicLeak.UNEXPLAINED: replace(shown, mean=shown.mean - 0.4),
    }
    for leak, figure in planted.items():
        assert leaks(page(OFFICERS, replace(right, values=(figure,)))) == {leak}
    assert leaks(page(OFFICERS, replace(right, values=(hidden,)))) == {PublicLeak.UNEXPLAINED}
    assert leaks(page(OFFICERS[:4], right)) == {PublicLeak.FEW}
    before = replace(page(OFFICERS, right), before=replace(right, values=()))
    assert leaks(before) == {PublicLeak.ALTERED}


def test_a_unit_with_those_below_it_beside_one_of_them_is_found() -> None:
    below, above = printed(OFFICERS), printed([*OFFICERS, officer(4.0)])
    pages = page(OFFICERS, below, "Seksi"), page([*OFFICERS, officer(4.0)], above, "Bidang")

    assert leaks(*pages) == {PublicLeak.TWICE}
    apart = [page(OFFICERS, below, name, first) for name, first in (("A", 1), ("B", 100))]
    assert not leaks(*apart)


def test_intervals_are_never_narrower_than_those_over_officers_alone() -> None:
    """Many units out of one population: the true mean lies inside at least as often as it says."""
    import numpy as np

    rng, inside = np.random.default_rng(7), 0
    index = replace(INDEX, low=4.0 - 2.02 * 0.4 / 40**0.5, high=4.0 + 2.02 * 0.4 / 40**0.5)
    whole = replace(WHOLE, citizen_index=index)
    for _each in itertools.repeat(None, 200):
        means = np.clip(rng.normal(4.0, 0.35, 8) + rng.normal(0, 0.25, 8), 1, 5).round(2)
        found = public_figures(
            [officer(float(each), n=6) for each in means], whole, steps=5, group="citizen", least=5
        ).values[0]
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= 4.0 <= found.high
    assert inside >= 190
