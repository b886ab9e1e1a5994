"""What the functions of inference promise for any numbers, and what they do with too few."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from berakhlak.statistics.inference.centring import centred_composites, group_shifts
from berakhlak.statistics.inference.generalizability import (
    SCULLEN_COMPONENTS,
    GroupStatistics,
    VarianceComponents,
    d_study,
    estimate_dependability,
    rater_variances,
)
from berakhlak.statistics.inference.indices import (
    FigureInterval,
    class_within,
    equal_weight_mean,
    wilson_interval,
)
from berakhlak.statistics.inference.pooling import (
    PooledVariances,
    bar_half_widths,
    pool_variances,
    sum_deviations,
)
from berakhlak.statistics.inference.regressed_change import (
    EarlierPopulation,
    agency_drift,
    change_of_mean,
    change_of_person,
)
from berakhlak.statistics.inference.shrinkage import (
    NormalPosterior,
    shrink_to_centre,
    true_variance,
)
from berakhlak.statistics.inference.unit_effects import unit_differences, unit_effects
from berakhlak.statistics.inference.verdicts import (
    DifferenceVerdict,
    choose_advice,
    clearest_differences,
    decide_verdicts,
    difference_statements,
)

ENDS = (1.0, 5.0)
scores = st.floats(1, 5)
steps = st.floats(-3, 3)
errors = st.floats(0.01, 2)


def column(elements: st.SearchStrategy[float], size: int = 8) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, size, elements=elements)


# Bars


@given(n=st.integers(3, 400), mean=scores, s2=st.floats(0.05, 2), factor=st.floats(0, 0.5))
def test_a_bar_depends_on_the_number_the_mean_and_the_pool_alone(
    n: int, mean: float, s2: float, factor: float
) -> None:
    pooled = PooledVariances(*(np.array([[x]]) for x in (s2, factor, 4.0)))

    def half(count: int, at: float = mean) -> float:
        cell = np.array([[[float(count)]]]), np.array([[[at]]])
        return float(bar_half_widths(*cell, pooled, ENDS, z=1.96, least=3, pull=2.0)[0, 0, 0])

    assert half(n) >= 1.96 * math.sqrt(s2 / n) - 1e-12
    assert half(4 * n) < half(n)
    assert math.isnan(half(2))
    assert half(n, 5.0) > 0


def test_too_few_degrees_of_freedom_have_no_pool() -> None:
    def of(officers: int) -> PooledVariances:
        shape = (officers, 1, 1)
        n, mean, variance = np.full(shape, 2.0), np.full(shape, 4.0), np.full(shape, 0.5)
        shown = np.ones(shape, bool)
        return pool_variances(sum_deviations(n, mean, variance, shown, ENDS), n, mean, shown, 30)

    assert np.isnan(of(29).variance).all()
    assert of(30).variance == pytest.approx(0.5)


def test_a_cell_that_is_not_shown_moves_no_pool() -> None:
    n, mean, variance = (np.full((40, 1, 1), x) for x in (3.0, 4.0, 0.5))
    shown = np.ones((40, 1, 1), bool)
    shown[0] = False
    before = pool_variances(sum_deviations(n, mean, variance, shown, ENDS), n, mean, shown, 30)
    mean[0], variance[0] = 1.0, 4.0
    after = pool_variances(sum_deviations(n, mean, variance, shown, ENDS), n, mean, shown, 30)
    assert before == after


# Composites


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.lists(st.floats(-0.5, 0.5), min_size=3, max_size=3))
def test_a_habit_of_a_group_moves_no_officer_against_another(
    seed: int, habits: list[float]
) -> None:
    rng = np.random.default_rng(seed)
    mean = 3 + rng.normal(0, 0.3, (40, 3, 1))
    shown = rng.random((40, 3, 1)) < 0.7
    shown[:6] = True
    weights = np.array([0.2, 0.35, 0.3])

    def composite(table: np.ndarray) -> np.ndarray:
        shifts = group_shifts(table, shown, weights, 5)
        return centred_composites(table, shown, weights, shifts, ENDS)[:, 0]

    plain, moved = composite(mean), composite(mean + np.array(habits)[:, None])
    step = moved - plain
    assert np.nanmax(step) - np.nanmin(step) < 1e-3
    assert np.nanmean(step) == pytest.approx(weights @ np.array(habits) / weights.sum(), abs=1e-3)


# Reliability


@given(
    boss=st.floats(0, 1),
    peer=st.floats(0.01, 1),
    peers=st.integers(1, 40),
    officer=st.floats(0, 1),
)
def test_more_raters_never_lower_what_a_d_study_foretells(
    boss: float, peer: float, peers: int, officer: float
) -> None:
    known = VarianceComponents(officer=officer, perspective=0.03, rater=(0, 0.3, 0.3, 0.3, 0.3))
    weights = (0.0, boss, peer, 0.0, 0.0)
    one, more = (d_study(known, weights, (0, 1, n, 0, 0)) for n in (peers, peers + 1))
    assert one is not None
    assert more is not None
    assert 0 <= one.coefficient <= more.coefficient + 1e-12 <= 1 + 1e-9
    assert more.standard_error <= one.standard_error
    assert 0 <= one.lone_share <= 1


def test_no_number_of_peers_makes_up_for_one_boss_at_35_percent() -> None:
    """What groups of the policy would see that were not asked is part of what is true."""
    heavy, light = (0, 0.35, 0.25, 0.25, 0.15), (0, 0.2, 0.35, 0.3, 0.15)
    for weights, most in ((heavy, 0.49), (light, 0.68)):
        found = d_study(SCULLEN_COMPONENTS, weights, (0, 1, 100_000, 0, 0))
        assert found is not None
        assert found.coefficient < most
    assert d_study(SCULLEN_COMPONENTS, heavy, (0, 0, 0, 0, 0)) is None


@given(column(scores, 12), column(errors, 12), st.one_of(st.none(), st.floats(0, 1)))
def test_reliability_is_a_share_and_two_estimates_tell_no_more_than_one(
    composite: np.ndarray, error: np.ndarray, officer: float | None
) -> None:
    alone, both = (
        estimate_dependability(composite, error),
        estimate_dependability(composite, error, officer),
    )
    assert alone is not None
    assert both is not None
    assert 0 <= both.coefficient <= 1
    if officer is not None and officer <= alone.variance:
        assert both.variance <= alone.variance + 1e-12
    assert estimate_dependability(composite[:2], error[:2]) is None


def test_a_group_with_few_degrees_of_freedom_is_not_believed() -> None:
    """One officer with two bosses who agree must not make all bosses agree."""
    rng = np.random.default_rng(1)
    officers = 60
    mean = 4 + rng.normal(0, 0.5, (officers, 2))
    n, shown = np.tile([1.0, 5.0], (officers, 1)), np.ones((officers, 2), bool)
    found = GroupStatistics(mean, n, shown, np.array([0.0, 70.0]), np.array([1.0, 240.0]))
    variance = rater_variances(found, np.array([0.2, 0.8]), np.zeros(2), 30)
    assert variance[1] == pytest.approx(70 / 240)
    assert variance[0] > 0.2


# Shrinking and deciding


@given(column(steps), column(errors), st.floats(0, 2))
def test_shrinking_goes_towards_the_centre_and_makes_surer(
    figure: np.ndarray, error: np.ndarray, variance: float
) -> None:
    found = shrink_to_centre(figure, error, 0.0, variance)
    assert (np.abs(found.mean) <= np.abs(figure) + 1e-12).all()
    assert (found.sd**2 <= error + 1e-12).all()


@given(column(steps), column(errors))
def test_a_true_variance_is_within_what_was_seen(figure: np.ndarray, error: np.ndarray) -> None:
    centre, variance = true_variance(figure, error)
    assert figure.min() - 1e-9 <= centre <= figure.max() + 1e-9
    assert 0 <= variance <= 1


@given(mean=steps, sd=errors, floor=st.floats(0, 1), probability=st.floats(0.51, 0.999))
def test_a_verdict_follows_the_posterior_and_turns_with_it(
    mean: float, sd: float, floor: float, probability: float
) -> None:
    def verdict(at: float) -> int:
        return int(
            decide_verdicts(NormalPosterior(np.array([at]), np.array([sd])), floor, probability)[0]
        )

    beyond = stats.norm.sf(floor, mean, sd)
    if abs(beyond - probability) > 1e-9:
        assert (verdict(mean) == DifferenceVerdict.HIGHER) == (beyond > probability)
    mirror = {
        DifferenceVerdict.HIGHER: DifferenceVerdict.LOWER,
        DifferenceVerdict.LOWER: DifferenceVerdict.HIGHER,
    }
    now = DifferenceVerdict(verdict(mean))
    assert verdict(-mean) == mirror.get(now, now)


def test_what_is_unknown_has_no_verdict() -> None:
    nothing = np.array([[np.nan]])
    assert (
        difference_statements(nothing, nothing, 0.1, 0.95).verdict[0, 0] == DifferenceVerdict.NONE
    )


@given(st.integers(0, 2**32 - 1))
def test_groups_are_told_apart_only_beyond_the_floor_and_from_the_higher(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mean, n = rng.uniform(1, 5, (30, 4, 7)), rng.integers(3, 9, (30, 4, 7)).astype(float)
    usable = rng.random((30, 4, 7)) < 0.6
    found = clearest_differences(mean, n, usable, np.full((4, 7), 0.3), floor=0.25, error=0.05)
    rows = np.flatnonzero(found.column >= 0)
    at = found.column[rows]
    apart = mean[rows, found.first[rows], at] - mean[rows, found.second[rows], at]
    assert (apart > 0.25).all()
    assert usable[rows, found.first[rows], at].all()
    assert usable[rows, found.second[rows], at].all()


@given(st.lists(st.one_of(st.just(math.nan), steps), min_size=5, max_size=5))
def test_advice_is_at_most_three_below_average_and_never_suspicion(estimate: list[float]) -> None:
    codes = ("AK2", "AK3", "LY1", "KP1", "KP2")
    chosen = choose_advice(np.array(estimate), codes, ("LY1", "AK3"), 3)
    known = dict(zip(codes, estimate, strict=True))
    assert len(chosen) <= 3
    assert not {"LY1", "AK3"} & set(chosen)
    assert all(known[code] < 0 for code in chosen)
    assert [known[code] for code in chosen] == sorted(known[code] for code in chosen)


# Units


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_a_unit_that_is_not_shown_moves_no_other(seed: int) -> None:
    rng = np.random.default_rng(seed)
    unit = rng.integers(0, 4, 40)
    composite = rng.uniform(1, 5, 40)
    shown = np.array([True, True, True, False])
    before = unit_differences(composite, unit, shown)
    composite[unit == 3] = 5.0
    after = unit_differences(composite, unit, shown)
    assert np.array_equal(before[:3], after[:3])
    assert np.isnan(after[3])


@given(column(steps), column(errors), st.floats(0.5, 0.99))
def test_a_named_unit_lies_on_the_side_of_its_difference(
    difference: np.ndarray, error: np.ndarray, probability: float
) -> None:
    found = unit_effects(difference, error, 0.1, probability)
    assert (difference[found.verdict == DifferenceVerdict.HIGHER] > 0.1).all()
    assert (difference[found.verdict == DifferenceVerdict.LOWER] < -0.1).all()


# Change


@given(before=scores, drift=st.floats(-1, 1), old=errors, new=errors, variance=st.floats(0.001, 1))
def test_who_moves_as_expected_has_not_changed(
    before: float, drift: float, old: float, new: float, variance: float
) -> None:
    rho = variance / (variance + old)
    expected = 4 + rho * (before - 4) + drift
    figures = (np.array([x]) for x in (before, expected, old, new))
    found = change_of_person(*figures, EarlierPopulation(4.0, variance, drift), z=2.0)
    assert found.beyond[0] == pytest.approx(0, abs=1e-9)
    assert found.verdict[0] == DifferenceVerdict.UNDECIDED


def test_a_drift_is_known_from_thirty_and_a_mean_from_five() -> None:
    before = np.linspace(3, 4, 30)
    assert agency_drift(before, before + 0.2, 30) == pytest.approx(0.2)
    assert math.isnan(agency_drift(before[1:], before[1:] + 0.2, 30))
    assert change_of_mean(before[:4], before[:4] + 1) is None
    found = change_of_mean(before[:5], before[:5] + np.array([0.3, 0.2, 0.3, 0.4, 0.3]))
    assert found is not None
    assert found.exceeds_noise


# Shares and indices


@given(n=st.integers(0, 500), share=st.floats(0, 1))
def test_a_share_has_wilsons_interval_from_ten_answers(n: int, share: float) -> None:
    favourable = round(n * share)
    found = wilson_interval(favourable, n)
    assert (found is None) == (n < 10)
    if found is not None:
        exact = stats.binomtest(favourable, n).proportion_ci(method="wilson")
        assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=1e-9)
        assert 0 <= found.low <= found.figure <= found.high <= 1


@given(st.lists(scores, min_size=0, max_size=30))
def test_an_index_counts_officers_alike_from_eight_with_t(means: list[float]) -> None:
    found = equal_weight_mean(np.array(means))
    assert (found is None) == (len(means) < 8)
    if found is not None:
        error = np.std(means, ddof=1) / math.sqrt(len(means))
        half = stats.t.ppf(0.975, len(means) - 1) * error
        assert found.high - found.figure == pytest.approx(half)
        assert found.n == len(means)


@given(low=st.floats(0, 100), width=st.floats(0, 30))
def test_a_class_is_told_only_where_the_whole_interval_lies_in_it(low: float, width: float) -> None:
    classes = {"D": 25.0, "C": 65.0, "B": 76.61, "A": 88.31}
    interval = FigureInterval(low + width / 2, low, low + width, 20)
    told = class_within(interval, classes)
    bounds = [*classes.values(), math.inf]
    for place, name in enumerate(classes):
        inside = bounds[place] <= low and low + width < bounds[place + 1]
        assert (told == name) == inside


def test_intervals_of_unequal_counters_hold_the_truth() -> None:
    """Counters differ (sd .25) and have very unequal numbers of voices."""
    rng = np.random.default_rng(5)
    for m in (8, 15, 40):
        inside = []
        for _ in range(600):
            size = rng.integers(3, 60, m)
            means = 4.2 + rng.normal(0, 0.25, m) + rng.normal(0, 0.7, m) / np.sqrt(size)
            found = equal_weight_mean(means)
            assert found is not None
            inside.append(found.low <= 4.2 <= found.high)
        assert 0.92 <= np.mean(inside) <= 0.98
