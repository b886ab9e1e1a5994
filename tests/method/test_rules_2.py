"""What rules version 2 promise, measured where the truth is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pytest

from berakhlak.statistics.claims.cycle_claims import CycleInference, infer_cycle
from berakhlak.statistics.inference.centring import mean_of_available
from berakhlak.statistics.inference.verdicts import DifferenceVerdict
from berakhlak.statistics.severity import adjust_for_severity
from berakhlak.statistics.suppression import compute_suppressed_scores
from tests.method.expectations import inferred
from tests.method.measure import UNITS
from tests.method.worlds import (
    BOSS,
    CITIZEN,
    LAYOUT,
    NEW_WEIGHTS,
    PEER,
    SCULLEN,
    SELF,
    SUBORDINATE,
    WORLDS,
    Cycle,
    Plan,
    World,
    draw_cycle,
    rules,
    seeds,
    true_composites,
)

RULES = rules()
SEEDS = seeds(8)
every_world = pytest.mark.parametrize("name", WORLDS)


@lru_cache(maxsize=12)
def drawn(world: World) -> list[tuple[Cycle, CycleInference]]:
    found = []
    for seed in SEEDS:
        cycle = draw_cycle(seed, world)
        safe = compute_suppressed_scores(cycle.sheets, RULES, LAYOUT)
        found.append((cycle, infer_cycle(safe.figures, safe.releasable_sheets, RULES, LAYOUT)))
    return found


def said_falsely(verdict: np.ndarray, truth: np.ndarray, floor: float) -> np.ndarray:
    high = (verdict == DifferenceVerdict.HIGHER) & (truth < floor)
    low = (verdict == DifferenceVerdict.LOWER) & (truth > -floor)
    return high | low


FEW_EACH = Plan(with_subordinates=1.0, subordinates=(3, 4), with_citizens=1.0, citizens=(3, 4))
"""Everybody is rated by three or four subordinates and citizens. In an agency as `Plan` has it so
few people are that a share of them hangs on chance."""


@every_world
def test_bars_hold_the_truth_for_every_group_and_number_of_raters(name: str) -> None:
    inside = defaultdict(list)
    few = [(cycle, inferred(cycle.sheets)) for cycle in cycles_of_few(WORLDS[name])]
    for cycle, found in [*drawn(WORLDS[name]), *few]:
        for table, truth in ((found.values, cycle.values), (found.behaviours, cycle.items)):
            hit = np.abs(truth - table.mean) <= table.half
            for group, least, most in CELLS:
                n = table.n[:, group]
                use = table.shown[:, group] & (n >= least) & (n <= most)
                use &= ~np.isnan(table.half[:, group])
                inside[table is found.values, group, least].append(hit[:, group][use])
    for (_, group, least), hits in inside.items():
        # Bars of the pool are a little long near the end of the scale.
        assert 0.93 <= np.concatenate(hits).mean() <= 0.985, (group, least)
    for kind in (True, False):
        hits = [x for (which, *_), x in inside.items() if which == kind]
        assert 0.94 <= np.concatenate([each for part in hits for each in part]).mean() <= 0.98


def cycles_of_few(world: World) -> list[Cycle]:
    return [draw_cycle(seed, world, FEW_EACH) for seed in seeds(4)]


CELLS = [
    (group, least, most)
    for group, bounds in {
        PEER: ((3, 4), (5, 6)),
        SUBORDINATE: ((3, 4), (5, 8)),
        CITIZEN: ((3, 4), (5, 9), (10, 30)),
    }.items()
    for least, most in bounds
]


@pytest.mark.parametrize("name", ["scullen", "ceil"])
def test_bars_hold_at_the_ends_of_the_scale(name: str) -> None:
    at = defaultdict(list)
    for cycle, found in drawn(WORLDS[name]):
        table = found.values
        inside = np.abs(cycle.values - table.mean) <= table.half
        bar = table.shown & ~np.isnan(table.half)
        bar[:, [SELF, BOSS]] = False
        at["high"].append(inside[bar & (table.mean >= 4.6)])
        at["low"].append(inside[bar & (table.mean < 3.8)])
    assert np.concatenate(at["high"]).mean() >= 0.92
    assert np.concatenate(at["low"]).mean() >= 0.85


@every_world
def test_errors_of_composites_hold_the_truth(name: str) -> None:
    by_value, overall = [], []
    for cycle, found in drawn(WORLDS[name]):
        truth = true_composites(cycle.values - found.values.shifts, NEW_WEIGHTS, found.values.shown)
        known = ~np.isnan(found.errors)
        off = np.abs(found.values.composite - truth) <= 1.96 * np.sqrt(found.errors)
        by_value.append(off[known])
        whole = np.abs(found.overall.composite - mean_of_available(truth))
        hit = whole <= 1.96 * np.sqrt(found.overall.error)
        overall.append(hit[~np.isnan(found.overall.error)])
    assert 0.93 <= np.concatenate(by_value).mean() <= 0.98
    assert 0.93 <= np.concatenate(overall).mean() <= 0.98


@every_world
def test_the_reliability_told_is_that_of_the_figure_printed(name: str) -> None:
    told, true = [], []
    for cycle, found in drawn(WORLDS[name]):
        truth = np.nanmean(true_composites(cycle.values, NEW_WEIGHTS), axis=1)
        rated = ~np.isnan(found.overall.composite)
        assert found.overall.dependability is not None
        told.append(found.overall.dependability.coefficient)
        differ = truth.std() > 1e-9
        pair = found.overall.composite[rated], truth[rated]
        true.append(np.corrcoef(*pair)[0, 1] ** 2 if differ else 0.0)
    assert -0.10 <= np.mean(told) - np.mean(true) <= 0.05


@every_world
def test_no_set_of_groups_is_favoured(name: str) -> None:
    off = defaultdict(list)
    for cycle, found in drawn(WORLDS[name]):
        truth = np.nanmean(true_composites(cycle.values, NEW_WEIGHTS), axis=1)
        bias = found.overall.composite - truth
        bias -= np.nanmean(bias)
        sets = found.values.shown[:, 1:, 0] @ (1 << np.arange(4))
        for groups in np.unique(sets):
            own = (sets == groups) & ~np.isnan(bias)
            off[groups].append((bias[own], len(SEEDS) * cycle.design.unit[own] + len(off[groups])))
    for parts in off.values():
        each, unit = map(np.concatenate, zip(*parts, strict=True))
        if len(each) >= 40:
            assert abs(each.mean()) <= 0.03 + 2.576 * error_of_mean(each, unit)


def error_of_mean(figure: np.ndarray, unit: np.ndarray) -> float:
    """Standard error of a mean over officers: those of one unit share their boss."""
    _, place = np.unique(unit, return_inverse=True)
    of_units = np.bincount(place, figure - figure.mean())
    return float(np.sqrt((of_units**2).sum()) / len(figure))


@every_world
def test_profiles_rarely_say_what_is_not_so(name: str) -> None:
    false = np.concatenate([np.any(list(_false(*pair)), axis=0) for pair in drawn(WORLDS[name])])
    assert false.mean() <= (0.03 if name == "null" else 0.05)


def _false(cycle: Cycle, found: CycleInference) -> Iterator[np.ndarray]:
    """By officer, whether each kind of sentence is false."""
    cut, own = found.cutoffs, cycle.values[:, SELF]
    gap = own - true_composites(cycle.values, NEW_WEIGHTS, found.values.shown)
    yield said_falsely(found.gaps.verdict, gap, cut.gap_floor).any(axis=1)
    overall = mean_of_available(gap)
    yield said_falsely(found.overall.gap.verdict[:, 0], overall, cut.gap_floor)
    pair, rows = found.groups, np.arange(len(gap))
    first = cycle.values[rows, pair.first, pair.column]
    apart = first - cycle.values[rows, pair.second, pair.column]
    yield (pair.column >= 0) & (apart < cut.group_floor)
    truth = true_contrasts(cycle, found)
    yield said_falsely(found.contrast_statements.verdict, truth, cut.behaviour_floor).any(axis=1)


def true_contrasts(cycle: Cycle, found: CycleInference) -> np.ndarray:
    weights = np.array(NEW_WEIGHTS)
    weights[[SELF, CITIZEN]] = 0
    use = found.behaviours.shown & (weights > 0)[:, None]
    use = use & (use.sum(axis=2, keepdims=True) * 2 > len(LAYOUT.items))
    share = weights[:, None] * use
    total = share.sum(axis=1, keepdims=True)
    share = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
    against_own = cycle.items - cycle.items.mean(axis=2, keepdims=True)
    contrast: np.ndarray = (share * against_own).sum(axis=1)
    return contrast


def test_the_lowest_behaviours_are_among_those_truly_lowest() -> None:
    hits = []
    for cycle, found in drawn(SCULLEN):
        estimate = found.contrast_statements.posterior.mean
        known = ~np.isnan(estimate).any(axis=1)
        lowest = np.argsort(estimate[known], axis=1)[:, :3]
        ranks = true_contrasts(cycle, found)[known].argsort(axis=1).argsort(axis=1)
        hits.append(np.take_along_axis(ranks, lowest, axis=1) < 5)
    assert np.concatenate(hits).mean() >= 0.68


@every_world
def test_who_is_placed_above_or_below_the_middle_is_there(name: str) -> None:
    wrong, placed = [], []
    for cycle, found in drawn(WORLDS[name]):
        truth = np.nanmean(true_composites(cycle.values, NEW_WEIGHTS), axis=1)
        wrong.append(said_falsely(found.overall.place, truth - np.median(truth), 0.0))
        placed.append(found.overall.place > DifferenceVerdict.UNDECIDED)
    assert np.concatenate(wrong).mean() <= 0.03
    if name == "null":
        assert np.concatenate(placed).mean() <= 0.03
    else:
        assert np.concatenate(wrong).sum() <= 0.10 * np.concatenate(placed).sum()


@pytest.mark.parametrize("name", ["scullen", "boss_60", "units"])
def test_the_adjusted_figure_and_its_error_hold_the_truth(name: str) -> None:
    truths, scores, errors, units = [], [], [], []
    for seed in seeds(6):
        cycle = draw_cycle(seed, {**WORLDS, "units": UNITS}[name])
        safe = compute_suppressed_scores(cycle.sheets, RULES, LAYOUT)
        inference = infer_cycle(safe.figures, safe.releasable_sheets, RULES, LAYOUT)
        found = adjust_for_severity(
            safe.releasable_sheets, safe.figures, RULES, inference.overall.perspective
        )
        may = np.array([reason is None for reason in found.reason])
        truth = of_average_sheet(cycle)
        truths.append(truth[may])
        scores.append(found.score[may])
        errors.append(found.standard_error[may])
        for unit in range(cycle.design.n_units):
            home = may & (cycle.design.unit == unit)
            if home.sum() >= 3:
                units.append([truth[home].mean(), found.score[home].mean()])
    truth, score, error = map(np.concatenate, (truths, scores, errors))
    inside = np.abs(score - truth) <= 1.96 * error
    low, high = np.quantile(truth, [0.1, 0.9])
    assert inside.mean() >= 0.93
    assert min(inside[truth <= low].mean(), inside[truth >= high].mean()) >= 0.85
    if name == "units":
        assert np.polyfit(*np.array(units).T, 1)[0] >= 0.85


def of_average_sheet(cycle: Cycle) -> np.ndarray:
    """The expected mean of a sheet at the cycle's mix of groups, (officers,)."""
    others = cycle.design.group != SELF
    mix = np.bincount(cycle.design.group[others], minlength=5) / others.sum()
    sheets = cycle.items.mean(axis=2)
    short = np.array(LAYOUT.citizen_form)
    sheets[:, CITIZEN] = cycle.items[:, CITIZEN][:, short].mean(axis=1)
    truth: np.ndarray = sheets @ mix
    return truth
